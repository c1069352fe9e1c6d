package xyz.groundmist.sync.owner;

/** Something about the owner's account didn't work. The message is a sentence for a person. */
public final class OwnerException extends Exception {
    private static final long serialVersionUID = 1L;

    /** What came of it. */
    public enum Kind {
        /** what was given is neither a handle nor a DID nor a server */
        NOT_AN_ACCOUNT,
        /** there is no such account */
        NO_SUCH_ACCOUNT,
        /** a server doesn't answer: try again later */
        UNREACHABLE,
        /** a server doesn't speak as the specifications say */
        UNSUITED,
        /** this machine's clock is wrong */
        CLOCK,
        /** the person said no on their server's page */
        DENIED,
        /** somebody here gave up, or began anew */
        CANCELLED,
        /** nothing came back from the browser */
        TIMED_OUT,
        /** another account than the one this server belongs to */
        OTHER_ACCOUNT,
        /** what came back isn't what had been asked for */
        MISMATCH,
        /** the right to keep the record wasn't given */
        NOT_GRANTED,
        /** nobody is signed in */
        SIGNED_OUT,
        /** the sign-in is kept where it can't be read at the moment */
        LOCKED,
        /** the sign-in was valid once */
        ENDED,
        /** the record is another machine's, or was changed by somebody else */
        OTHERS_RECORD,
        /** there is no public address to publish */
        NO_ADDRESS,
        /** the server refused */
        REFUSED,
        /** this machine's disk doesn't take it */
        STORAGE
    }

    private final Kind kind;

    OwnerException(Kind kind, String sentence) {
        super(sentence);
        this.kind = kind;
    }

    OwnerException(Kind kind, String sentence, Throwable cause) {
        super(sentence, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
