package xyz.groundmist.sync.home;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

import xyz.groundmist.sync.reach.ssh.SshSettings;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The commands of the control socket about the way in from the internet: {@code reach.list}, {@code
 * reach.use}, {@code reach.trust}, {@code reach.retry}, {@code reach.off} and {@code reach.test}.
 * Each answers with a {@link ReachEntry}.
 */
final class ReachCommands {
    private final ReachControl reach;

    ReachCommands(ReachControl reach) {
        this.reach = reach;
    }

    /** Null when the command isn't one of these. */
    @Nullable Object answer(String command, JsonNode request) throws ControlException {
        try {
            switch (command) {
                case "reach.list" -> {}
                case "reach.use" -> use(request);
                case "reach.trust" -> trust(Commands.text(request, "hostKey"));
                case "reach.retry" -> reach.hurry();
                case "reach.off" -> reach.use(null);
                case "reach.test" -> test();
                default -> {
                    return null;
                }
            }
            return reach.entry();
        } catch (SettingsException e) {
            throw new ControlException(e.sentence());
        }
    }

    /** The settings as in settings.json, and with them {@code token} or {@code passphrase}. */
    private void use(JsonNode request) throws ControlException, SettingsException {
        ReachSettings way;
        try {
            way = ReachSettings.read(request.path("reach"));
        } catch (ReachSettings.FormException e) {
            throw new ControlException("This way can't be used: it " + e.getMessage() + ".");
        }
        if (way instanceof ReachSettings.OwnDomain(var own) && !own.termsAccepted()) {
            throw new ControlException(
                    "Certificates come from Let's Encrypt, whose terms you have to accept first:"
                            + " https://letsencrypt.org/repository/. Then: groundmist-sync reach"
                            + " use domain "
                            + own.name()
                            + " --accept-terms");
        }
        keep(Ways.NGROK_TOKEN, Commands.text(request, "token"));
        keep(Ways.SSH_PASSPHRASE, Commands.text(request, "passphrase"));
        if (way instanceof ReachSettings.Ngrok && !reach.hasSecret(Ways.NGROK_TOKEN)) {
            throw new ControlException(
                    "ngrok needs your authtoken. Copy it from"
                            + " https://dashboard.ngrok.com/get-started/your-authtoken into a file"
                            + " and name that with --token-file, or set NGROK_AUTHTOKEN.");
        }
        if (request.has("trustedProxies")) trustProxies(request.path("trustedProxies"));
        reach.use(way);
    }

    private void keep(String name, @Nullable String secret) throws ControlException {
        if (secret == null) return;
        try {
            reach.keepSecret(name, secret);
        } catch (IOException e) {
            throw new ControlException(Reason.sentence(e));
        }
    }

    private void trustProxies(JsonNode node) throws ControlException, SettingsException {
        List<String> proxies = new ArrayList<>();
        for (JsonNode each : node) proxies.add(each.asString(""));
        if (!reach.trust(proxies)) {
            throw new ControlException(
                    "A proxy to trust must be an address, or a network such as 10.0.0.0/8.");
        }
    }

    /** The owner has compared what the SSH server shows. */
    private void trust(@Nullable String hostKey) throws ControlException, SettingsException {
        if (!(reach.chosen() instanceof ReachSettings.Ssh(SshSettings ssh))) {
            throw new ControlException("There is no SSH server whose key could be confirmed.");
        }
        String shown = reach.entry().hostKey();
        if (hostKey == null || !hostKey.equals(shown)) {
            throw new ControlException(
                    shown == null
                            ? "The SSH server shows no key that is to be confirmed."
                            : "That isn't the key that the SSH server shows: " + shown + ".");
        }
        reach.use(new ReachSettings.Ssh(ssh.trusting(hostKey)));
    }

    private void test() throws ControlException {
        if (reach.chosen() == null) {
            throw new ControlException(
                    "There is nothing to test: no way in from the internet is set up. See:"
                            + " groundmist-sync reach use --help");
        }
        try {
            if (reach.test() == null) {
                ReachEntry now = reach.entry();
                String reason = now.reason();
                throw new ControlException(
                        reason == null
                                ? "The way in is being opened and has no address yet. Test it"
                                        + " again in a moment."
                                : reason + " " + now.nextStep());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ControlException("The server is being stopped.");
        }
    }
}
