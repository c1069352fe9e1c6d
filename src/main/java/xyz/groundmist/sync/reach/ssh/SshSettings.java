package xyz.groundmist.sync.reach.ssh;

import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.nio.file.Path;

/**
 * How to reach the server through an SSH server that forwards a port of its own back to us, as
 * {@code ssh -R} does.
 *
 * @param host where the SSH server is
 * @param port its port, normally 22
 * @param user who signs in there
 * @param login with which key
 * @param hostKey the fingerprint of the SSH server's key as its owner confirmed it, such as {@code
 *     SHA256:…}; null: not yet confirmed, so {@link SshReach#open} ends with the fingerprint it saw
 * @param bindHost what the SSH server is asked to listen on: {@code localhost} where a web server
 *     beside it passes requests on; services take a name they give out, or nothing
 * @param remotePort the port it is asked to listen on; services take 80
 * @param publicUrl where the outside gets in; null: the SSH server tells, as services do
 * @param forwardedHeader whether what passes requests on over there writes {@code X-Forwarded-For}.
 *     Believed only for connections that come from the SSH server itself
 */
public record SshSettings(
        String host,
        int port,
        String user,
        Login login,
        @Nullable String hostKey,
        String bindHost,
        int remotePort,
        @Nullable URI publicUrl,
        boolean forwardedHeader) {
    public static final int DEFAULT_PORT = 22;
    public static final String DEFAULT_BIND_HOST = "localhost";

    /** Which key opens the door over there. A password never does. */
    public sealed interface Login {
        /** The key that we made ({@link SshKey}): only its public line leaves this machine. */
        record OwnKey() implements Login {}

        /** A key of the owner's; its passphrase, where it has one, is a secret. */
        record KeyFile(Path file) implements Login {}

        /** Whatever the owner's SSH agent holds. */
        record Agent() implements Login {}
    }

    /** The same, with this fingerprint confirmed. */
    public SshSettings trusting(String fingerprint) {
        return new SshSettings(
                host,
                port,
                user,
                login,
                fingerprint,
                bindHost,
                remotePort,
                publicUrl,
                forwardedHeader);
    }
}
