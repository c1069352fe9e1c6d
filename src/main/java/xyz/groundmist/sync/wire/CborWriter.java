package xyz.groundmist.sync.wire;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Writes CBOR (RFC 8949) with definite lengths in their shortest form. Without a buffer it only
 * counts, so that the second pass gets one of exactly the right size.
 */
final class CborWriter {
    private static final int NUMBER = 0;
    private static final int BYTES = 2;
    private static final int TEXT = 3;
    private static final int ARRAY = 4;
    private static final int MAP = 5;
    private static final int FALSE = 0xf4;
    private static final int TRUE = 0xf5;
    private static final int DOUBLE = 0xfb;

    private final @Nullable ByteBuffer out;
    private int size;

    CborWriter(@Nullable ByteBuffer out) {
        this.out = out;
    }

    int size() {
        return size;
    }

    void map(int pairs) {
        head(MAP, pairs);
    }

    void array(int items) {
        head(ARRAY, items);
    }

    void text(String text) {
        if (isAscii(text)) {
            head(TEXT, text.length());
            grow(text.length());
            if (out != null) for (int i = 0; i < text.length(); i++) out.put((byte) text.charAt(i));
        } else {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            head(TEXT, bytes.length);
            grow(bytes.length);
            if (out != null) out.put(bytes);
        }
    }

    void bytes(ByteBuffer bytes) {
        bytes(bytes.remaining());
        append(bytes);
    }

    /** Only says that so many bytes follow. */
    void bytes(int length) {
        head(BYTES, length);
    }

    /** The bytes themselves. */
    void append(ByteBuffer bytes) {
        grow(bytes.remaining());
        if (out != null) out.put(bytes.duplicate());
    }

    void bool(boolean value) {
        oneByte(value ? TRUE : FALSE);
    }

    /** As cbor-x does: a float beyond 32 bits, which every client reads as a number. */
    void number(long value) {
        if (value >= 0 && value <= 0xffff_ffffL) {
            head(NUMBER, value);
        } else {
            oneByte(DOUBLE);
            grow(Double.BYTES);
            if (out != null) out.putDouble((double) value);
        }
    }

    private void head(int major, long argument) {
        int first = major << 5;
        if (argument < 24) {
            oneByte(first | (int) argument);
        } else if (argument <= 0xff) {
            oneByte(first | 24);
            oneByte((int) argument);
        } else if (argument <= 0xffff) {
            oneByte(first | 25);
            grow(Short.BYTES);
            if (out != null) out.putShort((short) argument);
        } else {
            oneByte(first | 26);
            grow(Integer.BYTES);
            if (out != null) out.putInt((int) argument);
        }
    }

    private void oneByte(int value) {
        grow(1);
        if (out != null) out.put((byte) value);
    }

    private void grow(int bytes) {
        size = Math.addExact(size, bytes);
    }

    private static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) if (text.charAt(i) > 0x7f) return false;
        return true;
    }
}
