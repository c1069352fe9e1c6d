package xyz.groundmist.sync.owner;

/** Sentences that are said in several places. */
final class Wording {
    static final String AGAIN =
            "Sign in again. Your apps go on syncing meanwhile.";

    private Wording() {}
}
