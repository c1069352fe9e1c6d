package xyz.groundmist.sync.engine;

/**
 * A sync message that isn't one: cut short, a count larger than the bytes that follow, or a limit
 * passed. The message says which part, in words, and never quotes the bytes. Nothing was applied.
 * It carries no stack trace, as strangers cause it.
 */
public final class InvalidSyncMessageException extends Exception {
    private static final long serialVersionUID = 1;

    InvalidSyncMessageException(String message) {
        super(message, null, false, false);
    }
}
