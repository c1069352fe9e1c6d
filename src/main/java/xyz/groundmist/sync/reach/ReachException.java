package xyz.groundmist.sync.reach;

import org.jspecify.annotations.Nullable;

import java.net.URI;

/**
 * Why a way in isn't open. The message is a sentence that says what happened; neither it nor the
 * next step has a secret in it.
 */
public final class ReachException extends Exception {
    private static final long serialVersionUID = 1L;

    private final boolean fatal;
    private final String nextStep;
    private final @Nullable URI link;

    private ReachException(String what, boolean fatal, String nextStep, @Nullable URI link) {
        super(what);
        this.fatal = fatal;
        this.nextStep = nextStep;
        this.link = link;
    }

    /** What may be over by itself: it is tried again, for ever. */
    public static ReachException passing(String what, String nextStep) {
        return new ReachException(what, false, nextStep, null);
    }

    /** What stays so until the owner does something: it is shown, and not tried again. */
    public static ReachException fatal(String what, String nextStep) {
        return new ReachException(what, true, nextStep, null);
    }

    /** The same with a page that says more, or where the owner can mend it. */
    public ReachException linking(URI page) {
        return new ReachException(String.valueOf(getMessage()), fatal, nextStep, page);
    }

    public boolean fatal() {
        return fatal;
    }

    /** A sentence: what the owner can do. */
    public String nextStep() {
        return nextStep;
    }

    public @Nullable URI link() {
        return link;
    }
}
