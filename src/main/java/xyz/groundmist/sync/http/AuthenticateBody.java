package xyz.groundmist.sync.http;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * What an app sends to {@code POST /authenticate}: one JSON object in UTF-8. Members that aren't
 * known are passed over, as later clients may send more.
 *
 * @param lexiconAuthorityDomain the space, as it came
 * @param rootDocUrl the app's root document, as it came
 * @param appName what the app calls itself
 * @param patience {@code wait}: how long to hold the request for the owner's decision: 0 to 60
 *     whole seconds
 * @param invitation the secret of an invitation
 */
record AuthenticateBody(
        String lexiconAuthorityDomain,
        @Nullable String rootDocUrl,
        @Nullable String appName,
        Duration patience,
        @Nullable String invitation) {
    private static final int LONGEST_WAIT = 60;
    private static final JsonFactory FACTORY =
            JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

    /**
     * @throws BadRequestException which quotes nothing of what came: it may hold a secret
     */
    static AuthenticateBody parse(byte[] bytes) throws BadRequestException {
        try (JsonParser json = FACTORY.createParser(utf8(bytes))) {
            return read(json);
        } catch (JacksonException e) {
            var where = e.getLocation();
            throw BadRequestException.of(
                    "The body is not valid JSON"
                            + (where == null || where.getColumnNr() < 1
                                    ? "."
                                    : " (line "
                                            + where.getLineNr()
                                            + ", column "
                                            + where.getColumnNr()
                                            + ")."));
        }
    }

    private static String utf8(byte[] bytes) throws BadRequestException {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException _) {
            throw BadRequestException.of("The body is not UTF-8.");
        }
    }

    private static AuthenticateBody read(JsonParser json) throws BadRequestException {
        if (json.nextToken() != JsonToken.START_OBJECT) {
            throw BadRequestException.of("The body must be one JSON object.");
        }
        String domain = null;
        String rootDocUrl = null;
        String appName = null;
        int wait = 0;
        String invitation = null;
        for (String name = json.nextName(); name != null; name = json.nextName()) {
            json.nextToken();
            switch (name) {
                case "lexiconAuthorityDomain" -> domain = text(name, json);
                case "rootDocUrl" -> rootDocUrl = text(name, json);
                case "appName" -> appName = text(name, json);
                case "wait" -> wait = seconds(json);
                case "invitation" -> invitation = text(name, json);
                default -> json.skipChildren();
            }
        }
        if (json.nextToken() != null) {
            throw BadRequestException.of("There is something behind the body's JSON object.");
        }
        if (domain == null) {
            throw BadRequestException.of(
                    "The body must name a space in lexiconAuthorityDomain, such as"
                            + " xyz.groundmist.library.");
        }
        return new AuthenticateBody(
                domain, rootDocUrl, appName, Duration.ofSeconds(wait), invitation);
    }

    private static @Nullable String text(String name, JsonParser json) throws BadRequestException {
        return switch (json.currentToken()) {
            case VALUE_STRING -> json.getString();
            case VALUE_NULL -> null;
            default -> throw BadRequestException.of(name + " must be a string.");
        };
    }

    private static int seconds(JsonParser json) throws BadRequestException {
        JsonToken token = json.currentToken();
        if (token == JsonToken.VALUE_NULL) return 0;
        if (token == JsonToken.VALUE_NUMBER_INT && json.getString().length() <= 2) {
            int seconds = json.getIntValue();
            if (seconds >= 0 && seconds <= LONGEST_WAIT) return seconds;
        }
        throw BadRequestException.of(
                "wait must be a whole number of seconds from 0 to " + LONGEST_WAIT + ".");
    }

    /** The space alone: the rest is the app's own or a secret. */
    @Override
    public String toString() {
        return "AuthenticateBody[" + lexiconAuthorityDomain + "]";
    }
}
