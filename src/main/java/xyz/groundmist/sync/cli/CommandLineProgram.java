package xyz.groundmist.sync.cli;

import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.IFactory;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

import xyz.groundmist.sync.home.HomeException;
import xyz.groundmist.sync.home.SettingsException;
import xyz.groundmist.sync.home.Version;

import java.lang.reflect.Constructor;

/**
 * The command line of {@code groundmist-sync}. Exit codes: 0 done, 1 failed, 2 wrongly used. What
 * goes wrong is said in sentences on the error stream, never as a stack trace.
 */
public final class CommandLineProgram {
    private CommandLineProgram() {}

    /**
     * Runs the command and ends the process.
     *
     * @param windows what runs without a command where there is a display
     */
    public static void main(Windows windows, String[] arguments) {
        System.exit(run(Terminal.standard(windows), arguments));
    }

    /** Runs the command and returns its exit code. */
    static int run(Terminal terminal, String... arguments) {
        try {
            return execute(terminal, arguments);
        } catch (Error e) {
            terminal.err().println(unexpected(e));
            return CommandLine.ExitCode.SOFTWARE;
        }
    }

    private static int execute(Terminal terminal, String... arguments) {
        return new CommandLine(GroundmistSync.class, new Commands(terminal))
                .setOut(terminal.out())
                .setErr(terminal.err())
                .setColorScheme(
                        CommandLine.Help.defaultColorScheme(
                                terminal.coloured() ? Ansi.ON : Ansi.OFF))
                .setUsageHelpAutoWidth(true)
                .setParameterExceptionHandler(CommandLineProgram::misused)
                .setExecutionExceptionHandler(CommandLineProgram::failed)
                .execute(arguments);
    }

    private static int misused(ParameterException e, String[] arguments) {
        CommandLine command = e.getCommandLine();
        command.getErr().println(e.getMessage());
        CommandLine.UnmatchedArgumentException.printSuggestions(e, command.getErr());
        command.getErr()
                .println(
                        "See how it is used with: "
                                + command.getCommandSpec().qualifiedName()
                                + " --help");
        return CommandLine.ExitCode.USAGE;
    }

    private static int failed(Exception e, CommandLine command, ParseResult parsed) {
        if (e instanceof HomeException known) {
            command.getErr().println(known.sentence());
            boolean misused = e instanceof SettingsException settings && settings.fromFlag();
            return misused ? CommandLine.ExitCode.USAGE : CommandLine.ExitCode.SOFTWARE;
        }
        command.getErr().println(unexpected(e));
        return CommandLine.ExitCode.SOFTWARE;
    }

    private static String unexpected(Throwable e) {
        return "Something went wrong that shouldn't ("
                + e.getClass().getSimpleName()
                + "). Please report it with the version ("
                + Version.current()
                + ") and the command you ran.";
    }

    /** Hands each command the terminal, when picocli comes to need that command. */
    private record Commands(Terminal terminal) implements IFactory {
        @Override
        public <K> K create(Class<K> type) throws Exception {
            for (Constructor<?> constructor : type.getDeclaredConstructors()) {
                Class<?>[] wants = constructor.getParameterTypes();
                if (wants.length == 1 && wants[0] == Terminal.class) {
                    return type.cast(constructor.newInstance(terminal));
                }
            }
            return CommandLine.defaultFactory().create(type);
        }
    }

    /** Answers {@code --version}. */
    static final class ShownVersion implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"groundmist-sync " + Version.current()};
        }
    }
}
