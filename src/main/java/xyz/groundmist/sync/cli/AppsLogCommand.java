package xyz.groundmist.sync.cli;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import xyz.groundmist.sync.home.LogEntry;

import java.util.Map;

/** Shows who came and went. */
@Command(
        name = "log",
        description = {
            "Show who connected, and who was let in or turned out; the newest first.",
            "Ninety days are kept."
        })
final class AppsLogCommand extends AskingCommand<LogEntry[]> {
    @Option(
            names = "--app",
            paramLabel = "ID",
            description = "Only of this app, by its id in apps list.")
    private @Nullable String app;

    AppsLogCommand(Terminal terminal) {
        super(terminal, "apps.log", LogEntry[].class);
    }

    @Override
    Map<String, ?> arguments() {
        return app == null ? Map.of() : Map.of("id", app);
    }

    @Override
    void print(LogEntry[] entries, Advice advice) {
        if (entries.length == 0) {
            out.println("Nothing has happened yet.");
            return;
        }
        var table = new Table("WHEN", "WHAT", "APP", "NAME", "ORIGIN", "NETWORK", "SPACE");
        for (LogEntry entry : entries) {
            table.row(
                    Wording.time(entry.at()),
                    what(entry),
                    Wording.orDash(entry.app()),
                    Wording.foreign(entry.name()),
                    Wording.foreign(entry.origin()),
                    Wording.orDash(entry.network()),
                    Wording.orDash(entry.space()));
        }
        table.print(out);
    }

    private static String what(LogEntry entry) {
        return switch (entry.event()) {
            case "connected" -> connected(entry);
            case "added" -> "script let in";
            case "approved" -> "allowed";
            case "denied" -> "refused";
            case "invited" -> "came by invitation";
            case "confirmed" -> "confirmed, after a restore";
            case "narrowed" -> "may only read from now on";
            case "widened" -> "may write from now on";
            case "revoked" -> "cut off";
            case "expired" -> "ended, as its time was over";
            case "replaced" -> "ended, as another took its place";
            case "window_opened" -> "older apps may ask";
            case "two_keys" -> "two older apps asked at once: both refused";
            case "second_network" -> "its token came from a second network";
            default -> entry.event();
        };
    }

    private static String connected(LogEntry entry) {
        return "connected "
                + (entry.until() == null ? "until now" : "until " + Wording.time(entry.until()))
                + ": "
                + Wording.count(entry.documents(), "document", "documents")
                + ", "
                + Wording.bytes(entry.received())
                + " in, "
                + Wording.bytes(entry.sent())
                + " out";
    }
}
