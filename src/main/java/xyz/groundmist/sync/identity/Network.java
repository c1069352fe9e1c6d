package xyz.groundmist.sync.identity;

import org.jspecify.annotations.Nullable;

import java.net.URI;

/**
 * Where identities are looked up. Only tests use another than {@link #PUBLIC}: no setting and no
 * environment variable reaches it.
 *
 * @param plcDirectory the directory of {@code did:plc}, without a slash at the end
 * @param handles asked for handles; null: DNS and the web, as ATProto says
 * @param loopback this machine's own loopback addresses may be asked too, without TLS and at any
 *     port
 */
public record Network(URI plcDirectory, @Nullable HandleSource handles, boolean loopback) {
    public static final Network PUBLIC =
            new Network(URI.create("https://plc.directory"), null, false);
}
