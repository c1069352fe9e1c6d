package xyz.groundmist.sync.lan;

/** What can't be done, in a sentence for the owner with what to do next. */
public final class LanException extends Exception {
    private static final long serialVersionUID = 1L;

    public LanException(String sentence) {
        super(sentence);
    }

    public LanException(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
