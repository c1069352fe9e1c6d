package xyz.groundmist.sync.wire;

import static xyz.groundmist.sync.wire.MalformedMessageException.tooBig;
import static xyz.groundmist.sync.wire.MalformedMessageException.wrong;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Reads CBOR (RFC 8949) strictly and lazily: definite lengths only, every length checked against
 * the bytes that are there before anything is allocated, at most {@value #MOST_ITEMS} items and
 * {@value #DEEPEST} levels. Lengths in a longer form than needed are fine: cbor-x writes every
 * object's as 16 bits.
 */
final class CborReader {
    static final int DEEPEST = 8;
    static final int MOST_ITEMS = 65_536;

    private static final int BYTES = 2;
    private static final int TEXT = 3;
    private static final int ARRAY = 4;
    private static final int MAP = 5;
    private static final int TAG = 6;
    private static final int OTHER = 7;

    private static final int FALSE = 20;
    private static final int TRUE = 21;
    private static final int NULL = 22;
    private static final int UNDEFINED = 23;
    private static final int HALF = 25;
    private static final int FLOAT = 26;
    private static final int DOUBLE = 27;

    /** RFC 8746, section 2.1: a typed array of unsigned bytes, as cbor-x can write one. */
    private static final int UINT8_ARRAY = 64;

    private static final double LARGEST_EXACT = 0x1p53;

    private final ByteBuffer in;
    private int items;
    private int major;
    private int info;
    private long argument;

    /** Reads from the position to the limit; the caller's buffer keeps its position. */
    CborReader(ByteBuffer in) {
        this.in = in.slice();
    }

    boolean atEnd() {
        return !in.hasRemaining();
    }

    /** Takes a null or undefined if that comes next. */
    boolean takeAbsent() throws MalformedMessageException {
        if (!in.hasRemaining()) throw wrong("the message ends in the middle");
        int next = in.get(in.position()) & 0xff;
        if (next != (OTHER << 5 | NULL) && next != (OTHER << 5 | UNDEFINED)) return false;
        head();
        return true;
    }

    /** The number of pairs that follow. */
    int map() throws MalformedMessageException {
        head();
        if (major != MAP) throw wrong("a map was expected");
        return count(2);
    }

    /** The number of items that follow. */
    int array() throws MalformedMessageException {
        head();
        if (major != ARRAY) throw wrong("an array was expected");
        return count(1);
    }

    String text(int longest) throws MalformedMessageException {
        head();
        if (major != TEXT) throw wrong("text was expected");
        int length = length();
        if (length > 4L * longest) throw tooBig("a text is longer than " + longest + " characters");
        byte[] bytes = new byte[length];
        in.get(bytes);
        String text = isAscii(bytes) ? new String(bytes, StandardCharsets.US_ASCII) : utf8(bytes);
        if (text.length() > longest) {
            throw tooBig("a text is longer than " + longest + " characters");
        }
        return text;
    }

    /** A key of a map: null, with nothing allocated, when it is no text or too long to be known. */
    @Nullable String key(int longest) throws MalformedMessageException {
        head();
        if (major == TEXT && argument >= 0 && argument <= longest) {
            byte[] bytes = new byte[length()];
            in.get(bytes);
            return isAscii(bytes) ? new String(bytes, StandardCharsets.US_ASCII) : utf8(bytes);
        }
        skipBody(1);
        return null;
    }

    /** A slice; a tag that says "unsigned bytes" may stand before the byte string. */
    ByteBuffer bytes() throws MalformedMessageException {
        head();
        if (major == TAG && argument == UINT8_ARRAY) head();
        if (major != BYTES) throw wrong("a byte string was expected");
        int length = length();
        ByteBuffer bytes = in.slice(in.position(), length);
        in.position(in.position() + length);
        return bytes;
    }

    boolean bool() throws MalformedMessageException {
        head();
        if (major == OTHER && info == TRUE) return true;
        if (major == OTHER && info == FALSE) return false;
        throw wrong("true or false was expected");
    }

    /** A whole number of at most 53 bits; cbor-x writes those over 32 bits as floats. */
    long number() throws MalformedMessageException {
        head();
        if (major == 0 || major == 1) {
            if (argument < 0 || argument > (long) LARGEST_EXACT - major) {
                throw wrong("a number is too large");
            }
            return major == 0 ? argument : -1 - argument;
        }
        if (major != OTHER || info < HALF || info > DOUBLE) throw wrong("a number was expected");
        double number =
                switch (info) {
                    case HALF -> Float.float16ToFloat((short) argument);
                    case FLOAT -> Float.intBitsToFloat((int) argument);
                    default -> Double.longBitsToDouble(argument);
                };
        if (!(Math.abs(number) <= LARGEST_EXACT)) throw wrong("a number is too large");
        return (long) number;
    }

    /** Passes over one value of any kind that stands {@code depth} levels deep. */
    void skip(int depth) throws MalformedMessageException {
        head();
        skipBody(depth);
    }

    private void skipBody(int depth) throws MalformedMessageException {
        if (depth > DEEPEST) throw tooBig("values are nested deeper than " + DEEPEST + " levels");
        switch (major) {
            case BYTES, TEXT -> {
                int length = length();
                in.position(in.position() + length);
            }
            case ARRAY -> {
                int count = count(1);
                for (int i = 0; i < count; i++) skip(depth + 1);
            }
            case MAP -> {
                int count = count(2);
                for (int i = 0; i < count; i++) {
                    skip(depth + 1);
                    skip(depth + 1);
                }
            }
            case TAG -> skip(depth + 1);
            default -> {}
        }
    }

    private void head() throws MalformedMessageException {
        if (++items > MOST_ITEMS) {
            throw tooBig("the message has more than " + MOST_ITEMS + " items");
        }
        int first = take(1).get() & 0xff;
        major = first >>> 5;
        info = first & 0x1f;
        argument =
                switch (info) {
                    case 24 -> take(1).get() & 0xffL;
                    case 25 -> take(2).getShort() & 0xffffL;
                    case 26 -> take(4).getInt() & 0xffff_ffffL;
                    case 27 -> take(8).getLong();
                    case 28, 29, 30 -> throw wrong("no CBOR");
                    case 31 -> throw wrong("lengths have to be definite");
                    default -> info;
                };
        if (major == OTHER && info == 24 && argument < 32) throw wrong("no CBOR");
    }

    private ByteBuffer take(int bytes) throws MalformedMessageException {
        if (in.remaining() < bytes) throw wrong("the message ends in the middle");
        return in;
    }

    private int length() throws MalformedMessageException {
        if (argument < 0 || argument > in.remaining()) {
            throw wrong("a length goes beyond the message's end");
        }
        return (int) argument;
    }

    private int count(int bytesEach) throws MalformedMessageException {
        if (argument < 0 || argument > in.remaining() / bytesEach) {
            throw wrong("a count goes beyond the message's end");
        }
        return (int) argument;
    }

    private static boolean isAscii(byte[] bytes) {
        int all = 0;
        for (byte b : bytes) all |= b;
        return all >= 0;
    }

    private static String utf8(byte[] bytes) throws MalformedMessageException {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            throw wrong("a text is not UTF-8");
        }
    }
}
