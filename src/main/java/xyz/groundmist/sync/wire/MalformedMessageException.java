package xyz.groundmist.sync.wire;

/**
 * Bytes that are no message of the protocol. The sentence names the fault and no content of the
 * message; it carries no stack trace, as strangers cause it.
 */
public final class MalformedMessageException extends Exception {
    /** Not CBOR, or not a message (RFC 6455, section 7.4.1: protocol error). */
    public static final int PROTOCOL_ERROR = 1002;

    /** Beyond a limit of ours (RFC 6455, section 7.4.1: message too big). */
    public static final int TOO_BIG = 1009;

    private final int closeCode;

    private MalformedMessageException(int closeCode, String message) {
        super(message, null, false, false);
        this.closeCode = closeCode;
    }

    static MalformedMessageException wrong(String message) {
        return new MalformedMessageException(PROTOCOL_ERROR, message);
    }

    static MalformedMessageException tooBig(String message) {
        return new MalformedMessageException(TOO_BIG, message);
    }

    /** The WebSocket close code to answer with: {@link #PROTOCOL_ERROR} or {@link #TOO_BIG}. */
    public int closeCode() {
        return closeCode;
    }
}
