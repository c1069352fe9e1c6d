package xyz.groundmist.sync.identity;

/** An identity, or a page about one, couldn't be had. The message is a sentence for a person. */
public final class IdentityException extends Exception {
    /** What came of it. */
    public enum Kind {
        /** there is no such DID, handle or page */
        NOT_FOUND,
        /** there was such a DID, and its owner has ended it */
        DEACTIVATED,
        /** no answer, or an answer that speaks of a passing failure: try again later */
        UNREACHABLE,
        /** two places contradict each other about who this is */
        MISMATCH,
        /** what came is not what the specifications say */
        INVALID,
        /** the address is not a public one, and isn't asked */
        NOT_PUBLIC,
        /** the answer is larger than any honest one */
        TOO_LARGE,
        /** the answer took too long: try again later */
        TOO_SLOW
    }

    private final Kind kind;

    public IdentityException(Kind kind, String sentence) {
        super(sentence);
        this.kind = kind;
    }

    public IdentityException(Kind kind, String sentence, Throwable cause) {
        super(sentence, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }

    /** Whether the same question may have another answer in a while. */
    public boolean passing() {
        return kind == Kind.UNREACHABLE || kind == Kind.TOO_SLOW;
    }
}
