package xyz.groundmist.sync.documents.worker;

import org.automerge.AmValue;
import org.automerge.NewValue;

import java.util.Base64;

/** Values that aren't made of parts: compared, and made anew. */
final class Values {
    private Values() {}

    /** Equal for equal values of one type. */
    static String key(AmValue value) {
        return switch (value) {
            case AmValue.Null _ -> "null";
            case AmValue.Bool bool -> "bool " + bool.getValue();
            case AmValue.Int number -> "int " + number.getValue();
            case AmValue.UInt number -> "uint " + number.getValue();
            case AmValue.F64 number -> "f64 " + number.getValue();
            case AmValue.Str text -> "str " + text.getValue();
            case AmValue.Counter counter -> "counter " + counter.getValue();
            case AmValue.Timestamp time -> "time " + time.getValue().getTime();
            case AmValue.Bytes bytes ->
                    "bytes " + Base64.getEncoder().encodeToString(bytes.getValue());
            case AmValue.Unknown unknown ->
                    "type "
                            + unknown.getTypeCode()
                            + " "
                            + Base64.getEncoder().encodeToString(unknown.getValue());
            default -> throw new IllegalStateException("a value made of parts");
        };
    }

    static NewValue anew(AmValue value) {
        return switch (value) {
            case AmValue.Null _ -> NewValue.NULL;
            case AmValue.Bool bool -> NewValue.bool(bool.getValue());
            case AmValue.Int number -> NewValue.integer(number.getValue());
            case AmValue.UInt number -> NewValue.uint(number.getValue());
            case AmValue.F64 number -> NewValue.f64(number.getValue());
            case AmValue.Str text -> NewValue.str(text.getValue());
            case AmValue.Counter counter -> NewValue.counter(counter.getValue());
            case AmValue.Timestamp time -> NewValue.timestamp(time.getValue());
            case AmValue.Bytes bytes -> NewValue.bytes(bytes.getValue());
            default ->
                    throw new Jobs.CannotException(
                            "That state has values of a kind that this version doesn't know."
                                    + " Nothing was changed.");
        };
    }
}
