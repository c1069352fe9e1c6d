package xyz.groundmist.sync.cli;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import xyz.groundmist.sync.home.NewInvitation;

import java.util.HashMap;
import java.util.Map;

/** Lets one app in by a link or a QR code. */
@Command(
        name = "invite",
        description = {
            "Let one app in by a link: good for two minutes, once.",
            "In a terminal the link is shown as a QR code too."
        })
final class AppsInviteCommand extends AskingCommand<NewInvitation> {
    @Option(
            names = "--space",
            paramLabel = "DOMAIN",
            required = true,
            description = "The space it may sync, such as xyz.groundmist.library.")
    private String space = "";

    @Option(
            names = "--name",
            paramLabel = "NAME",
            description = "What to call it in lists (default: what it calls itself).")
    private @Nullable String name;

    @Option(
            names = "--app",
            paramLabel = "URL",
            description = "The app's page, for a link that opens the app.")
    private @Nullable String app;

    @Option(names = "--read-only", description = "It may read, and change nothing.")
    private boolean readOnly;

    @Option(names = "--qr", description = "Draw the QR code even if this is no terminal.")
    private boolean qr;

    AppsInviteCommand(Terminal terminal) {
        super(terminal, "apps.invite", NewInvitation.class);
    }

    @Override
    Map<String, ?> arguments() {
        Map<String, Object> arguments = new HashMap<>();
        arguments.put("space", space);
        if (name != null) arguments.put("name", name);
        if (app != null) arguments.put("app", app);
        arguments.put("readOnly", readOnly);
        return arguments;
    }

    @Override
    void print(NewInvitation invitation, Advice advice) {
        out.println(
                "Whoever opens this link first may sync "
                        + invitation.space()
                        + (invitation.readOnly() ? ", reading only" : "")
                        + ". It is good until "
                        + Wording.clock(invitation.expires())
                        + ", once:");
        out.println();
        out.println("  " + invitation.link());
        out.println();
        if (qr || terminal.drawing()) {
            QrDrawing.draw(invitation.link(), terminal.coloured(), out);
            out.println();
        }
        out.println("See who came with: " + advice.command("apps list"));
    }
}
