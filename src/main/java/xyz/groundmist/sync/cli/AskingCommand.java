package xyz.groundmist.sync.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

import java.io.PrintWriter;
import java.util.Map;
import java.util.concurrent.Callable;

/**
 * A command that asks the running server one thing and prints what it answers.
 *
 * @param <T> the answer
 */
@Command(mixinStandardHelpOptions = true, versionProvider = CommandLineProgram.ShownVersion.class)
abstract class AskingCommand<T> implements Callable<Integer> {
    final Terminal terminal;
    final PrintWriter out;

    private final String command;
    private final Class<T> type;
    @Mixin private final RunningServer server;

    /**
     * @param command as the control socket knows it
     */
    AskingCommand(Terminal terminal, String command, Class<T> type) {
        this.terminal = terminal;
        this.command = command;
        this.type = type;
        out = terminal.out();
        server = new RunningServer(terminal);
    }

    /** What goes with the command. */
    Map<String, ?> arguments() {
        return Map.of();
    }

    /** Prints it for a person. */
    abstract void print(T answer, Advice advice);

    @Override
    public Integer call() throws Exception {
        return server.show(command, arguments(), type, this::print);
    }
}
