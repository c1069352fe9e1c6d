package xyz.groundmist.sync.reach;

import org.jspecify.annotations.Nullable;

import xyz.groundmist.sync.reach.ngrok.NgrokReach;

import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;

import javax.net.ssl.SSLSocketFactory;

/**
 * What the world outside is reached by. Only tests use another than {@link #PUBLIC}: no setting and
 * no environment variable reaches it.
 *
 * @param names what names lead to
 * @param tls what certificates are trusted by
 * @param ngrok null: ngrok's own service
 */
public record Internet(Names names, SSLSocketFactory tls, NgrokReach.@Nullable Service ngrok) {
    /** What a name leads to. */
    public interface Names {
        List<InetSocketAddress> addresses(String host, int port) throws UnknownHostException;
    }

    public static final Internet PUBLIC =
            new Internet(Lookup::system, (SSLSocketFactory) SSLSocketFactory.getDefault(), null);

    /** There is none: no name leads anywhere. */
    public static Internet none() {
        return new Internet(
                (host, _) -> {
                    throw new UnknownHostException(host);
                },
                PUBLIC.tls(),
                new NgrokReach.Service("127.0.0.1:9", new byte[0]));
    }
}
