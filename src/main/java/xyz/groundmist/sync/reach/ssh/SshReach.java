package xyz.groundmist.sync.reach.ssh;

import org.apache.sshd.client.ClientBuilder;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.auth.pubkey.UserAuthPublicKeyFactory;
import org.apache.sshd.client.config.hosts.HostConfigEntryResolver;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.NamedFactory;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.SshException;
import org.apache.sshd.common.cipher.BuiltinCiphers;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.keyprovider.KeyIdentityProvider;
import org.apache.sshd.common.signature.BuiltinSignatures;
import org.apache.sshd.common.util.net.SshdSocketAddress;
import org.apache.sshd.core.CoreModuleProperties;
import org.jspecify.annotations.Nullable;

import xyz.groundmist.sync.reach.Inside;
import xyz.groundmist.sync.reach.Lookup;
import xyz.groundmist.sync.reach.OpenReach;
import xyz.groundmist.sync.reach.Reach;
import xyz.groundmist.sync.reach.ReachException;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A way in through an SSH server: it listens for us (RFC 4254, section 7.1) and hands every
 * connection on to our HTTP port. HTTPS ends over there, at a web server or at the service itself.
 *
 * <p>The SSH server is trusted by the fingerprint of its key that the owner confirmed, and by
 * nothing else; files of OpenSSH on this machine aren't read. A connection that gives no sign of
 * life for 10 to 15 seconds is taken for dead.
 */
public final class SshReach implements Reach {
    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final Duration SIGN_IN = Duration.ofSeconds(15);
    private static final Duration FORWARD = Duration.ofSeconds(15);
    private static final Duration GREETING = Duration.ofSeconds(20);
    private static final Duration HEARTBEAT = Duration.ofSeconds(5);
    private static final int UNANSWERED = 2;

    /**
     * What a visitor may send ahead of our HTTP side: newcomers are few hundreds, so this bounds
     * what strangers can make us hold.
     */
    private static final long WINDOW = 256 << 10;

    /** Java's first compiler, with which the program runs, makes the slowest code of AES-GCM. */
    private static final List<BuiltinCiphers> CIPHERS =
            List.of(
                    BuiltinCiphers.cc20p1305_openssh,
                    BuiltinCiphers.aes128ctr,
                    BuiltinCiphers.aes256ctr,
                    BuiltinCiphers.aes128gcm,
                    BuiltinCiphers.aes256gcm);

    /** Ed25519 before others: of a server's keys the same one is shown, as long as it has it. */
    private static final List<BuiltinSignatures> SIGNATURES =
            List.of(
                    BuiltinSignatures.ed25519,
                    BuiltinSignatures.nistp256,
                    BuiltinSignatures.nistp384,
                    BuiltinSignatures.nistp521,
                    BuiltinSignatures.sk_ssh_ed25519,
                    BuiltinSignatures.sk_ecdsa_sha2_nistp256,
                    BuiltinSignatures.rsaSHA512,
                    BuiltinSignatures.rsaSHA256);

    /** The passphrase of the owner's key, kept as a secret. */
    public interface Passphrase {
        /** Null: none is kept. */
        @Nullable String read() throws IOException;
    }

    private final SshSettings settings;
    private final Path ownKey;
    private final Passphrase passphrase;
    private final @Nullable Path agent;
    private final SshWords words;

    /**
     * @param ownKey the file with the key that we make ({@link SshKey#own})
     * @param agent the socket of the owner's SSH agent ({@code SSH_AUTH_SOCK}), if there is one
     */
    public SshReach(
            SshSettings settings, Path ownKey, Passphrase passphrase, @Nullable Path agent) {
        this.settings = settings;
        this.ownKey = ownKey;
        this.passphrase = passphrase;
        this.agent = agent;
        words = new SshWords(settings);
    }

    @Override
    public OpenReach open(Inside inside) throws ReachException, InterruptedException {
        var seen = new AtomicReference<@Nullable String>();
        var agentFailed = new AtomicBoolean();
        SshClient client = client(inside, seen);
        boolean stands = false;
        try {
            useKey(client, agentFailed);
            client.start();
            ClientSession session = connect(client, seen, agentFailed);
            Greeting greeting = forward(session);
            URI url = settings.publicUrl();
            if (url == null && greeting != null) url = greeting.await(GREETING);
            if (url == null) throw words.noGreeting();
            var tunnel = new SshTunnel(client, session, url, words);
            stands = true;
            return tunnel;
        } catch (IOException e) {
            if (e instanceof InterruptedIOException && !(e instanceof SocketTimeoutException)) {
                throw (InterruptedException) new InterruptedException().initCause(e);
            }
            throw words.broken(e);
        } finally {
            if (!stands) SshTunnel.end(client);
        }
    }

    private SshClient client(Inside inside, AtomicReference<@Nullable String> seen) {
        SshClient client = ClientBuilder.builder().build();
        client.setHostConfigEntryResolver(HostConfigEntryResolver.EMPTY);
        client.setServerKeyVerifier((_, _, key) -> {
            String fingerprint = KeyUtils.getFingerPrint(key);
            seen.set(fingerprint);
            return fingerprint.equals(settings.hostKey());
        });
        client.setUserAuthFactories(List.of(UserAuthPublicKeyFactory.INSTANCE));
        client.setKeyIdentityProvider(KeyIdentityProvider.EMPTY_KEYS_PROVIDER);
        client.setCipherFactories(List.copyOf(NamedFactory.setUpBuiltinFactories(true, CIPHERS)));
        client.setSignatureFactories(
                List.copyOf(NamedFactory.setUpBuiltinFactories(true, SIGNATURES)));
        client.setChannelFactories(
                List.of(VisitorChannel.factory(inside, settings.forwardedHeader())));
        CoreModuleProperties.HEARTBEAT_INTERVAL.set(client, HEARTBEAT);
        CoreModuleProperties.HEARTBEAT_NO_REPLY_MAX.set(client, UNANSWERED);
        CoreModuleProperties.IDLE_TIMEOUT.set(client, Duration.ZERO);
        CoreModuleProperties.TCP_NODELAY.set(client, true);
        CoreModuleProperties.WINDOW_SIZE.set(client, WINDOW);
        CoreModuleProperties.FORWARD_REQUEST_TIMEOUT.set(client, FORWARD);
        return client;
    }

    private void useKey(SshClient client, AtomicBoolean agentFailed)
            throws ReachException, IOException {
        switch (settings.login()) {
            case SshSettings.Login.OwnKey() -> use(client, SshKey.own(ownKey));
            case SshSettings.Login.KeyFile(Path file) -> use(client, ownersKey(file));
            case SshSettings.Login.Agent() -> {
                if (agent == null) throw words.noAgent();
                client.setAgentFactory(SshAgentSocket.at(agent, agentFailed));
            }
        }
    }

    private static void use(SshClient client, SshKey key) {
        client.setKeyIdentityProvider(KeyIdentityProvider.wrapKeyPairs(key.pair()));
    }

    private SshKey ownersKey(Path file) throws ReachException, IOException {
        String known = passphrase.read();
        try {
            return SshKey.of(file, known);
        } catch (NoSuchFileException _) {
            throw words.noKeyFile(file);
        } catch (IOException | GeneralSecurityException | RuntimeException _) {
            throw words.unreadableKey(file, known != null);
        }
    }

    private ClientSession connect(
            SshClient client, AtomicReference<@Nullable String> seen, AtomicBoolean agentFailed)
            throws IOException, ReachException {
        ClientSession session;
        try {
            session =
                    client.connect(settings.user(), Lookup.first(settings.host(), settings.port()))
                            .verify(CONNECT)
                            .getSession();
        } catch (SocketTimeoutException e) {
            throw words.unreachable(e); // which is an InterruptedIOException, too
        } catch (InterruptedIOException e) {
            throw e;
        } catch (IOException e) {
            throw words.unreachable(e);
        }
        try {
            session.auth().verify(SIGN_IN);
        } catch (InterruptedIOException e) {
            throw e;
        } catch (IOException e) {
            String fingerprint = seen.get();
            if (fingerprint != null && !fingerprint.equals(settings.hostKey())) {
                throw words.otherHostKey(fingerprint);
            }
            if (agentFailed.get()) throw words.agentSilent();
            throw isRefusal(e) ? words.refused(publicLine()) : words.broken(e);
        }
        return session;
    }

    /** The server's no to every key, and not that the connection broke. */
    private static boolean isRefusal(IOException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof SshException ssh
                    && (ssh.getDisconnectCode()
                                    == SshConstants.SSH2_DISCONNECT_NO_MORE_AUTH_METHODS_AVAILABLE
                            || String.valueOf(ssh.getMessage())
                                    .contains("Too many authentication failures"))) {
                return true;
            }
        }
        return false;
    }

    private @Nullable String publicLine() {
        if (!(settings.login() instanceof SshSettings.Login.OwnKey)) return null;
        try {
            return SshKey.own(ownKey).publicLine();
        } catch (IOException _) {
            return null;
        }
    }

    /** Has the server listen, and greet where it is to tell the address. */
    private @Nullable Greeting forward(ClientSession session) throws IOException, ReachException {
        var there = new SshdSocketAddress(settings.bindHost(), settings.remotePort());
        try {
            session.startRemotePortForwarding(there, new SshdSocketAddress("localhost", 0));
        } catch (InterruptedIOException e) {
            throw e;
        } catch (SshException e) {
            throw session.isOpen() ? words.forwardingDenied() : words.broken(e);
        }
        if (settings.publicUrl() != null) return null;
        var greeting = new Greeting();
        var shell = session.createShellChannel();
        shell.setUsePty(false);
        shell.setOut(greeting);
        shell.setErr(greeting);
        shell.open().verify(FORWARD);
        return greeting;
    }
}
