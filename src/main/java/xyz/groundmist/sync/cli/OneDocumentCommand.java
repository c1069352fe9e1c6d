package xyz.groundmist.sync.cli;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A command about one document.
 *
 * @param <T> the answer
 */
abstract class OneDocumentCommand<T> extends AskingCommand<T> {
    static final String POINT =
            "the beginnings of change hashes with commas between them, as documents history shows"
                    + " them";

    @Parameters(
            paramLabel = "ID",
            description = "The document's id, as documents list shows it, or its address.")
    String id = "";

    @Option(
            names = "--space",
            paramLabel = "DOMAIN",
            description = "The space it is in, when it is in several.")
    private @Nullable String space;

    OneDocumentCommand(Terminal terminal, String command, Class<T> type) {
        super(terminal, command, type);
    }

    @Override
    final Map<String, ?> arguments() {
        Map<String, Object> arguments = new LinkedHashMap<>();
        arguments.put("id", id);
        if (space != null) arguments.put("space", space);
        addTo(arguments);
        return arguments;
    }

    /** What else goes with the command. */
    void addTo(Map<String, Object> arguments) {}

    static void put(Map<String, Object> arguments, String key, @Nullable String value) {
        if (value != null) arguments.put(key, value);
    }
}
