package xyz.groundmist.sync.engine;

/**
 * Reads a run-length column value by value without ever expanding a run (Automerge binary format,
 * "Run length encoding"). After the last run every value is null, as in the Rust core.
 */
final class RunReader {
    /** How the column's values are written. */
    enum Kind {
        UNSIGNED,
        /** Each value is the difference to the one before. */
        DELTA,
        STRING
    }

    private final ByteReader in;
    private final Kind kind;
    private long left;
    private boolean literal;
    private boolean isNull = true;
    private long value;
    private long step;

    RunReader(ByteReader in, Kind kind) {
        this.in = in;
        this.kind = kind;
    }

    /** Moves to the next value. */
    void next() throws InvalidChangeException {
        while (left == 0) {
            if (in.done()) {
                isNull = true;
                return;
            }
            long run = in.laxSleb();
            literal = run < 0;
            isNull = run == 0;
            if (isNull) {
                left = in.laxUleb();
                if (left < 0) throw in.invalid("has a run of more than 63 bits");
            } else if (literal) {
                left = -run;
                if (left < 0) throw in.invalid("has a run of more than 63 bits");
            } else {
                left = run;
                step = read();
            }
        }
        left--;
        if (isNull) return;
        if (literal) step = read();
        value = kind == Kind.DELTA ? saturatingAdd(value, step) : step;
    }

    private long read() throws InvalidChangeException {
        return switch (kind) {
            case UNSIGNED -> in.laxUleb();
            case DELTA -> in.laxSleb();
            case STRING -> string();
        };
    }

    private long string() throws InvalidChangeException {
        long length = in.laxUleb();
        int start = in.skip(length);
        if (!Utf8.valid(in.bytes(), start, in.position()))
            throw in.invalid("has text that isn't UTF-8");
        return length;
    }

    private static long saturatingAdd(long a, long b) {
        long sum = a + b;
        return ((a ^ sum) & (b ^ sum)) < 0 ? (a < 0 ? Long.MIN_VALUE : Long.MAX_VALUE) : sum;
    }

    boolean isNull() {
        return isNull;
    }

    /** The value; a string's is its length in bytes. */
    long value() {
        return value;
    }

    /**
     * Counts the values of a column that nothing was read from, run by run; stops beyond {@code
     * limit}.
     */
    int count(int limit) throws InvalidChangeException {
        long total = 0;
        while (!in.done() && total <= limit) {
            long run = in.laxSleb();
            if (run > 0) {
                read();
                total = run > limit ? Long.MAX_VALUE : total + run;
            } else if (run == 0) {
                long nulls = in.laxUleb();
                total = nulls < 0 || nulls > limit ? Long.MAX_VALUE : total + nulls;
            } else if (run < -limit - 1L) {
                return limit + 1;
            } else {
                for (long left = -run; left > 0; left--) read();
                total -= run;
            }
        }
        return (int) Math.min(total, limit + 1L);
    }

    /** Whether every value was read. */
    boolean done() {
        return left == 0 && in.done();
    }

    InvalidChangeException invalid(String problem) {
        return in.invalid(problem);
    }
}
