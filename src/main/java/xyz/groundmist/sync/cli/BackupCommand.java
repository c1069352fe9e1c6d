package xyz.groundmist.sync.cli;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import tools.jackson.databind.json.JsonMapper;

import xyz.groundmist.sync.home.BackupAnswer;
import xyz.groundmist.sync.home.BackupEntry;
import xyz.groundmist.sync.home.Backups;
import xyz.groundmist.sync.home.ControlClient;
import xyz.groundmist.sync.home.ControlException;
import xyz.groundmist.sync.home.HomeException;
import xyz.groundmist.sync.home.Settings;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;

/** Writes everything into one file, whether the server runs or not. */
@Command(
        name = "backup",
        description = {
            "Write your documents, settings and apps into one file, while the server runs or not.",
            "",
            "Without a file it goes where backups schedule says. The file holds your documents as",
            "they are: keep it as you keep them."
        },
        mixinStandardHelpOptions = true,
        versionProvider = CommandLineProgram.ShownVersion.class)
final class BackupCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Parameters(
            paramLabel = "FILE",
            arity = "0..1",
            description = "Where to; a file of that name is replaced.")
    private @Nullable String file;

    @Mixin private final Passphrase passphrase = new Passphrase();

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            description = "The data folder to back up (default: $DATA_DIR).")
    private @Nullable String dataFolder;

    @Option(names = "--json", description = "Print the result as JSON, on one line.")
    private boolean json;

    BackupCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws Exception {
        Path folder = Settings.dataFolder(dataFolder, terminal.environment());
        String named = file;
        Path target = named == null ? null : Path.of(named).toAbsolutePath().normalize();
        char[] secret = passphrase.ask(true);
        BackupEntry made = make(folder, target, secret);
        if (json) {
            terminal.out().println(JsonMapper.shared().writeValueAsString(made));
            return 0;
        }
        terminal.out()
                .println(
                        "Backed up "
                                + Wording.count(made.documents(), "document", "documents")
                                + " into "
                                + made.file()
                                + " ("
                                + Wording.bytes(made.bytes())
                                + ").");
        if (secret == null) {
            terminal.out()
                    .println(
                            "It holds no secrets: after a restore you sign in again. To take them"
                                    + " along, add --with-secrets.");
        }
        return 0;
    }

    private BackupEntry make(Path folder, @Nullable Path target, char @Nullable [] secret)
            throws HomeException {
        try (var server =
                ControlClient.connect(folder, new Advice(terminal, folder).command("serve"))) {
            Map<String, String> wish = new HashMap<>();
            if (target != null) wish.put("file", target.toString());
            if (secret != null) wish.put("passphrase", new String(secret));
            BackupAnswer done = BackupsCommand.await(server, "backups.make", wish);
            BackupEntry made = done.made();
            if (made == null) throw new ControlException("The server made no backup.");
            return made;
        } catch (ControlException e) {
            if (e.answered()) throw e;
        }
        if (target == null) {
            throw new ControlException(
                    "Groundmist Sync isn't running, so it makes no backup by itself. Name a file to"
                            + " make one now.");
        }
        return new Backups(folder, terminal.environment()).make(target, secret);
    }
}
