package xyz.groundmist.sync.home;

import org.jspecify.annotations.Nullable;

import xyz.groundmist.sync.http.HttpServer;
import xyz.groundmist.sync.reach.Internet;
import xyz.groundmist.sync.reach.Reach;
import xyz.groundmist.sync.reach.domain.DomainReach;
import xyz.groundmist.sync.reach.ngrok.MonthlyUse;
import xyz.groundmist.sync.reach.ngrok.NgrokReach;
import xyz.groundmist.sync.reach.ssh.SshKey;
import xyz.groundmist.sync.reach.ssh.SshReach;
import xyz.groundmist.sync.reach.ssh.SshSettings;
import xyz.groundmist.sync.secrets.Secrets;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Makes the ways in of what their settings say, with the secrets and files they need. */
final class Ways {
    static final String NGROK_TOKEN = "ngrok-authtoken";
    static final String SSH_PASSPHRASE = "ssh-key-passphrase";

    static final String SSH_KEY = "ssh-key";
    private static final String ACME_ACCOUNT = "acme-account.pem";
    private static final String CERTIFICATE = "certificate.pem";
    private static final String NGROK_USE = "ngrok-use";
    private static final Pattern FINGERPRINT = Pattern.compile("SHA256:[A-Za-z0-9+/]+");

    private final Path folder;
    private final Secrets secrets;
    private final Map<String, String> environment;
    private final HttpServer http;
    private final Internet internet;
    private final InstantSource clock;
    private final MonthlyUse use;

    Ways(
            Path folder,
            Secrets secrets,
            Map<String, String> environment,
            HttpServer http,
            Internet internet,
            InstantSource clock) {
        this.folder = folder;
        this.secrets = secrets;
        this.environment = environment;
        this.http = http;
        this.internet = internet;
        this.clock = clock;
        use = new MonthlyUse(folder.resolve(NGROK_USE), clock);
    }

    MonthlyUse use() {
        return use;
    }

    Secrets secrets() {
        return secrets;
    }

    /** Null when there is nothing for this program to open. */
    @Nullable Reach reach(ReachSettings way) {
        return switch (way) {
            case ReachSettings.Ngrok(String domain) ->
                    new NgrokReach(
                            () -> secrets.read(NGROK_TOKEN),
                            domain,
                            internet.ngrok(),
                            Version.current(),
                            use,
                            clock);
            case ReachSettings.Ssh(var settings) ->
                    new SshReach(
                            settings,
                            folder.resolve(SSH_KEY),
                            () -> secrets.read(SSH_PASSPHRASE),
                            agent());
            case ReachSettings.OwnDomain(var settings) ->
                    new DomainReach(
                            settings,
                            folder.resolve(ACME_ACCOUNT),
                            folder.resolve(CERTIFICATE),
                            new PublicDoors(http));
            case ReachSettings.Proxy _ -> null;
        };
    }

    private @Nullable Path agent() {
        String socket = environment.get("SSH_AUTH_SOCK");
        return socket == null || socket.isBlank() ? null : Path.of(socket);
    }

    /** The line for the SSH server's {@code authorized_keys}; null for another way or key. */
    @Nullable String publicLine(ReachSettings way) {
        if (!(way instanceof ReachSettings.Ssh(var ssh))
                || !(ssh.login() instanceof SshSettings.Login.OwnKey)) {
            return null;
        }
        try {
            return SshKey.own(folder.resolve(SSH_KEY)).publicLine();
        } catch (IOException _) {
            return null; // the way itself says what is wrong with it
        }
    }

    /** The fingerprint that an SSH server's owner is asked to confirm, out of the reason. */
    static @Nullable String shownKey(@Nullable ReachSettings way, String reason) {
        if (!(way instanceof ReachSettings.Ssh)) return null;
        Matcher found = FINGERPRINT.matcher(reason);
        return found.find() ? found.group() : null;
    }
}
