package xyz.groundmist.sync.documents;

/** What the worker can do with documents. A document goes in as change chunks. */
public enum Job {
    /** A document in, what is in it out, as JSON a person can page through. */
    VIEW(1, 1),
    /** A document in, what it may be called out, in UTF-8; nothing when that can't be told. */
    TITLE(1, 1),
    /** Two states of a document in, their differences out, as JSON. */
    DIFF(2, 1),
    /** A document and an earlier state of it in, the change that brings that state back out. */
    RESTORE(2, 1),
    /** A saved file in; out: its number of heads, the heads, then all its changes. */
    DECODE(1, 4),
    /** A document in, its saved form out. */
    SAVE(1, 4),
    /**
     * A document in; it is saved, and what was saved is loaded again. Out: the length of the saved
     * form in 4 bytes, the saved form, then all changes as they come out of it. Gives way to other
     * jobs.
     */
    COMPACT(1, 4),
    /** A document in, all of it out as JSON. */
    JSON(1, 4),
    /** A document in, the text it is about out, in UTF-8; nothing when it isn't about a text. */
    TEXT(1, 4);

    private final int inputs;
    private final int patience;

    Job(int inputs, int patience) {
        this.inputs = inputs;
        this.patience = patience;
    }

    /** How many documents or files go in. */
    public int inputs() {
        return inputs;
    }

    /** Whether it is given up when another job waits: nobody waits for this one. */
    boolean givesWay() {
        return this == COMPACT;
    }

    /** How many times {@link CageLimits#patience} it may take. */
    int patience() {
        return patience;
    }
}
