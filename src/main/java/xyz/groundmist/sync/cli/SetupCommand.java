package xyz.groundmist.sync.cli;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import xyz.groundmist.sync.doctor.Doctor;
import xyz.groundmist.sync.doctor.Finding;
import xyz.groundmist.sync.home.ControlClient;
import xyz.groundmist.sync.home.ControlException;
import xyz.groundmist.sync.home.HomeException;
import xyz.groundmist.sync.home.PrototypeEnvironment;
import xyz.groundmist.sync.home.Settings;
import xyz.groundmist.sync.home.SettingsEdit;

import java.io.Console;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;

/** A few questions to somebody at a terminal, then a look at what is still missing. */
@Command(
        name = "setup",
        description = {
            "Set up this server: asks for your handle and for its public address, signs you in, and",
            "looks what is still missing.",
            "",
            "What is given as an option isn't asked; without a terminal nothing is."
        },
        mixinStandardHelpOptions = true,
        versionProvider = CommandLineProgram.ShownVersion.class)
final class SetupCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Option(
            names = "--handle",
            paramLabel = "HANDLE",
            description = "Your account, such as alice.bsky.social; - leaves it as it is.")
    private @Nullable String handle;

    @Option(
            names = "--public-url",
            paramLabel = "URL",
            description = {
                "Where a tunnel or a reverse proxy of yours leads here from, such as",
                "https://sync.example.org; - leaves it as it is."
            })
    private @Nullable String publicUrl;

    @Option(
            names = "--from",
            paramLabel = "FILE",
            description = "Take over the settings in the .env file of the Node prototype.")
    private @Nullable Path prototype;

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            description = "The data folder of the server (default: $DATA_DIR).")
    private @Nullable String dataFolder;

    SetupCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws Exception {
        Path folder = Settings.dataFolder(dataFolder, terminal.environment());
        takeOver(folder);
        address(folder);
        if (!runs(folder)) {
            terminal.out()
                    .println(
                            "Now start it, and run this again to sign in:  "
                                    + new Advice(terminal, folder).command("serve"));
            return 1;
        }
        int signedIn = signIn();
        return Math.max(signedIn, whatIsMissing());
    }

    private void takeOver(Path folder) throws HomeException {
        Path file = prototype;
        if (file == null) {
            Path here = Path.of(".env").toAbsolutePath();
            boolean wanted =
                    Files.isRegularFile(here)
                            && ask("Take over the prototype's settings in " + here + "? [Y/n]", "y")
                                    .toLowerCase(java.util.Locale.ROOT)
                                    .startsWith("y");
            if (!wanted) return;
            file = here;
        }
        Map<String, String> taken = PrototypeEnvironment.takeOver(file, folder);
        terminal.out()
                .println(
                        taken.isEmpty()
                                ? file + " has no setting that is known here."
                                : "Taken over from "
                                        + file
                                        + ": "
                                        + String.join(", ", taken.keySet().stream().sorted().toList())
                                        + ".");
        terminal.out()
                .println("Tokens of the prototype are not accepted: its apps ask again, once.");
    }

    private void address(Path folder) throws HomeException {
        var edit = new SettingsEdit(folder, terminal.environment());
        if (edit.setByEnvironment("PUBLIC_URL")) return;
        String typed =
                publicUrl == null
                        ? ask("Public address (empty: leave it as it is)", "-")
                        : publicUrl.strip();
        if (typed.equals("-") || typed.isEmpty()) return;
        edit.publicUrl(Settings.typedPublicUrl(typed));
        terminal.out().println("The address counts from the next start on.");
    }

    private int signIn() {
        String who =
                handle == null
                        ? ask("Your handle, such as alice.bsky.social (empty: not now)", "-")
                        : handle.strip();
        if (who.equals("-") || who.isEmpty()) return 0;
        return dataFolder == null
                ? CommandLineProgram.run(terminal, "login", who)
                : CommandLineProgram.run(terminal, "login", who, "--data-dir", dataFolder);
    }

    private int whatIsMissing() throws HomeException {
        var flags = new Settings.Flags(dataFolder, null, null);
        int bad = 0;
        for (Finding finding : new Doctor(Settings.read(flags, terminal.environment())).look()) {
            if (finding.verdict() == Finding.Verdict.GOOD) continue;
            DoctorCommand.print(terminal.out(), finding);
            if (finding.verdict() == Finding.Verdict.BAD) bad = 1;
        }
        if (bad == 0) terminal.out().println("Nothing stands in the way.");
        return bad;
    }

    private static boolean runs(Path folder) {
        try (var _ = ControlClient.connect(folder, "")) {
            return true;
        } catch (ControlException _) {
            return false;
        }
    }

    /** What was typed; without a terminal, or after a mere return, the other. */
    private static String ask(String question, String otherwise) {
        Console console = System.console();
        if (console == null || !console.isTerminal()) return otherwise;
        String typed = console.readLine("%s: ", question);
        return typed == null || typed.isBlank() ? otherwise : typed.strip();
    }
}
