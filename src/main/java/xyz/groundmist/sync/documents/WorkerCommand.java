package xyz.groundmist.sync.documents;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How the worker's process is started: by the Java that runs this one, or, in a packaged app whose
 * runtime has no {@code java} launcher, by the app's own executable and a word that people don't
 * type.
 */
public final class WorkerCommand {
    /** The first argument of the program that makes it a worker. */
    public static final String HIDDEN_ARGUMENT = "document-worker";

    private static final String MAIN = "xyz.groundmist.sync.documents.worker.WorkerMain";
    private static final List<String> OPTIONS =
            List.of(
                    "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1",
                    "-XX:+UseCompactObjectHeaders",
                    "-Xms8m",
                    "-Xmx192m",
                    "-Xss4m",
                    "-XX:-CreateCoredumpOnCrash",
                    "-XX:-UsePerfData",
                    "--enable-native-access=ALL-UNNAMED");

    private WorkerCommand() {}

    /** The command for this process's worker. */
    static List<String> here() {
        boolean windows = System.getProperty("os.name", "").startsWith("Windows");
        Path java = Path.of(System.getProperty("java.home"), "bin", windows ? "java.exe" : "java");
        return of(
                java,
                windows,
                System.getProperty("java.class.path"),
                ProcessHandle.current().info().command());
    }

    static List<String> of(
            Path java, boolean windows, String classPath, Optional<String> executable) {
        var command = new ArrayList<String>();
        if (!Files.isExecutable(java) && executable.isPresent()) {
            command.add(executable.get());
            command.add(HIDDEN_ARGUMENT);
            return command;
        }
        command.add(java.toString());
        command.addAll(OPTIONS);
        command.add("-XX:ErrorFile=" + (windows ? "NUL" : "/dev/null"));
        command.add("-cp");
        command.add(classPath);
        command.add(MAIN);
        return command;
    }
}
