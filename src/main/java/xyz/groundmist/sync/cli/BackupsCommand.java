package xyz.groundmist.sync.cli;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import xyz.groundmist.sync.home.BackupAnswer;
import xyz.groundmist.sync.home.BackupEntry;
import xyz.groundmist.sync.home.BackupState;
import xyz.groundmist.sync.home.Backups;
import xyz.groundmist.sync.home.ControlClient;
import xyz.groundmist.sync.home.HomeException;
import xyz.groundmist.sync.home.RehearsalEntry;
import xyz.groundmist.sync.home.Settings;

import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;

/** The commands about backups that are made by themselves. */
@Command(
        name = "backups",
        description = "See how your backups are, have them made by themselves, and try them.",
        subcommands = {
            BackupsCommand.Show.class,
            BackupsCommand.Schedule.class,
            BackupsCommand.Rehearse.class
        },
        mixinStandardHelpOptions = true,
        versionProvider = CommandLineProgram.ShownVersion.class)
final class BackupsCommand {
    /** Has the server begin it, and waits until it is done. */
    static BackupAnswer await(ControlClient server, String command, Map<String, ?> arguments)
            throws HomeException {
        BackupAnswer answer = server.ask(command, arguments, BackupAnswer.class);
        while (!answer.done()) {
            answer = server.ask("backups.wait", Map.of("id", answer.id()), BackupAnswer.class);
        }
        return answer;
    }

    private static void print(Terminal terminal, BackupState state, Advice advice) {
        var out = terminal.out();
        BackupEntry last = state.last();
        out.println(
                "Last       "
                        + (last == null
                                ? "never; make one: " + advice.command("backup FILE")
                                : Wording.time(last.at())
                                        + ", "
                                        + Wording.count(last.documents(), "document", "documents")
                                        + ", "
                                        + last.file()));
        BackupState.Failure failure = state.failure();
        if (failure != null) {
            out.println("Failed     " + Wording.time(failure.at()) + ": " + failure.sentence());
        }
        RehearsalEntry tried = state.rehearsed();
        out.println("Tried      " + (tried == null ? "never" : rehearsal(tried)));
        out.println(
                "By itself  "
                        + (state.folder() == null
                                ? "never; say where to: "
                                        + advice.command("backups schedule --to DIR")
                                : "every "
                                        + every(state.everyHours())
                                        + " into "
                                        + state.folder()
                                        + ", the last "
                                        + state.keep()
                                        + " are kept"));
    }

    private static String every(long hours) {
        return hours % 24 == 0
                ? hours == 24 ? "day" : hours / 24 + " days"
                : Wording.count(hours, "hour", "hours");
    }

    private static String rehearsal(RehearsalEntry tried) {
        String when = Wording.time(tried.at());
        Instant from = tried.from();
        return tried.problem() == null
                ? when
                        + ": the backup of "
                        + Wording.time(from)
                        + " can be restored, all "
                        + Wording.count(tried.documents(), "document", "documents")
                : when + ": " + tried.file() + ". " + tried.problem();
    }

    @Command(name = "show", description = "Show the last backup, and how it did when it was tried.")
    static final class Show extends AskingCommand<BackupState> {
        Show(Terminal terminal) {
            super(terminal, "backups.state", BackupState.class);
        }

        @Override
        void print(BackupState state, Advice advice) {
            BackupsCommand.print(terminal, state, advice);
        }
    }

    @Command(
            name = "schedule",
            description = {
                "Have backups made by themselves.",
                "",
                "Choose a folder on another disk. Backups made by themselves hold no secrets."
            })
    static final class Schedule extends AskingCommand<BackupState> {
        @ArgGroup(multiplicity = "1")
        private Which which = new Which();

        static final class Which {
            @Option(names = "--to", paramLabel = "DIR", description = "The folder they go into.")
            private @Nullable Path folder;

            @Option(names = "--off", description = "Make none by themselves any more.")
            private boolean off;
        }

        @Option(
                names = "--every-hours",
                paramLabel = "N",
                description = "From one to the next (default: 24).")
        private @Nullable Integer hours;

        @Option(
                names = "--keep",
                paramLabel = "N",
                description = "How many stay; older ones are deleted (default: 7).")
        private @Nullable Integer keep;

        Schedule(Terminal terminal) {
            super(terminal, "backups.plan", BackupState.class);
        }

        @Override
        Map<String, ?> arguments() {
            Map<String, Object> wish = new HashMap<>();
            Path folder = which.folder;
            if (folder == null) wish.put("off", true);
            else wish.put("folder", folder.toAbsolutePath().normalize().toString());
            if (hours != null) wish.put("everyHours", hours);
            if (keep != null) wish.put("keep", keep);
            return wish;
        }

        @Override
        void print(BackupState state, Advice advice) {
            BackupsCommand.print(terminal, state, advice);
        }
    }

    @Command(
            name = "rehearse",
            description = {
                "Try a backup: unpack it into a scratch folder, read every document, and throw"
                        + " that",
                "away. Done once a week by itself, with the newest."
            },
            mixinStandardHelpOptions = true,
            versionProvider = CommandLineProgram.ShownVersion.class)
    static final class Rehearse implements Callable<Integer> {
        private final Terminal terminal;
        @Mixin private final RunningServer server;

        @Parameters(
                paramLabel = "FILE",
                arity = "0..1",
                description = "The backup, while no server runs (default: its newest one).")
        private @Nullable String file;

        Rehearse(Terminal terminal) {
            this.terminal = terminal;
            server = new RunningServer(terminal);
        }

        @Override
        public Integer call() throws Exception {
            String named = file;
            if (named != null) {
                Path folder = Settings.dataFolder(server.dataFolder(), terminal.environment());
                RehearsalEntry tried =
                        new Backups(folder, terminal.environment())
                                .rehearse(Path.of(named).toAbsolutePath().normalize());
                terminal.out().println(rehearsal(tried));
                return tried.problem() == null ? 0 : 1;
            }
            boolean[] bad = {false};
            int printed =
                    server.show(
                            (asked, _) -> {
                                BackupAnswer done = await(asked, "backups.rehearse", Map.of());
                                RehearsalEntry tried = done.rehearsed();
                                bad[0] = tried == null || tried.problem() != null;
                                return done;
                            },
                            (done, _) -> {
                                RehearsalEntry tried = done.rehearsed();
                                if (tried != null) terminal.out().println(rehearsal(tried));
                            });
            return bad[0] ? 1 : printed;
        }
    }
}
