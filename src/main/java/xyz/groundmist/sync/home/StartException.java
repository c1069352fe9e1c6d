package xyz.groundmist.sync.home;

/** The server can't start: folder in use or not writable, port taken, storage damaged. */
public final class StartException extends HomeException {
    private static final long serialVersionUID = 1L;
    private final boolean alreadyRuns;

    StartException(String sentence) {
        this(sentence, false);
    }

    StartException(String sentence, boolean alreadyRuns) {
        super(sentence);
        this.alreadyRuns = alreadyRuns;
    }

    /** Whether another process runs for the data folder. */
    public boolean alreadyRuns() {
        return alreadyRuns;
    }
}
