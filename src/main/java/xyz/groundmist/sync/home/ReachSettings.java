package xyz.groundmist.sync.home;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import xyz.groundmist.sync.reach.domain.DomainSettings;
import xyz.groundmist.sync.reach.ssh.SshSettings;

import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * The way in from the internet that the owner chose: the object {@code reach} of settings.json,
 * whose member {@code way} says which. It holds no secret.
 */
sealed interface ReachSettings {
    Pattern NAME =
            Pattern.compile("(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z][a-z0-9-]{0,62}");

    /**
     * An address at ngrok.
     *
     * @param domain one that the account has; null: the one that ngrok gives
     */
    record Ngrok(@Nullable String domain) implements ReachSettings {}

    /** A port of an SSH server. */
    record Ssh(SshSettings settings) implements ReachSettings {}

    /** A name of the owner's that leads to this machine. */
    record OwnDomain(DomainSettings settings) implements ReachSettings {}

    /** A proxy or tunnel that somebody else runs. */
    record Proxy(URI publicUrl) implements ReachSettings {}

    /** How it can't be used: words that go on after “reach”. */
    final class FormException extends Exception {
        private static final long serialVersionUID = 1L;

        FormException(String words) {
            super(words);
        }
    }

    /** Its name at the command line. */
    default String way() {
        return switch (this) {
            case Ngrok _ -> "ngrok";
            case Ssh _ -> "ssh";
            case OwnDomain _ -> "domain";
            case Proxy _ -> "proxy";
        };
    }

    /** The public address as far as it is known before the way is open. */
    default @Nullable URI knownUrl() {
        return switch (this) {
            case Ngrok(String domain) -> domain == null ? null : URI.create("https://" + domain);
            case Ssh(SshSettings ssh) -> ssh.publicUrl();
            case OwnDomain(DomainSettings own) -> own.publicUrl();
            case Proxy(URI url) -> url;
        };
    }

    /**
     * Whether the way has a connection that is kept open, which can be asked for a sign of life.
     */
    default boolean isTunnel() {
        return this instanceof Ngrok || this instanceof Ssh;
    }

    /**
     * Whether an address that this way gave lasts only as long as its connection does. ngrok's free
     * plan gives one name for good, below these domains.
     */
    default boolean isThrowaway(URI url) {
        String host = String.valueOf(url.getHost());
        return switch (this) {
            case Ngrok(String domain) ->
                    domain == null
                            && !host.endsWith(".ngrok-free.dev")
                            && !host.endsWith(".ngrok-free.app");
            case Ssh(SshSettings ssh) -> ssh.publicUrl() == null;
            case OwnDomain _, Proxy _ -> false;
        };
    }

    static ReachSettings read(JsonNode node) throws FormException {
        return switch (node.path("way").asString("")) {
            case "ngrok" -> new Ngrok(name(node, "domain"));
            case "ssh" -> new Ssh(ssh(node));
            case "domain" -> new OwnDomain(domain(node));
            case "proxy" -> new Proxy(required(url(node), "must have “publicUrl”"));
            default -> throw new FormException("must have a “way”: ngrok, ssh, domain or proxy");
        };
    }

    private static SshSettings ssh(JsonNode node) throws FormException {
        String key = text(node, "key");
        SshSettings.Login login;
        try {
            login =
                    key == null || key.equals("own")
                            ? new SshSettings.Login.OwnKey()
                            : key.equals("agent")
                                    ? new SshSettings.Login.Agent()
                                    : new SshSettings.Login.KeyFile(Path.of(key));
        } catch (InvalidPathException _) {
            throw new FormException("has a “key” that is no path of a file");
        }
        String bindHost = text(node, "bindHost");
        return new SshSettings(
                required(text(node, "host"), "must have “host”"),
                port(node, "port", SshSettings.DEFAULT_PORT),
                required(text(node, "user"), "must have “user”"),
                login,
                text(node, "hostKey"),
                bindHost == null ? SshSettings.DEFAULT_BIND_HOST : bindHost,
                port(node, "remotePort", 80),
                url(node),
                node.path("forwardedHeader").asBoolean(false));
    }

    private static DomainSettings domain(JsonNode node) throws FormException {
        return new DomainSettings(
                required(name(node, "name"), "must have a “name”, such as sync.example.org"),
                port(node, "httpsPort", DomainSettings.HTTPS),
                port(node, "httpPort", DomainSettings.HTTP),
                text(node, "contact"),
                node.path("termsAccepted").asBoolean(false));
    }

    private static @Nullable String text(JsonNode node, String key) {
        JsonNode value = node.path(key);
        String text = value.isString() ? value.stringValue().strip() : "";
        return text.isEmpty() ? null : text;
    }

    private static @Nullable String name(JsonNode node, String key) throws FormException {
        String name = text(node, key);
        if (name == null || NAME.matcher(name).matches()) return name;
        throw new FormException(
                "has a “" + key + "” that is no host name in lower case, such as sync.example.org");
    }

    private static @Nullable URI url(JsonNode node) throws FormException {
        String text = text(node, "publicUrl");
        if (text == null) return null;
        return required(
                Settings.publicUrl(text),
                "has a “publicUrl” that is none: write https:// and a host");
    }

    private static int port(JsonNode node, String key, int otherwise) throws FormException {
        int port = node.path(key).asInt(otherwise);
        if (port >= 0 && port <= 65_535) return port;
        throw new FormException("has a “" + key + "” that is no port");
    }

    private static <T> T required(@Nullable T value, String otherwise) throws FormException {
        if (value == null) throw new FormException(otherwise);
        return value;
    }

    /** As {@link #read} reads it. */
    default ObjectNode json() {
        ObjectNode node = JsonMapper.shared().createObjectNode().put("way", way());
        switch (this) {
            case Ngrok(String domain) -> {
                if (domain != null) node.put("domain", domain);
            }
            case Ssh(SshSettings ssh) -> {
                node.put("host", ssh.host()).put("port", ssh.port()).put("user", ssh.user());
                node.put(
                        "key",
                        switch (ssh.login()) {
                            case SshSettings.Login.OwnKey _ -> "own";
                            case SshSettings.Login.Agent _ -> "agent";
                            case SshSettings.Login.KeyFile(Path file) -> file.toString();
                        });
                if (ssh.hostKey() != null) node.put("hostKey", ssh.hostKey());
                node.put("bindHost", ssh.bindHost()).put("remotePort", ssh.remotePort());
                if (ssh.publicUrl() != null) node.put("publicUrl", ssh.publicUrl().toString());
                node.put("forwardedHeader", ssh.forwardedHeader());
            }
            case OwnDomain(DomainSettings own) -> {
                node.put("name", own.name());
                node.put("httpsPort", own.httpsPort()).put("httpPort", own.httpPort());
                if (own.contact() != null) node.put("contact", own.contact());
                node.put("termsAccepted", own.termsAccepted());
            }
            case Proxy(URI url) -> node.put("publicUrl", url.toString());
        }
        return node;
    }
}
