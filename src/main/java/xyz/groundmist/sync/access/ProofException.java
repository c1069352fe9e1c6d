package xyz.groundmist.sync.access;

/** A proof that doesn't prove it. The message is a sentence for the person at the app. */
final class ProofException extends Exception {
    /** What is wrong with it. */
    enum Kind {
        /** it carries no nonce of ours, or an old one: ask again with a new one */
        NEED_NONCE,
        /** it is not what the specifications say, or its signature doesn't fit */
        INVALID,
        /** it was made for another server, path or method */
        WRONG_HOST,
        /** its time is over, or not yet come */
        EXPIRED,
        /** it has been used before */
        REPLAYED,
        /** it is another account's */
        NOT_THE_OWNER,
        /** the owner's keys can't be looked up now: try again later */
        UNREACHABLE,
        /** the owner has ended the account's DID */
        DEACTIVATED,
        /** too many proofs in too short a time: try again later */
        TOO_MANY
    }

    private final Kind kind;

    ProofException(Kind kind, String sentence) {
        super(sentence);
        this.kind = kind;
    }

    ProofException(Kind kind, String sentence, Throwable cause) {
        super(sentence, cause);
        this.kind = kind;
    }

    Kind kind() {
        return kind;
    }
}
