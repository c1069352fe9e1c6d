package xyz.groundmist.sync.http;

import java.nio.file.Path;
import java.util.Set;

/**
 * Where to listen, and as whom.
 *
 * @param host the address to listen on, normally 127.0.0.1
 * @param port 0 for any free one
 * @param publicHosts host names, without scheme and path, under which tunnels and reverse proxies
 *     pass requests on; loopback names need no mention
 * @param proxies whose word about clients' addresses is believed
 * @param spoolFolder for messages too large for memory; what is left in it from before is deleted
 */
public record HttpSettings(
        String host,
        int port,
        Set<String> publicHosts,
        TrustedProxies proxies,
        Path spoolFolder,
        HttpLimits limits) {
    public static final String LOOPBACK = "127.0.0.1";

    public HttpSettings {
        publicHosts = Set.copyOf(publicHosts);
    }
}
