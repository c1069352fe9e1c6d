package xyz.groundmist.sync.http;

/** A held request was ended before its time. */
final class LetGoException extends Exception {
    private static final long serialVersionUID = 1L;

    /** What ended it. */
    enum Cause {
        /** the client: there is nobody to answer */
        CLIENT_GONE,
        /** newer requests wanted its place */
        CROWDED,
        /** the end of the server */
        STOPPING
    }

    private final Cause what;

    LetGoException(Cause what) {
        super(what.name());
        this.what = what;
    }

    Cause what() {
        return what;
    }
}
