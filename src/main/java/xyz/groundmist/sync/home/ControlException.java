package xyz.groundmist.sync.home;

import org.jspecify.annotations.Nullable;

/** A command that the running server refused, or that found no running server. */
public final class ControlException extends HomeException {
    private static final long serialVersionUID = 1L;

    /** What the owner may allow, so that it is done all the same. */
    public enum Leave {
        /** what is there may be replaced */
        REPLACE,
        /** an address that doesn't last may be published */
        ANYWAY
    }

    private final boolean answered;
    private final @Nullable Leave leave;

    /** One of a server that refused. */
    public ControlException(String sentence) {
        this(sentence, true);
    }

    ControlException(String sentence, boolean answered) {
        this(sentence, answered, null);
    }

    /** One of a server that would do it with this leave. */
    public ControlException(String sentence, @Nullable Leave leave) {
        this(sentence, true, leave);
    }

    private ControlException(String sentence, boolean answered, @Nullable Leave leave) {
        super(sentence);
        this.answered = answered;
        this.leave = leave;
    }

    /** With which leave it can be asked for again; null: with none. */
    public @Nullable Leave leave() {
        return leave;
    }

    /** Whether a server refused; else there was none to ask. */
    public boolean answered() {
        return answered;
    }
}
