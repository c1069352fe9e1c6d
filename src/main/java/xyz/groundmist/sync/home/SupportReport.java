package xyz.groundmist.sync.home;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A text that helps those who help: versions, state, and the end of the log. It has no token, no
 * name of an app or a document, and nothing out of a document; secrets are masked as in the log,
 * the name of the user's folder and the owner's identity are left out.
 */
public final class SupportReport {
    private static final int LOG_LINES = 200;

    private final Path dataFolder;
    private final String userHome;

    public SupportReport(Path dataFolder) {
        this(dataFolder, System.getProperty("user.home", ""));
    }

    SupportReport(Path dataFolder, String userHome) {
        this.dataFolder = dataFolder;
        this.userHome = userHome;
    }

    /** Writes it; reads the log file. */
    public String write(StatusModel.Snapshot snapshot) throws IOException {
        var text = new StringBuilder();
        line(text, "Groundmist Sync", Version.current());
        line(
                text,
                "System",
                "%s %s, %s"
                        .formatted(
                                System.getProperty("os.name"),
                                System.getProperty("os.version"),
                                System.getProperty("os.arch")));
        line(text, "Java", System.getProperty("java.vm.version", ""));
        line(text, "State", snapshot.condition().name().toLowerCase(java.util.Locale.ROOT));
        if (snapshot.failure() != null) line(text, "Failure", snapshot.failure());
        Status status = snapshot.status();
        if (status != null) state(text, status);
        text.append("\nLog\n");
        for (String line : log()) text.append(line).append('\n');
        return cleaned(text.toString(), status == null ? null : status.owner());
    }

    private static void state(StringBuilder text, Status status) {
        line(text, "Started", status.started().toString());
        line(text, "Public address", status.publicUrl() == null ? "none" : "set");
        line(text, "Owner", status.owner() == null ? "none" : "set");
        line(text, "Connected", status.connectedApps() + " apps, " + status.connectedSockets());
        line(text, "Spaces", Integer.toString(status.spaces().size()));
        for (String problem : status.problems()) line(text, "Problem", problem);
    }

    private static void line(StringBuilder text, String what, String value) {
        text.append(what).append(": ").append(value).append('\n');
    }

    private List<String> log() throws IOException {
        Path file = dataFolder.resolve("logs").resolve(Logging.FILE);
        if (!Files.exists(file)) return List.of();
        try (Stream<String> lines = Files.lines(file)) {
            List<String> all = lines.toList();
            return all.subList(Math.max(0, all.size() - LOG_LINES), all.size());
        }
    }

    private String cleaned(String text, @Nullable String owner) {
        String masked = Redaction.mask(text);
        if (userHome.length() > 1) masked = masked.replace(userHome, "~");
        return owner == null ? masked : masked.replace(owner, "[owner]");
    }
}
