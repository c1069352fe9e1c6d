package xyz.groundmist.sync.reach;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * What a name leads to. The system's own look-up can't be interrupted and may take half a minute
 * without a network, so it has a thread of its own ({@code reach-lookup}), the platform's: a
 * virtual one would hold what carries it.
 */
public final class Lookup {
    private static final Duration PATIENCE = Duration.ofSeconds(4);

    private Lookup() {}

    /**
     * By the system's DNS, within 4 seconds.
     *
     * @throws UnknownHostException when it leads nowhere
     * @throws SocketTimeoutException when nobody says
     * @throws InterruptedIOException when the thread is interrupted
     */
    public static InetSocketAddress first(String host, int port) throws IOException {
        try {
            return of(Lookup::system, host, port).getFirst();
        } catch (InterruptedException e) {
            throw (IOException) new InterruptedIOException().initCause(e);
        }
    }

    static List<InetSocketAddress> of(Internet.Names names, String host, int port)
            throws UnknownHostException, SocketTimeoutException, InterruptedException {
        var found = new CompletableFuture<List<InetSocketAddress>>();
        Thread.ofPlatform()
                .daemon()
                .name("reach-lookup")
                .start(() -> {
                    try {
                        found.complete(names.addresses(host, port));
                    } catch (UnknownHostException | RuntimeException e) {
                        found.completeExceptionally(e);
                    }
                });
        try {
            return found.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException _) {
            throw new UnknownHostException(host);
        } catch (TimeoutException _) {
            throw new SocketTimeoutException("Nobody says where " + host + " leads.");
        }
    }

    static List<InetSocketAddress> system(String host, int port) throws UnknownHostException {
        return List.of(InetAddress.getAllByName(host)).stream()
                .map(address -> new InetSocketAddress(address, port))
                .toList();
    }
}
