package xyz.groundmist.sync.engine;

import xyz.groundmist.sync.engine.InvalidChangeException.Reason;

/**
 * Checks the values of operations: the metadata column gives each a type (low four bits) and a
 * length, the value column its bytes (Automerge binary format, "Value columns").
 */
final class ValueReader {
    private static final int NULL = 0;
    private static final int FALSE = 1;
    private static final int TRUE = 2;
    private static final int UINT = 3;
    private static final int INT = 4;
    private static final int FLOAT = 5;
    private static final int STRING = 6;
    private static final int COUNTER = 8;
    private static final int TIMESTAMP = 9;

    private final RunReader metadata;
    private final ByteReader column;
    private int type;

    ValueReader(ColumnLayout columns) {
        metadata =
                new RunReader(
                        columns.column(ColumnLayout.VALUE_METADATA, "value type"),
                        RunReader.Kind.UNSIGNED);
        column = columns.column(ColumnLayout.VALUE, "value");
    }

    /** Checks the next value. */
    void next() throws InvalidChangeException {
        metadata.next();
        if (metadata.isNull()) throw metadata.invalid("ends early");
        type = (int) metadata.value() & 0xf;
        long length = metadata.value() >>> 4;
        int start = column.skip(length);
        switch (type) {
            case NULL, FALSE, TRUE -> {
                if (length != 0) throw invalid("null or true or false with bytes");
            }
            case UINT -> number(start, false);
            case INT, COUNTER, TIMESTAMP -> number(start, true);
            case FLOAT -> {
                if (length != 8) throw invalid("a float of " + length + " bytes");
            }
            case STRING -> {
                if (!Utf8.valid(column.bytes(), start, column.position())) {
                    throw invalid("text that isn't UTF-8");
                }
            }
            default -> {
                // Bytes, or a type of a later Automerge: any bytes.
            }
        }
    }

    private void number(int start, boolean signed) throws InvalidChangeException {
        var in =
                new ByteReader(
                        column.bytes(), start, column.position(), Reason.VALUE, "numeric value");
        if (signed) in.sleb();
        else in.uleb();
        if (!in.done()) throw invalid("a number with more bytes than it needs");
    }

    boolean isInteger() {
        return type == INT || type == UINT;
    }

    void checkDone() throws InvalidChangeException {
        if (!metadata.done()) throw metadata.invalid("holds more values than operations");
        if (!column.done()) throw column.invalid("holds more bytes than its types say");
    }

    private static InvalidChangeException invalid(String what) {
        return new InvalidChangeException(Reason.VALUE, "The change has " + what + ".");
    }
}
