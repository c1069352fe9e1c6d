package xyz.groundmist.sync.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

import xyz.groundmist.sync.home.ControlClient;
import xyz.groundmist.sync.home.ControlException;

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

    /** The command that shows more when this one was refused. */
    String whereToLook() {
        return "status";
    }

    /** What to say when it was refused, and wouldn't be with this leave. */
    String allTheSame(ControlException.Leave wanted, Advice advice) {
        return "See more with: " + advice.command(whereToLook());
    }

    @Override
    public Integer call() throws Exception {
        return server.show(this::ask, this::print);
    }

    private T ask(ControlClient asked, Advice advice) throws ControlException {
        try {
            return asked.ask(command, arguments(), type);
        } catch (ControlException e) {
            ControlException.Leave leave = e.leave();
            if (leave != null) {
                throw new ControlException(e.sentence() + " " + allTheSame(leave, advice));
            }
            if (!e.answered() || command.equals(whereToLook())) throw e;
            throw new ControlException(
                    e.sentence() + " See more with: " + advice.command(whereToLook()));
        }
    }
}
