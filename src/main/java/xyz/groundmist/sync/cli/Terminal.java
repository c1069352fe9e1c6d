package xyz.groundmist.sync.cli;

import java.io.PrintWriter;
import java.util.Map;

/**
 * What a command reads from and writes to.
 *
 * @param out results, and nothing else
 * @param err errors and advice
 * @param environment the variables of this process
 * @param coloured whether a person looks at {@code out} in a terminal that knows colours
 * @param windows the other face of the program
 */
record Terminal(
        PrintWriter out,
        PrintWriter err,
        Map<String, String> environment,
        boolean coloured,
        Windows windows) {
    /** This process's own streams. */
    @SuppressWarnings("SystemConsoleNull") // in JDK 25 it is null again without a terminal
    static Terminal standard(Windows windows) {
        var console = System.console();
        var environment = System.getenv();
        return new Terminal(
                new PrintWriter(System.out, true, System.out.charset()),
                new PrintWriter(System.err, true, System.err.charset()),
                environment,
                console != null
                        && console.isTerminal()
                        && environment.getOrDefault("NO_COLOR", "").isEmpty(),
                windows);
    }
}
