package xyz.groundmist.sync.identity;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;

/**
 * What a DID says of itself, as far as ATProto cares (atproto.com/specs/did, "DID documents").
 *
 * @param handle the first of {@code alsoKnownAs} that is one: a claim, until {@link Identities#did}
 *     of it gives this DID
 * @param alsoKnownAs as it stands there, such as {@code at://alice.example.com}
 * @param signingKey the key {@code #atproto}, or null when there is none that can be read
 * @param pds where the account is kept (service {@code #atproto_pds}): scheme, host and port; null
 *     when there is none
 */
public record DidDocument(
        Did did,
        @Nullable Handle handle,
        List<String> alsoKnownAs,
        @Nullable VerificationKey signingKey,
        @Nullable URI pds) {
    private static final String AT = "at://";

    /**
     * @throws IdentityException {@code INVALID} when it is no DID document, {@code MISMATCH} when
     *     it is somebody else's
     */
    public static DidDocument parse(byte[] json, Did expected) throws IdentityException {
        JsonNode document = StrictJson.object(json);
        if (document == null) {
            throw new IdentityException(
                    IdentityException.Kind.INVALID,
                    "What was found under " + expected + " is no DID document.");
        }
        if (!expected.text().equals(StrictJson.text(document, "id"))) {
            throw new IdentityException(
                    IdentityException.Kind.MISMATCH,
                    "What was found under " + expected + " is the document of another DID.");
        }
        List<String> names = new ArrayList<>();
        for (JsonNode name : items(document, "alsoKnownAs")) {
            if (name.isString()) names.add(name.stringValue());
        }
        return new DidDocument(
                expected,
                firstHandle(names),
                List.copyOf(names),
                signingKey(document, expected),
                pds(document, expected));
    }

    /** Whether the DID names this handle as one of its own. */
    boolean names(Handle handle) {
        return alsoKnownAs.stream().anyMatch(name -> name.equalsIgnoreCase(AT + handle));
    }

    private static @Nullable Handle firstHandle(List<String> names) {
        for (String name : names) {
            if (!name.startsWith(AT)) continue;
            Handle handle = Handle.parse(name.substring(AT.length()));
            if (handle != null) return handle;
        }
        return null;
    }

    private static @Nullable VerificationKey signingKey(JsonNode document, Did did) {
        JsonNode method = entry(document, "verificationMethod", "#atproto", did);
        if (method == null || !did.text().equals(StrictJson.text(method, "controller"))) {
            return null;
        }
        String type = StrictJson.text(method, "type");
        String multibase = StrictJson.text(method, "publicKeyMultibase");
        if (type == null || multibase == null) return null;
        try {
            return VerificationKey.parse(type, multibase);
        } catch (IdentityException _) {
            return null;
        }
    }

    private static @Nullable URI pds(JsonNode document, Did did) {
        JsonNode service = entry(document, "service", "#atproto_pds", did);
        if (service == null
                || !"AtprotoPersonalDataServer".equals(StrictJson.text(service, "type"))) {
            return null;
        }
        String endpoint = StrictJson.text(service, "serviceEndpoint");
        return endpoint == null ? null : origin(endpoint);
    }

    /** Endpoints are written with and without a slash at the end. */
    private static @Nullable URI origin(String endpoint) {
        try {
            URI uri = new URI(endpoint);
            boolean web = "https".equals(uri.getScheme()) || "http".equals(uri.getScheme());
            String path = uri.getRawPath();
            boolean bare =
                    (path == null || path.isEmpty() || path.equals("/"))
                            && uri.getRawQuery() == null
                            && uri.getRawFragment() == null
                            && uri.getRawUserInfo() == null;
            if (!web || !bare || uri.getHost() == null) return null;
            return new URI(uri.getScheme(), null, uri.getHost(), uri.getPort(), null, null, null);
        } catch (URISyntaxException _) {
            return null;
        }
    }

    /** The first of a list whose id is this fragment, alone or after the DID. */
    private static @Nullable JsonNode entry(
            JsonNode document, String list, String fragment, Did did) {
        for (JsonNode entry : items(document, list)) {
            String id = StrictJson.text(entry, "id");
            if (fragment.equals(id) || (did + fragment).equals(id)) return entry;
        }
        return null;
    }

    private static Iterable<JsonNode> items(JsonNode document, String name) {
        JsonNode list = document.get(name);
        return list != null && list.isArray() ? list : List.of();
    }
}
