package xyz.groundmist.sync.cli;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import xyz.groundmist.sync.home.Home;
import xyz.groundmist.sync.home.Settings;

import java.util.concurrent.Callable;

/** Runs the server until the process is told to end. */
@Command(
        name = "serve",
        description = {
            "Run the server on this machine until it is told to stop (Ctrl-C, SIGTERM).",
            "It prints one line when it listens."
        },
        mixinStandardHelpOptions = true,
        versionProvider = CommandLineProgram.ShownVersion.class)
final class ServeCommand implements Callable<Integer> {
    /** Set by the build, as Maven doesn't end what it runs when it is ended itself. */
    private static final String END_WITH_PARENT = "groundmist.end-with-parent";

    private final Terminal terminal;

    @Option(
            names = "--port",
            paramLabel = "N",
            description = "The port on 127.0.0.1 (default: 3031; 0: any free one).")
    private @Nullable String port;

    @Option(names = "--data-dir", paramLabel = "DIR", description = "Where everything is kept.")
    private @Nullable String dataFolder;

    @Option(
            names = "--public-url",
            paramLabel = "URL",
            description =
                    "Where the outside reaches this server, such as https://sync.example.org.")
    private @Nullable String publicUrl;

    @Option(
            names = "--no-lan",
            description = "Leave the local network alone: look for no other computers there.")
    private boolean noLan;

    ServeCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws Exception {
        var flags = new Settings.Flags(dataFolder, port, publicUrl, noLan);
        Settings settings = Settings.read(flags, terminal.environment());
        Home home = Home.start(settings, terminal.environment());
        Runtime.getRuntime()
                .addShutdownHook(Thread.ofPlatform().name("shutdown").unstarted(() -> end(home)));
        if (Boolean.getBoolean(END_WITH_PARENT)) {
            ProcessHandle.current().parent().ifPresent(p -> p.onExit().thenRun(home::close));
        }
        announce(home);
        new ServiceManager(terminal.environment()).ready("Listening on " + home.url());
        home.awaitClosed();
        return 0;
    }

    private void end(Home home) {
        new ServiceManager(terminal.environment()).stopping();
        home.close();
    }

    private void announce(Home home) {
        Settings settings = home.settings();
        String asPublic =
                settings.publicUrl() == null ? "" : ", from outside " + settings.publicUrl();
        terminal.out()
                .println(
                        "Groundmist Sync listens on "
                                + home.url()
                                + asPublic
                                + " (data in "
                                + settings.dataFolder()
                                + ")");
        terminal.out().flush();
        if (home.hasNoApps()) {
            terminal.err()
                    .println(
                            "No app may connect yet. Let one in from another terminal:\n"
                                    + "  "
                                    + new Advice(terminal, settings.dataFolder())
                                            .command("apps add --space xyz.groundmist.library"));
            terminal.err().flush();
        }
    }
}
