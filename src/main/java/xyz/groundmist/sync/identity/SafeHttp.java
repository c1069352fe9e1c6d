package xyz.groundmist.sync.identity;

/**
 * Asks other servers, whose addresses come from strangers, and can't be lured inside: HTTPS at its
 * default port only, and public addresses only, checked where the connection is made. An answer has
 * 10 seconds in all and 512 kB; redirects are not followed, cookies not kept, nothing unpacked.
 * Every question gets its own connection. Starts with the first question.
 */
public final class SafeHttp implements AutoCloseable {
    public SafeHttp(Network network) {}

    /**
     * Asks, and waits for the whole answer.
     *
     * @return the answer, whatever its status
     * @throws IdentityException {@code NOT_PUBLIC}, {@code UNREACHABLE}, {@code TOO_SLOW}, {@code
     *     TOO_LARGE}, {@code INVALID}; nothing has been asked of anyone when it is {@code NOT_PUBLIC}
     */
    public HttpAnswer send(HttpAsk ask) throws IdentityException {
        throw new UnsupportedOperationException();
    }

    /** Ends what is under way. */
    @Override
    public void close() {}
}
