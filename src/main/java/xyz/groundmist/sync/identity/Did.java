package xyz.groundmist.sync.identity;

import org.jspecify.annotations.Nullable;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A decentralised identifier of one of the two methods that ATProto blesses
 * (atproto.com/specs/did): {@code did:plc:} and 24 characters of base 32, or {@code did:web:} and a
 * host name in lower case, without a path; a port, written {@code %3A3000}, for {@code localhost}
 * only.
 */
public record Did(String text) {
    private static final Pattern PLC = Pattern.compile("did:plc:[a-z2-7]{24}");
    private static final Pattern WEB =
            Pattern.compile("did:web:(" + Handle.DOMAIN + "|localhost(?:%3A(?:[1-9][0-9]{0,4}))?)");
    private static final int LONGEST = 8 + 253;

    /**
     * @throws IllegalArgumentException when the text is no such DID
     */
    public Did {
        if (!wellFormed(text))
            throw new IllegalArgumentException("Not a DID of did:plc or did:web.");
    }

    /** The DID that the text is, or null when it is none. */
    public static @Nullable Did parse(String text) {
        return wellFormed(text) ? new Did(text) : null;
    }

    /**
     * The {@code did:web} of a host.
     *
     * @param host such as {@code sync.example.org} or {@code localhost:3031}, lower case
     * @throws IllegalArgumentException when there is no {@code did:web} for it
     */
    public static Did web(String host) {
        return new Did("did:web:" + host.replace(":", "%3A"));
    }

    private static boolean wellFormed(String text) {
        return text.length() <= LONGEST
                && (PLC.matcher(text).matches() || WEB.matcher(text).matches());
    }

    /** The host, with its port if it has one, of a {@code did:web}; null for {@code did:plc}. */
    public @Nullable String webHost() {
        Matcher web = WEB.matcher(text);
        return web.matches() ? web.group(1).replace("%3A", ":") : null;
    }

    @Override
    public String toString() {
        return text;
    }
}
