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
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;

/** A few questions to somebody at a terminal, then a look at what is still missing. */
@Command(
        name = "setup",
        description = {
            "Set up this server: asks for your handle and for its public address, signs you in,"
                    + " and",
            "looks what is still missing.",
            "",
            "What is given as an option isn't asked; without a terminal nothing is."
        },
        mixinStandardHelpOptions = true,
        versionProvider = CommandLineProgram.ShownVersion.class)
final class SetupCommand implements Callable<Integer> {
    private static final String LATER = "-";

    private final Terminal terminal;

    @Option(
            names = "--handle",
            paramLabel = "HANDLE",
            description = "Your account, such as alice.bsky.social; - leaves it as it is.")
    private @Nullable String handle;

    @Option(
            names = "--domain",
            paramLabel = "NAME",
            description = {
                "A domain of yours that leads to this machine, such as sync.example.org: HTTPS on",
                "ports of its own, with certificates of Let's Encrypt."
            })
    private @Nullable String domain;

    @Option(
            names = "--accept-terms",
            description = "You accept Let's Encrypt's terms: https://letsencrypt.org/repository/")
    private boolean accepted;

    @Option(
            names = "--proxy",
            paramLabel = "URL",
            description = "The public address of a reverse proxy or tunnel that you run yourself.")
    private @Nullable String proxy;

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
        if (!runs(folder)) {
            terminal.out()
                    .println(
                            "Now start it, and run this again for all the rest:  "
                                    + new Advice(terminal, folder).command("serve"));
            return 1;
        }
        int done = Math.max(wayIn(folder), signIn());
        return Math.max(done, whatIsMissing());
    }

    private void takeOver(Path folder) throws HomeException {
        Path file = prototype;
        if (file == null) {
            Path here = Path.of(".env").toAbsolutePath();
            boolean wanted =
                    Files.isRegularFile(here)
                            && yes("Take over the prototype's settings in " + here + "?");
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
                                        + String.join(
                                                ", ", taken.keySet().stream().sorted().toList())
                                        + ".");
        terminal.out()
                .println("Tokens of the prototype are not accepted: its apps ask again, once.");
    }

    private int wayIn(Path folder) {
        if (new SettingsEdit(folder, terminal.environment()).setByEnvironment("PUBLIC_URL")) {
            return 0;
        }
        String name =
                proxy != null
                        ? LATER
                        : given(
                                domain,
                                "A domain of yours that leads to this machine (empty: another"
                                        + " way)");
        if (!name.equals(LATER)) {
            boolean accept =
                    accepted
                            || yes(
                                    "Do you accept Let's Encrypt's terms, see"
                                            + " https://letsencrypt.org/repository/?");
            return accept
                    ? also("reach", "use", "domain", name, "--accept-terms")
                    : also("reach", "use", "domain", name);
        }
        String url =
                given(proxy, "The address of a proxy or tunnel that you run (empty: another way)");
        if (!url.equals(LATER)) return also("reach", "use", "proxy", url);
        terminal.out()
                .println(
                        "Other ways in, by ngrok or an SSH server:  "
                                + new Advice(terminal, folder).command("reach list"));
        return 0;
    }

    private int signIn() {
        String who = given(handle, "Your handle, such as alice.bsky.social (empty: not now)");
        return who.equals(LATER) ? 0 : also("login", who);
    }

    /** Another command, about the same folder. */
    private int also(String... words) {
        List<String> command = new ArrayList<>(List.of(words));
        if (dataFolder != null) command.addAll(List.of("--data-dir", dataFolder));
        return CommandLineProgram.run(terminal, command.toArray(String[]::new));
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

    private static String given(@Nullable String option, String question) {
        return option == null ? ask(question) : option.strip();
    }

    private static boolean yes(String question) {
        return ask(question + " [y/N]").toLowerCase(Locale.ROOT).startsWith("y");
    }

    /** What was typed; {@link #LATER} without a terminal, or after a mere return. */
    private static String ask(String question) {
        Console console = System.console();
        if (console == null || !console.isTerminal()) return LATER;
        String typed = console.readLine("%s: ", question);
        return typed == null || typed.isBlank() ? LATER : typed.strip();
    }
}
