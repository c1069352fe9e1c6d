package xyz.groundmist.sync.identity;

import org.eclipse.jetty.util.Promise;
import org.eclipse.jetty.util.SocketAddressResolver;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Looks a name up once, for one connection, and hands on the public ones among its addresses: those
 * that were checked are those that are connected to, whatever the name leads to a moment later.
 */
final class CheckedAddresses implements SocketAddressResolver {
    private final Names names;
    private final LookupThreads threads;
    private final boolean loopback;

    /** What a name leads to at this moment. */
    @FunctionalInterface
    interface Names {
        InetAddress[] addresses(String host) throws UnknownHostException;
    }

    CheckedAddresses(Names names, LookupThreads threads, boolean loopback) {
        this.names = names;
        this.threads = threads;
        this.loopback = loopback;
    }

    @Override
    public void resolve(
            String host,
            int port,
            Map<String, Object> context,
            Promise<List<InetSocketAddress>> promise) {
        try {
            threads.start(() -> answer(host, port, promise));
        } catch (IdentityException e) {
            promise.failed(e);
        }
    }

    private void answer(String host, int port, Promise<List<InetSocketAddress>> promise) {
        List<InetSocketAddress> checked;
        try {
            checked = checked(host, port);
        } catch (IdentityException | RuntimeException e) {
            promise.failed(e);
            return;
        }
        promise.succeeded(checked);
    }

    private List<InetSocketAddress> checked(String host, int port) throws IdentityException {
        try {
            List<InetSocketAddress> checked =
                    Arrays.stream(names.addresses(host))
                            .filter(this::allowed)
                            .map(address -> new InetSocketAddress(address, port))
                            .toList();
            if (!checked.isEmpty()) return checked;
        } catch (UnknownHostException e) {
            throw new IdentityException(
                    IdentityException.Kind.UNREACHABLE,
                    "No server of the name \"" + host + "\" was found.",
                    e);
        }
        throw new IdentityException(
                IdentityException.Kind.NOT_PUBLIC,
                "\"" + host + "\" isn't asked, as it leads to no public address.");
    }

    private boolean allowed(InetAddress address) {
        return PublicAddress.is(address) || (loopback && address.isLoopbackAddress());
    }
}
