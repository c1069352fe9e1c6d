package xyz.groundmist.sync.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * What a command reads from and writes to.
 *
 * @param out results, and nothing else
 * @param err errors and advice
 * @param environment the variables of this process
 * @param coloured whether a person looks at {@code out} in a terminal that knows colours
 * @param drawing whether a person looks at {@code out} in a terminal that knows block characters
 * @param readerGone whether what reads {@code out} has closed it, as {@code head} does when it has
 *     enough
 * @param windows the other face of the program
 */
record Terminal(
        PrintWriter out,
        PrintWriter err,
        Map<String, String> environment,
        boolean coloured,
        boolean drawing,
        BooleanSupplier readerGone,
        Windows windows) {

    /** Of a file or a pipe that somebody reads to its end, on a machine without a display. */
    Terminal(PrintWriter out, PrintWriter err, Map<String, String> environment, boolean coloured) {
        this(out, err, environment, coloured, false, () -> false);
    }

    /** On a machine without a display. */
    Terminal(
            PrintWriter out,
            PrintWriter err,
            Map<String, String> environment,
            boolean coloured,
            boolean drawing,
            BooleanSupplier readerGone) {
        this(out, err, environment, coloured, drawing, readerGone, Windows.NONE);
    }

    /** This process's own streams. */
    @SuppressWarnings("SystemConsoleNull") // in JDK 25 it is null again without a terminal
    static Terminal standard(Windows windows) {
        var console = System.console();
        var environment = System.getenv();
        boolean watched = console != null && console.isTerminal();
        var charset = System.out.charset();
        var pipe = new Pipe(new FileOutputStream(FileDescriptor.out));
        return new Terminal(
                new PrintWriter(new OutputStreamWriter(pipe, charset), true),
                new PrintWriter(System.err, true, System.err.charset()),
                environment,
                watched && environment.getOrDefault("NO_COLOR", "").isEmpty(),
                watched && charset.newEncoder().canEncode("█▀▄"),
                () -> pipe.broken,
                windows);
    }

    /** Remembers that writing failed because nobody reads any more. */
    private static final class Pipe extends FilterOutputStream {
        private volatile boolean broken;

        Pipe(OutputStream to) {
            super(to);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            try {
                out.write(bytes, from, length);
            } catch (IOException e) {
                // "Broken pipe" of POSIX, "The pipe is being closed" of Windows
                String reason = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
                if (reason.contains("pipe")) broken = true;
                throw e;
            }
        }
    }
}
