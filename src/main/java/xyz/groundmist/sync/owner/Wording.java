package xyz.groundmist.sync.owner;

/** Sentences that are said in several places. */
final class Wording {
    static final String AGAIN =
            "Sign in again with: groundmist-sync login HANDLE. Your apps go on syncing meanwhile.";

    private Wording() {}
}
