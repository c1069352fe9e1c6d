package xyz.groundmist.sync.home;

/** A command that the running server refused, or that found no running server. */
public final class ControlException extends HomeException {
    private static final long serialVersionUID = 1L;
    private final boolean answered;

    /** One of a server that refused. */
    public ControlException(String sentence) {
        this(sentence, true);
    }

    ControlException(String sentence, boolean answered) {
        super(sentence);
        this.answered = answered;
    }

    /** Whether a server refused; else there was none to ask. */
    public boolean answered() {
        return answered;
    }
}
