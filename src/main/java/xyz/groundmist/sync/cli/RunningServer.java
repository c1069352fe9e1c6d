package xyz.groundmist.sync.cli;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Option;

import tools.jackson.databind.json.JsonMapper;

import xyz.groundmist.sync.home.ControlClient;
import xyz.groundmist.sync.home.HomeException;
import xyz.groundmist.sync.home.Settings;

import java.nio.file.Path;
import java.util.Map;
import java.util.function.BiConsumer;

/** The flags of every command that asks a running server, and the asking. */
final class RunningServer {
    private final Terminal terminal;

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            description = "The data folder of the server to ask (default: $DATA_DIR).")
    private @Nullable String dataFolder;

    @Option(names = "--json", description = "Print the result as JSON, on one line.")
    private boolean json;

    RunningServer(Terminal terminal) {
        this.terminal = terminal;
    }

    @Nullable String dataFolder() {
        return dataFolder;
    }

    /** Asks, and prints the result: as JSON when that was asked for, else by the printer. */
    <T> int show(
            String command, Map<String, ?> arguments, Class<T> type, BiConsumer<T, Advice> printer)
            throws HomeException {
        return show((server, _) -> server.ask(command, arguments, type), printer);
    }

    /** Tells it something in passing, over a connection of its own. */
    void tell(String command, Map<String, ?> arguments) throws HomeException {
        Path folder = Settings.dataFolder(dataFolder, terminal.environment());
        try (var server = ControlClient.connect(folder, "")) {
            server.ask(command, arguments, Object.class);
        }
    }

    /** What is asked, when it is more than one thing. */
    @FunctionalInterface
    interface Conversation<T> {
        T with(ControlClient server, Advice advice) throws HomeException;
    }

    /** Asks several things, and prints what came of it in the end. */
    <T> int show(Conversation<T> conversation, BiConsumer<T, Advice> printer) throws HomeException {
        Path folder = Settings.dataFolder(dataFolder, terminal.environment());
        var advice = new Advice(terminal, folder);
        T result;
        try (var server = ControlClient.connect(folder, advice.command("serve"))) {
            result = conversation.with(server, advice);
        }
        if (json) {
            terminal.out().println(JsonMapper.shared().writeValueAsString(result));
        } else {
            printer.accept(result, advice);
        }
        if (!terminal.out().checkError() || terminal.readerGone().getAsBoolean()) return 0;
        terminal.err().println("It was done, but what came of it could not be printed here.");
        return 1;
    }
}
