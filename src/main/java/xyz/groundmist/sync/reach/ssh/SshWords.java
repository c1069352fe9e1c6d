package xyz.groundmist.sync.reach.ssh;

import org.jspecify.annotations.Nullable;

import xyz.groundmist.sync.reach.ReachException;

import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.Path;

/** What there is to say when an SSH server doesn't let us through. */
final class SshWords {
    private final String server;
    private final SshSettings settings;

    SshWords(SshSettings settings) {
        this.settings = settings;
        server =
                settings.port() == SshSettings.DEFAULT_PORT
                        ? settings.host()
                        : settings.host() + ":" + settings.port();
    }

    ReachException unreachable(Throwable failure) {
        return ReachException.passing(
                "The SSH server " + server + " can't be reached: " + reason(failure) + ".",
                "Check its name and port, and that this machine is online.");
    }

    private static String reason(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnknownHostException
                    || cause instanceof UnresolvedAddressException) {
                return "its name isn't known";
            }
            if (cause instanceof ConnectException) return "nobody listens on that port";
        }
        return "it gives no answer";
    }

    ReachException broken(Throwable failure) {
        return ReachException.passing(
                "The SSH server "
                        + server
                        + " broke off before the way in stood ("
                        + failure.getClass().getSimpleName()
                        + ").",
                "It is tried again; if it stays so, look at that server's log.");
    }

    ReachException lost() {
        return ReachException.passing(
                "The connection to the SSH server " + server + " was lost.", "It is opened again.");
    }

    /** Either seen for the first time, or not the one that the owner confirmed. */
    ReachException otherHostKey(String fingerprint) {
        String known = settings.hostKey();
        if (known == null) {
            return ReachException.fatal(
                    "The SSH server " + server + " shows the key " + fingerprint + ".",
                    "Compare it with what its owner says (ssh-keygen -lf"
                        + " /etc/ssh/ssh_host_ed25519_key.pub there prints it), and confirm it if"
                        + " it is the same.");
        }
        return ReachException.fatal(
                "The SSH server "
                        + server
                        + " shows another key than the one you confirmed: "
                        + fingerprint
                        + " instead of "
                        + known
                        + ". Somebody may be listening in between.",
                "Nothing was sent there. Only if you know why its key changed, confirm the new"
                        + " one.");
    }

    ReachException refused(@Nullable String publicLine) {
        return ReachException.fatal(
                "The SSH server "
                        + server
                        + " doesn't let "
                        + settings.user()
                        + " in with this key.",
                publicLine == null
                        ? "Add the key's public line to ~/.ssh/authorized_keys of that user, or"
                                + " name another user or key."
                        : "Add this line to ~/.ssh/authorized_keys of that user: " + publicLine);
    }

    ReachException forwardingDenied() {
        return ReachException.passing(
                "The SSH server "
                        + server
                        + " doesn't listen on its port "
                        + settings.remotePort()
                        + " for us. After a broken connection that port is still taken for a"
                        + " while.",
                "It is tried again. If it stays so, another program holds that port, or the server"
                        + " forbids forwarding (AllowTcpForwarding, PermitListen).");
    }

    ReachException noGreeting() {
        return ReachException.passing(
                "The SSH server " + server + " didn't say under which address it passes us on.",
                "If it isn't a service that tells, give the public address yourself.");
    }

    ReachException noAgent() {
        return ReachException.fatal(
                "No SSH agent runs where this program can see it.",
                "Start the program with SSH_AUTH_SOCK in its environment, or choose another key.");
    }

    ReachException agentSilent() {
        return ReachException.passing(
                "The SSH agent doesn't answer.", "Start it again, or choose another key.");
    }

    ReachException noKeyFile(Path file) {
        return ReachException.fatal(
                "There is no key in " + file + ".", "Name another file, or choose another key.");
    }

    ReachException unreadableKey(Path file, boolean withPassphrase) {
        return ReachException.fatal(
                "The key in "
                        + file
                        + " can't be opened "
                        + (withPassphrase
                                ? "with the passphrase you gave."
                                : "without a passphrase."),
                "Give its passphrase again, or choose another key.");
    }
}
