package xyz.groundmist.sync.identity;

import org.jspecify.annotations.Nullable;

import java.net.InetAddress;
import java.time.Duration;

/**
 * Asks other servers, whose addresses come from strangers, and can't be lured inside: HTTPS at its
 * default port only, and public addresses only, checked where the connection is made. An answer has
 * 10 seconds in all and 512 kB; redirects are not followed, cookies not kept, nothing unpacked.
 * Every question gets its own connection. Starts with the first question.
 */
public final class SafeHttp implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final boolean loopback;
    private final CheckedAddresses addresses;
    private final Duration patience;
    // Guarded by this.
    private @Nullable JettyWeb web;
    private boolean closed;

    public SafeHttp(Network network) {
        this(network, InetAddress::getAllByName, PATIENCE);
    }

    SafeHttp(Network network, CheckedAddresses.Names names, Duration patience) {
        this.loopback = network.loopback();
        this.addresses = new CheckedAddresses(names, new LookupThreads(), network.loopback());
        this.patience = patience;
    }

    /**
     * Asks, and waits for the whole answer.
     *
     * @return the answer, whatever its status
     * @throws IdentityException {@code NOT_PUBLIC}, {@code UNREACHABLE}, {@code TOO_SLOW}, {@code
     *     TOO_LARGE}, {@code INVALID}; nothing has been asked of anyone when it is {@code
     *     NOT_PUBLIC}
     */
    public HttpAnswer send(HttpAsk ask) throws IdentityException {
        PublicHost.check(ask.uri(), loopback);
        return web().send(ask);
    }

    private synchronized JettyWeb web() throws IdentityException {
        if (closed) {
            throw new IdentityException(
                    IdentityException.Kind.UNREACHABLE, "This server is being stopped.");
        }
        if (web == null) web = new JettyWeb(addresses, patience);
        return web;
    }

    /** Ends what is under way. */
    @Override
    public void close() {
        JettyWeb started;
        synchronized (this) {
            closed = true;
            started = web;
        }
        if (started != null) started.close();
    }
}
