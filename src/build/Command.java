import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Runs other programs to their end.
 *
 * @param log what they print; shown when one fails
 */
record Command(Path log) {
    void run(List<String> command, Map<String, String> environment)
            throws IOException, InterruptedException {
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(environment);
        int result = builder.start().waitFor();
        if (result != 0) {
            System.err.print(Files.readString(log));
            throw new IOException(command.getFirst() + " ended with " + result);
        }
    }

    /** What it prints on standard output. */
    byte[] ask(List<String> command, Map<String, String> environment)
            throws IOException, InterruptedException {
        var builder = new ProcessBuilder(command);
        builder.environment().putAll(environment);
        builder.redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
        Process process = builder.start();
        byte[] said = process.getInputStream().readAllBytes();
        if (process.waitFor() != 0) {
            throw new IOException(
                    command.getFirst() + " failed: " + new String(said, StandardCharsets.UTF_8));
        }
        return said;
    }

    /** Of the JDK that runs this. */
    static String ofJava(String name) {
        return System.getProperty("java.home") + File.separator + "bin" + File.separator + name;
    }

    /** Whether there is a program of that name. */
    static boolean has(String name) {
        for (String folder : System.getenv("PATH").split(File.pathSeparator)) {
            if (Files.isExecutable(Path.of(folder, name))) return true;
        }
        return false;
    }
}
