package xyz.groundmist.sync.cli;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import xyz.groundmist.sync.home.ReachEntry;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Chooses the way in, and opens it. */
@Command(
        name = "use",
        description = "Open this way in, instead of the one in use, and keep it open.",
        subcommands = {
            ReachUseCommand.Ngrok.class,
            ReachUseCommand.Ssh.class,
            ReachUseCommand.Domain.class,
            ReachUseCommand.Proxy.class
        },
        mixinStandardHelpOptions = true,
        versionProvider = CommandLineProgram.ShownVersion.class)
final class ReachUseCommand {
    private ReachUseCommand() {}

    /** One of the ways; collects what its settings are. */
    abstract static class Use extends AskingCommand<ReachEntry> {
        @Spec
        @SuppressWarnings("NullAway.Init")
        CommandSpec spec;

        Use(Terminal terminal) {
            super(terminal, "reach.use", ReachEntry.class);
        }

        /** As the object {@code reach} of settings.json. */
        abstract Map<String, Object> reach();

        Map<String, Object> more() {
            return Map.of();
        }

        @Override
        Map<String, ?> arguments() {
            Map<String, Object> arguments = new HashMap<>(more());
            arguments.put("reach", reach());
            return arguments;
        }

        /** A secret is never a flag's value: other users of the machine see those. */
        @Nullable String secret(@Nullable Path file, String variable) {
            if (file == null) return terminal.environment().get(variable);
            try {
                return Files.readString(file).strip();
            } catch (IOException e) {
                throw new ParameterException(
                        spec.commandLine(),
                        "The file " + file + " can't be read. Check its name and permissions.");
            }
        }

        static void put(Map<String, Object> map, String key, @Nullable Object value) {
            if (value != null) map.put(key, value);
        }

        @Override
        void print(ReachEntry reach, Advice advice) {
            out.println("It is being opened: " + ReachWords.name(reach.way()) + ".");
            if (reach.publicKey() != null) {
                out.println("Add this line to ~/.ssh/authorized_keys there: " + reach.publicKey());
            }
            out.println("See how it goes with: " + advice.command("reach list"));
        }
    }

    @Command(
            name = "ngrok",
            description = {
                "An address at ngrok (ngrok.com): easiest, free up to 20,000 requests and 1 GB out",
                "a month. Not yet tried against ngrok's service itself.",
                "",
                "The authtoken comes from --token-file or NGROK_AUTHTOKEN, and is then kept."
            })
    static final class Ngrok extends Use {
        @Option(
                names = "--domain",
                paramLabel = "NAME",
                description = "A domain of your ngrok account (default: the one ngrok gives).")
        private @Nullable String domain;

        @Option(
                names = "--token-file",
                paramLabel = "FILE",
                description = "A file with your authtoken; it isn't needed afterwards.")
        private @Nullable Path tokenFile;

        Ngrok(Terminal terminal) {
            super(terminal);
        }

        @Override
        Map<String, Object> reach() {
            Map<String, Object> reach = new HashMap<>();
            reach.put("way", "ngrok");
            put(reach, "domain", domain);
            return reach;
        }

        @Override
        Map<String, Object> more() {
            Map<String, Object> more = new HashMap<>();
            put(more, "token", secret(tokenFile, "NGROK_AUTHTOKEN"));
            return more;
        }
    }

    @Command(
            name = "ssh",
            description = {
                "A port of an SSH server: your own, with a web server before it, or a service that",
                "gives out addresses. docs/reach-ssh.md has the lines for both.",
                "",
                "Where a key file has a passphrase, it comes from SSH_KEY_PASSPHRASE."
            })
    static final class Ssh extends Use {
        @Parameters(paramLabel = "USER@HOST", description = "Who signs in, and where.")
        private String target = "";

        @Option(names = "--port", paramLabel = "N", description = "The SSH port (default: 22).")
        private @Nullable Integer port;

        @Option(
                names = "--key",
                paramLabel = "KEY",
                description = "own (default), agent, or the path of a key file.")
        private @Nullable String key;

        @Option(
                names = "--url",
                paramLabel = "URL",
                description = "Where the outside gets in (default: the SSH server says).")
        private @Nullable String url;

        @Option(
                names = "--bind",
                paramLabel = "HOST",
                description = "What the SSH server listens on (default: localhost).")
        private @Nullable String bind;

        @Option(
                names = "--remote-port",
                paramLabel = "N",
                description = "The port it listens on (default: 80).")
        private @Nullable Integer remotePort;

        @Option(
                names = "--host-key",
                paramLabel = "FINGERPRINT",
                description = "The SSH server's key, SHA256:…, when you know it.")
        private @Nullable String hostKey;

        @Option(
                names = "--forwarded",
                description = "The web server there writes X-Forwarded-For; believe it.")
        private boolean forwarded;

        Ssh(Terminal terminal) {
            super(terminal);
        }

        @Override
        Map<String, Object> reach() {
            int at = target.lastIndexOf('@');
            if (at <= 0 || at == target.length() - 1) {
                throw new ParameterException(
                        spec.commandLine(), "Write who signs in where as USER@HOST.");
            }
            Map<String, Object> reach = new HashMap<>();
            reach.put("way", "ssh");
            reach.put("user", target.substring(0, at));
            reach.put("host", target.substring(at + 1));
            put(reach, "port", port);
            put(reach, "key", key);
            put(reach, "publicUrl", url);
            put(reach, "bindHost", bind);
            put(reach, "remotePort", remotePort);
            put(reach, "hostKey", hostKey);
            reach.put("forwardedHeader", forwarded);
            return reach;
        }

        @Override
        Map<String, Object> more() {
            Map<String, Object> more = new HashMap<>();
            put(more, "passphrase", secret(null, "SSH_KEY_PASSPHRASE"));
            return more;
        }
    }

    @Command(
            name = "domain",
            description = {
                "Your own domain, which leads to this machine: HTTPS on ports of ours, with",
                "certificates of Let's Encrypt."
            })
    static final class Domain extends Use {
        @Parameters(paramLabel = "NAME", description = "Such as sync.example.org.")
        private String name = "";

        @Option(
                names = "--https-port",
                paramLabel = "N",
                description = "The port here that 443 arrives at (default: 443).")
        private @Nullable Integer httpsPort;

        @Option(
                names = "--http-port",
                paramLabel = "N",
                description = "The port here that 80 arrives at (default: 80; 0: none).")
        private @Nullable Integer httpPort;

        @Option(
                names = "--contact",
                paramLabel = "EMAIL",
                description = "Where Let's Encrypt may write to.")
        private @Nullable String contact;

        @Option(
                names = "--accept-terms",
                description = "You accept its terms: https://letsencrypt.org/repository/")
        private boolean accepted;

        Domain(Terminal terminal) {
            super(terminal);
        }

        @Override
        Map<String, Object> reach() {
            Map<String, Object> reach = new HashMap<>();
            reach.put("way", "domain");
            reach.put("name", name);
            put(reach, "httpsPort", httpsPort);
            put(reach, "httpPort", httpPort);
            put(reach, "contact", contact);
            reach.put("termsAccepted", accepted);
            return reach;
        }
    }

    @Command(
            name = "proxy",
            description = {
                "A proxy or tunnel that you run yourself (nginx, Caddy, Tailscale Funnel,",
                "cloudflared), which leads to this server's port on this machine."
            })
    static final class Proxy extends Use {
        @Parameters(paramLabel = "URL", description = "Its public address.")
        private String url = "";

        @Option(
                names = "--trust",
                paramLabel = "ADDRESS",
                description = "Believe X-Forwarded-For of this proxy (an address, or 10.0.0.0/8).")
        private @Nullable List<String> trusted;

        Proxy(Terminal terminal) {
            super(terminal);
        }

        @Override
        Map<String, Object> reach() {
            return Map.of("way", "proxy", "publicUrl", url);
        }

        @Override
        Map<String, Object> more() {
            return Map.of("trustedProxies", trusted == null ? List.of() : trusted);
        }
    }
}
