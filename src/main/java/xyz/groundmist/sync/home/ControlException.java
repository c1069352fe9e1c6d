package xyz.groundmist.sync.home;

/** A command that the running server refused, or that found no running server. */
public final class ControlException extends HomeException {
    private static final long serialVersionUID = 1L;

    ControlException(String sentence) {
        super(sentence);
    }
}
