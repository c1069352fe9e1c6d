package xyz.groundmist.sync.documents.worker;

import org.automerge.AmValue;
import org.automerge.ExpandMark;
import org.automerge.NewValue;
import org.automerge.ObjectId;
import org.automerge.Transaction;

import java.util.Base64;

/** Values that aren't made of parts: compared, and made anew. */
final class Values {
    private Values() {}

    /** Equal for equal values of one type; whole numbers are one type, as apps see them. */
    static String key(AmValue value) {
        return switch (value) {
            case AmValue.Null _ -> "null";
            case AmValue.Bool bool -> "bool " + bool.getValue();
            case AmValue.Int number -> "int " + number.getValue();
            case AmValue.UInt number -> "int " + Long.toUnsignedString(number.getValue());
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

    static void set(Transaction change, ObjectId map, String key, AmValue value) {
        settable(key);
        switch (value) {
            case AmValue.Int number when isShort(number) ->
                    change.set(map, key, (int) number.getValue());
            default -> change.set(map, key, anew(value));
        }
    }

    static void insert(Transaction change, ObjectId list, long at, AmValue value) {
        switch (value) {
            case AmValue.Int number when isShort(number) ->
                    change.insert(list, at, (int) number.getValue());
            default -> change.insert(list, at, anew(value));
        }
    }

    static void mark(Transaction change, ObjectId text, Node.Span span, ExpandMark expand) {
        switch (span.value().value()) {
            case AmValue.Int number ->
                    change.mark(
                            text, span.from(), span.to(), span.name(), number.getValue(), expand);
            default ->
                    change.mark(
                            text,
                            span.from(),
                            span.to(),
                            span.name(),
                            anew(span.value().value()),
                            expand);
        }
    }

    /** automerge-java 0.0.7 dies of other names when it sets what is under them. */
    static void settable(String key) {
        if (key.codePoints().anyMatch(c -> c == 0 || Character.isSupplementaryCodePoint(c))) {
            throw new Jobs.CannotException(
                    "That state can't be brought back: it has something under the name “"
                            + key
                            + "”, and names with such signs can't be written here. Nothing was"
                            + " changed; export the document as it was then instead.");
        }
    }

    private static boolean isShort(AmValue.Int number) {
        return number.getValue() == (int) number.getValue();
    }

    private static NewValue anew(AmValue value) {
        return switch (value) {
            case AmValue.Null _ -> NewValue.NULL;
            case AmValue.Bool bool -> NewValue.bool(bool.getValue());
            // its integer(long) writes a floating-point number
            case AmValue.Int number when number.getValue() >= 0 -> NewValue.uint(number.getValue());
            case AmValue.UInt number -> NewValue.uint(number.getValue());
            case AmValue.F64 number -> NewValue.f64(number.getValue());
            case AmValue.Str text -> NewValue.str(text.getValue());
            case AmValue.Counter counter -> NewValue.counter(counter.getValue());
            case AmValue.Timestamp time -> NewValue.timestamp(time.getValue());
            case AmValue.Bytes bytes -> NewValue.bytes(bytes.getValue());
            default ->
                    throw new Jobs.CannotException(
                            "That state has values of a kind that can't be written here. Nothing"
                                    + " was changed; export the document as it was then"
                                    + " instead.");
        };
    }
}
