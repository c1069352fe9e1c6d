package xyz.groundmist.sync.cli;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import xyz.groundmist.sync.home.ControlException.Leave;
import xyz.groundmist.sync.home.PublishResult;

import java.util.HashMap;
import java.util.Map;

/** Writes this server's address to the owner's account. */
@Command(
        name = "publish",
        description = {
            "Publish this server's address in your account, where your apps look for it.",
            "",
            "Everybody can read it there. It follows when the address changes."
        })
final class PublishCommand extends AskingCommand<PublishResult> {
    @Option(
            names = "--host",
            paramLabel = "HOST",
            description = "The host to publish (default: that of the public address).")
    private @Nullable String host;

    @Option(names = "--replace", description = "Take the place of another machine of yours.")
    private boolean replace;

    @Option(
            names = "--anyway",
            description = "Publish an address that lasts only as long as its tunnel.")
    private boolean anyway;

    PublishCommand(Terminal terminal) {
        super(terminal, "publish", PublishResult.class);
    }

    @Override
    Map<String, ?> arguments() {
        Map<String, Object> arguments = new HashMap<>();
        arguments.put("replace", replace);
        arguments.put("anyway", anyway);
        if (host != null) arguments.put("host", host);
        return arguments;
    }

    @Override
    String allTheSame(Leave wanted, Advice advice) {
        String words = host == null ? "publish" : "publish --host " + host;
        if (anyway || wanted == Leave.ANYWAY) words += " --anyway";
        if (replace || wanted == Leave.REPLACE) words += " --replace";
        return switch (wanted) {
                    case REPLACE -> "If this machine shall take its place: ";
                    case ANYWAY -> "To publish it all the same: ";
                }
                + advice.command(words);
    }

    @Override
    void print(PublishResult done, Advice advice) {
        out.println("Your apps find this server at " + done.host() + " now.");
        if (!done.answered()) {
            out.println(
                    "It doesn't answer to that name yet: set PUBLIC_URL=https://"
                            + done.host()
                            + " and start it again.");
        }
    }
}
