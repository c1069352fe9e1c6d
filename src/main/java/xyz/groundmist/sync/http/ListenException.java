package xyz.groundmist.sync.http;

import java.io.IOException;

/** The server can't listen where it was told to; the message says what to do. */
public final class ListenException extends IOException {
    public enum Reason {
        PORT_TAKEN,
        NOT_ALLOWED
    }

    private final Reason reason;

    ListenException(Reason reason, String sentence, Throwable cause) {
        super(sentence, cause);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
