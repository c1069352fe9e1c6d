package xyz.groundmist.sync.engine;

/**
 * A change that is not taken, stored or relayed; the message says what is wrong with it. Whoever
 * sent it is refused from then on; changes before it stay. It carries no stack trace, as strangers
 * cause it.
 */
public final class InvalidChangeException extends Exception {
    private static final long serialVersionUID = 1;

    /** What kind of thing is wrong. */
    public enum Reason {
        /** Not one chunk of a change: magic bytes, length, a document or bundle chunk. */
        CHUNK,
        /** The bytes don't have the hash whose first four bytes the chunk names. */
        CHECKSUM,
        /** The deflated data is damaged, ends early or is followed by something. */
        DEFLATE,
        /** The fields before the columns: dependencies, actors, numbers, message. */
        HEADER,
        /** Column metadata: order, kind, length. */
        LAYOUT,
        /** A column's bytes don't decode, or hold more values than there are operations. */
        COLUMN,
        /** A value's bytes don't fit its declared type. */
        VALUE,
        /** An operation that no Automerge version makes. */
        OPERATION,
        /** An operation names an object, element or operation that isn't in its past. */
        REFERENCE,
        /** Sequence or operation numbers that don't follow from the change's past. */
        SEQUENCE,
        /** More operations or bytes than {@link EngineLimits} allows. */
        LIMIT
    }

    private final Reason reason;

    InvalidChangeException(Reason reason, String message) {
        super(message, null, false, false);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
