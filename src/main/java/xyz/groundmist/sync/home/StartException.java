package xyz.groundmist.sync.home;

/** The server can't start: folder in use or not writable, port taken, storage damaged. */
public final class StartException extends HomeException {
    private static final long serialVersionUID = 1L;

    StartException(String sentence) {
        super(sentence);
    }
}
