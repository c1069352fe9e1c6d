package xyz.groundmist.sync.documents;

/** Something about a document that can't be done. */
public final class DocumentException extends Exception {
    private static final long serialVersionUID = 1L;

    /** Why not. */
    public enum Reason {
        /** It takes more memory or time than it may here. */
        TOO_LARGE,
        /** The native code failed on it. */
        UNREADABLE,
        /** The native code reads it, and then can't load what it has saved of it. */
        SPOILT,
        /** There is no native code for this system, or it can't be started now. */
        ABSENT,
        /** What was asked for isn't there. */
        UNKNOWN,
        /** Whoever asked doesn't want it any more. */
        CANCELLED,
        /** Something else, said in the sentence. */
        OTHER
    }

    private final Reason reason;

    /**
     * @param sentence what happened and what to do next, for a person
     */
    public DocumentException(Reason reason, String sentence) {
        super(sentence);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }

    /** What happened and what to do next, for a person. */
    public String sentence() {
        return String.valueOf(getMessage());
    }
}
