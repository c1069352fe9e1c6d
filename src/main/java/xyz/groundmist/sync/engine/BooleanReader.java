package xyz.groundmist.sync.engine;

/** Reads a column of alternating run lengths, false first, without expanding a run. */
final class BooleanReader {
    private final ByteReader in;
    private long left;
    private boolean value = true;
    private boolean missing;

    BooleanReader(ByteReader in) {
        this.in = in;
    }

    void next() throws InvalidChangeException {
        while (left == 0) {
            if (in.done()) {
                missing = true;
                return;
            }
            left = in.laxUleb();
            if (left < 0) throw in.invalid("has a run of more than 63 bits");
            value = !value;
        }
        left--;
    }

    /** Whether the column ended before this value. */
    boolean missing() {
        return missing;
    }

    boolean value() {
        return !missing && value;
    }

    boolean done() {
        return left == 0 && in.done();
    }

    InvalidChangeException invalid(String problem) {
        return in.invalid(problem);
    }
}
