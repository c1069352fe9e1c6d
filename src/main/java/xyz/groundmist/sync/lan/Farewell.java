package xyz.groundmist.sync.lan;

import java.nio.charset.StandardCharsets;

/** Why a side ends a connection. Its name is on the wire. */
enum Farewell {
    /** It stops, or the user of the link has ended it. */
    CLOSED,
    /** The two have another connection. */
    DUPLICATE,
    /** It doesn't know the other side, or not any more: they must be paired again. */
    UNKNOWN,
    /** It knows another machine with the same key, which came out of a backup later. */
    REPLACED;

    byte[] bytes() {
        return name().getBytes(StandardCharsets.US_ASCII);
    }

    /** What isn't known is taken for a plain end. */
    static Farewell read(byte[] bytes) {
        String name = new String(bytes, StandardCharsets.US_ASCII);
        for (Farewell one : values()) {
            if (one.name().equals(name)) return one;
        }
        return CLOSED;
    }
}
