package xyz.groundmist.sync.owner;

/** Sentences that are said in several places. */
final class Wording {
    static final String MEANWHILE = "Your apps go on syncing meanwhile.";
    static final String AGAIN = "Sign in again. " + MEANWHILE;

    private Wording() {}
}
