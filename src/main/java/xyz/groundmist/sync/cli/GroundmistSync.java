package xyz.groundmist.sync.cli;

import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.util.concurrent.Callable;

/** The program without a command: with a display the app with its window, without one it serves. */
@Command(
        name = "groundmist-sync",
        description = {
            "Your personal sync server for local-first apps.",
            "",
            "Without a command it opens its window; where there is no display it runs the server,",
            "as serve does."
        },
        footer = {
            "",
            "Variables: DATA_DIR, PORT, PUBLIC_URL, ATPROTO_DID, LAN (on, off), BACKUP_DIR,",
            "BACKUP_EVERY_HOURS and BACKUP_KEEP set what no flag sets; the file settings.json in"
                    + " the",
            "data folder what neither does.",
            "Exit codes: 0 done, 1 failed, 2 wrong usage."
        },
        subcommands = {
            ServeCommand.class,
            StatusCommand.class,
            LoginCommand.class,
            LogoutCommand.class,
            ReachCommand.class,
            PublishCommand.class,
            UnpublishCommand.class,
            AppsCommand.class,
            DevicesCommand.class,
            SpacesCommand.class,
            DocumentsCommand.class,
            BackupCommand.class,
            BackupsCommand.class,
            RestoreCommand.class,
            SetupCommand.class,
            DoctorCommand.class,
            SupportReportCommand.class,
            ManualCommand.class,
            GenerateCompletion.class
        },
        mixinStandardHelpOptions = true,
        versionProvider = CommandLineProgram.ShownVersion.class)
final class GroundmistSync implements Callable<Integer> {
    private final Terminal terminal;

    @Option(names = "--background", description = "Start without showing the window, as at login.")
    private boolean background;

    GroundmistSync(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws Exception {
        if (terminal.windows().possible(terminal.environment())) {
            try {
                terminal.windows().run(terminal.environment(), background);
                return 0;
            } catch (Windows.UnavailableException e) {
                terminal.err().println(e.getMessage());
            }
        }
        return new ServeCommand(terminal).call();
    }
}
