package xyz.groundmist.sync.engine;

import xyz.groundmist.sync.engine.InvalidChangeException.Reason;

/**
 * Reads a range of bytes. Numbers before the columns, and values, must be in shortest form; numbers
 * inside run-length columns need not, as Automerge reads them with a laxer decoder.
 */
final class ByteReader {
    private final byte[] bytes;
    private final Reason reason;
    private final String what;
    private final int end;
    private int position;

    ByteReader(byte[] bytes, int from, int to, Reason reason, String what) {
        this.bytes = bytes;
        this.reason = reason;
        this.what = what;
        this.end = to;
        this.position = from;
    }

    byte[] bytes() {
        return bytes;
    }

    int position() {
        return position;
    }

    int remaining() {
        return end - position;
    }

    boolean done() {
        return position >= end;
    }

    InvalidChangeException invalid(String problem) {
        return new InvalidChangeException(reason, "The change's " + what + " " + problem + ".");
    }

    int u8() throws InvalidChangeException {
        if (position >= end) throw invalid("ends early");
        return bytes[position++] & 0xff;
    }

    /** Skips {@code length} bytes and returns where they start. */
    int skip(long length) throws InvalidChangeException {
        if (length < 0 || length > remaining()) throw invalid("ends early");
        int start = position;
        position += (int) length;
        return start;
    }

    /** An unsigned LEB128 number of at most 64 bits, in shortest form. */
    long uleb() throws InvalidChangeException {
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            int next = u8();
            if (shift == 63 && next > 1) throw invalid("has a number of more than 64 bits");
            value |= (long) (next & 0x7f) << shift;
            if (next < 0x80) {
                if (shift > 0 && next == 0) throw invalid("has a number that isn't in short form");
                return value;
            }
        }
    }

    /** A signed LEB128 number of at most 64 bits, in shortest form. */
    long sleb() throws InvalidChangeException {
        long value = 0;
        int previous = 0;
        for (int shift = 0; ; shift += 7) {
            int next = u8();
            if (shift == 63 && next != 0 && next != 0x7f) {
                throw invalid("has a number of more than 64 bits");
            }
            value |= (long) (next & 0x7f) << shift;
            if (next < 0x80) {
                boolean negative = (previous & 0x40) != 0;
                if (shift > 0 && (next == 0 && !negative || next == 0x7f && negative)) {
                    throw invalid("has a number that isn't in short form");
                }
                if (shift < 57 && (next & 0x40) != 0) value |= -1L << (shift + 7);
                return value;
            }
            previous = next;
        }
    }

    /** As {@link #uleb} in any form. */
    long laxUleb() throws InvalidChangeException {
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            int next = u8();
            if (shift == 63 && next > 1) throw invalid("has a number of more than 64 bits");
            value |= (long) (next & 0x7f) << shift;
            if (next < 0x80) return value;
        }
    }

    /** As {@link #sleb} in any form. */
    long laxSleb() throws InvalidChangeException {
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            int next = u8();
            if (shift == 63 && next != 0 && next != 0x7f) {
                throw invalid("has a number of more than 64 bits");
            }
            value |= (long) (next & 0x7f) << shift;
            if (next < 0x80) {
                if (shift < 57 && (next & 0x40) != 0) value |= -1L << (shift + 7);
                return value;
            }
        }
    }

    /** A length or count that the bytes still present can hold at {@code unit} bytes each. */
    int count(int unit) throws InvalidChangeException {
        long count = uleb();
        if (count < 0 || count > remaining() / unit) throw invalid("ends early");
        return (int) count;
    }
}
