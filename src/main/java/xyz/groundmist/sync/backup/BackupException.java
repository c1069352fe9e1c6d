package xyz.groundmist.sync.backup;

import org.jspecify.annotations.Nullable;

/** A backup that can't be made, read or restored; the message is the sentence to show. */
public final class BackupException extends Exception {
    private static final long serialVersionUID = 1L;

    /** What stands in the way. */
    public enum Kind {
        /** The archive isn't one, is damaged, or isn't what its manifest says: use another one. */
        UNFIT,
        /** There is data where it should be restored to; it is not touched unless it is told to. */
        OCCUPIED,
        /** A passphrase is needed, or is the wrong one. */
        PASSPHRASE,
        /** Anything else, such as a disk that is full; can be tried again. */
        FAILED
    }

    private final Kind kind;

    BackupException(Kind kind, String message) {
        this(kind, message, null);
    }

    BackupException(Kind kind, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    static BackupException unfit(String what) {
        return new BackupException(
                Kind.UNFIT, "This backup can't be used: " + what + ". Use another one.");
    }

    static BackupException failed(String message, @Nullable Throwable cause) {
        return new BackupException(Kind.FAILED, message, cause);
    }

    public Kind kind() {
        return kind;
    }

    /** The sentence that says what happened and what to do next. */
    public String sentence() {
        String message = getMessage();
        return message == null ? "It failed, and no reason was given." : message;
    }
}
