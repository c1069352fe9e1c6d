package xyz.groundmist.sync.http;

/** A message that can't be taken in; its sentence goes to the peer as the reason of the close. */
final class MessageRefusedException extends Exception {
    /** Message too big (RFC 6455, section 7.4.1). */
    static final int TOO_BIG = 1009;

    /** Try again later (IANA registry of WebSocket close codes). */
    static final int TRY_AGAIN_LATER = 1013;

    private final int closeCode;

    MessageRefusedException(int closeCode, String sentence) {
        super(sentence);
        this.closeCode = closeCode;
    }

    int closeCode() {
        return closeCode;
    }
}
