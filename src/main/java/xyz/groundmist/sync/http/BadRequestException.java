package xyz.groundmist.sync.http;

/** A request that isn't what this address takes; the sentence goes to whoever wrote the app. */
final class BadRequestException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String error;

    private BadRequestException(int status, String error, String sentence) {
        super(sentence);
        this.status = status;
        this.error = error;
    }

    static BadRequestException of(String sentence) {
        return new BadRequestException(400, "bad_request", sentence);
    }

    static BadRequestException tooLarge(int bytes) {
        return new BadRequestException(
                413, "too_large", "The body may have at most " + bytes + " bytes. Send less.");
    }

    Refusal refusal() {
        return new Refusal(status, error, String.valueOf(getMessage()));
    }
}
