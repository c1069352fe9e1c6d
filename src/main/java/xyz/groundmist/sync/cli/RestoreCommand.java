package xyz.groundmist.sync.cli;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import tools.jackson.databind.json.JsonMapper;

import xyz.groundmist.sync.home.Backups;
import xyz.groundmist.sync.home.ControlException;
import xyz.groundmist.sync.home.RestoreResult;
import xyz.groundmist.sync.home.Settings;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;

/** Brings a backup back. */
@Command(
        name = "restore",
        description = {
            "Bring a backup back, while no server runs.",
            "",
            "Documents and settings are as they were. Apps and devices are paused until you"
                    + " confirm",
            "them. Nothing is written over: what is in the data folder is moved aside, if you say",
            "so."
        },
        mixinStandardHelpOptions = true,
        versionProvider = CommandLineProgram.ShownVersion.class)
final class RestoreCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Parameters(paramLabel = "FILE", description = "The backup.")
    private String file = "";

    @Mixin private final Passphrase passphrase = new Passphrase();

    @Option(
            names = "--old-machine-gone",
            description = {
                "The machine that the backup is from will never run again: this one takes its",
                "place, with its keys, its sign-in and its paired computers, if the secrets come",
                "along. Not so if it was stolen: whoever has it has those, too."
            })
    private boolean oldMachineGone;

    @Option(
            names = "--replace",
            description = "Move what is in the data folder aside, into a folder in it.")
    private boolean replace;

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            description = "The data folder to restore into (default: $DATA_DIR).")
    private @Nullable String dataFolder;

    @Option(names = "--json", description = "Print the result as JSON, on one line.")
    private boolean json;

    RestoreCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws Exception {
        Path folder = Settings.dataFolder(dataFolder, terminal.environment());
        var advice = new Advice(terminal, folder);
        RestoreResult done;
        try {
            done =
                    new Backups(folder, terminal.environment())
                            .restore(
                                    Path.of(file).toAbsolutePath().normalize(),
                                    new Backups.Wish(
                                            passphrase.ask(false), oldMachineGone, replace));
        } catch (ControlException e) {
            if (e.leave() == null) throw e;
            throw new ControlException(e.sentence() + " That is: --data-dir DIR, or --replace.");
        }
        if (json) terminal.out().println(JsonMapper.shared().writeValueAsString(done));
        else print(done, folder, advice);
        return 0;
    }

    private static String names(List<String> devices) {
        return devices.stream().map(Wording::foreign).collect(Collectors.joining(", "));
    }

    private void print(RestoreResult done, Path folder, Advice advice) {
        var out = terminal.out();
        out.println(
                "Restored "
                        + Wording.count(done.documents(), "document", "documents")
                        + " in "
                        + Wording.count(done.spaces(), "space", "spaces")
                        + " as of "
                        + Wording.time(done.from())
                        + " into "
                        + folder
                        + ". Every one was read and is whole.");
        if (done.aside() != null) out.println("What was there lies in " + done.aside() + ".");
        out.println();
        out.println("Start it:  " + advice.command("serve"));
        if (!done.sameMachine()) {
            out.println("Sign in:   " + advice.command("login HANDLE"));
        }
        if (done.pausedApps() > 0) {
            out.println(
                    "Confirm:   "
                            + advice.command("apps confirm --all")
                            + "  ("
                            + Wording.count(done.pausedApps(), "app is", "apps are")
                            + " paused until then; see "
                            + advice.command("apps list")
                            + ")");
        }
        if (!done.pausedDevices().isEmpty()) {
            out.println(
                    "Devices:   "
                            + advice.command("devices confirm --all")
                            + "  ("
                            + names(done.pausedDevices())
                            + "; paused until then)");
        }
        if (!done.formerDevices().isEmpty()) {
            out.println(
                    "Devices:   pair them again, as they don't know this machine: "
                            + names(done.formerDevices())
                            + "; "
                            + advice.command("devices pair"));
        }
        if (done.leftSecrets()) {
            out.println(
                    "Secrets are in the backup and were left out: with --with-secrets they come"
                            + " back.");
        }
    }
}
