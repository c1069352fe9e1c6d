package xyz.groundmist.sync.home;

/** A command that the running server refused, or that found no running server. */
public final class ControlException extends HomeException {
    private static final long serialVersionUID = 1L;
    private final boolean answered;
    private final boolean replaceable;

    /** One of a server that refused. */
    public ControlException(String sentence) {
        this(sentence, true);
    }

    ControlException(String sentence, boolean answered) {
        this(sentence, answered, false);
    }

    private ControlException(String sentence, boolean answered, boolean replaceable) {
        super(sentence);
        this.answered = answered;
        this.replaceable = replaceable;
    }

    /** One of a server that would do it if it were told that it may replace what is there. */
    static ControlException replaceable(String sentence) {
        return new ControlException(sentence, true, true);
    }

    /** Whether it can be asked for again with leave to replace what is there. */
    public boolean replaceable() {
        return replaceable;
    }

    /** Whether a server refused; else there was none to ask. */
    public boolean answered() {
        return answered;
    }
}
