package xyz.groundmist.sync.cli;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import xyz.groundmist.sync.home.ControlClient;
import xyz.groundmist.sync.home.ControlException;
import xyz.groundmist.sync.home.Settings;
import xyz.groundmist.sync.home.Status;
import xyz.groundmist.sync.home.StatusModel;
import xyz.groundmist.sync.home.SupportReport;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;

/** Writes what those need who help. */
@Command(
        name = "support-report",
        description = {
            "Write a text for those who help you: versions, state, the end of the log.",
            "",
            "It has no token, no name of an app or a document, nothing out of a document, and not",
            "who you are. Read it before you hand it on."
        },
        mixinStandardHelpOptions = true,
        versionProvider = CommandLineProgram.ShownVersion.class)
final class SupportReportCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Parameters(
            paramLabel = "FILE",
            arity = "0..1",
            description = "Where to (default: print it here).")
    private @Nullable Path file;

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            description = "The data folder it is about (default: $DATA_DIR).")
    private @Nullable String dataFolder;

    SupportReportCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws Exception {
        Path folder = Settings.dataFolder(dataFolder, terminal.environment());
        Path target = file;
        try {
            String report = new SupportReport(folder).write(snapshot(folder));
            if (target == null) {
                terminal.out().print(report);
                terminal.out().flush();
            } else {
                Files.writeString(target, report);
                terminal.out().println("Written to " + target + ". Read it before you hand it on.");
            }
            return 0;
        } catch (IOException _) {
            throw new ControlException(
                    "The report can't be written. Check that the data folder "
                            + folder
                            + " may be read"
                            + (target == null ? "." : ", and that " + target + " may be written."));
        }
    }

    private static StatusModel.Snapshot snapshot(Path folder) {
        try (var server = ControlClient.connect(folder, "")) {
            return new StatusModel.Snapshot(
                    StatusModel.Condition.RUNNING,
                    server.ask("status", Map.of(), Status.class),
                    null);
        } catch (ControlException e) {
            return new StatusModel.Snapshot(
                    StatusModel.Condition.STOPPED, null, e.answered() ? e.sentence() : null);
        }
    }
}
