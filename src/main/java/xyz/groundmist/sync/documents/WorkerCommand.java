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
                    "--enable-native-access=ALL-UNNAMED");

    /**
     * Java's options of either way: a crash leaves nothing lying about, and what Java itself has to
     * say doesn't come between answers.
     */
    static final String ALWAYS =
            "-XX:ErrorFile=%s -XX:-CreateCoredumpOnCrash -XX:-UsePerfData -Xlog:disable"
                    .formatted(isWindows() ? "NUL" : "/dev/null");

    private WorkerCommand() {}

    private static boolean isWindows() {
        return System.getProperty("os.name", "").startsWith("Windows");
    }

    /** The command for this process's worker. */
    static List<String> here() {
        String java = isWindows() ? "java.exe" : "java";
        return of(
                Path.of(System.getProperty("java.home"), "bin", java),
                System.getProperty("java.class.path"),
                ProcessHandle.current().info().command());
    }

    static List<String> of(Path java, String classPath, Optional<String> executable) {
        var command = new ArrayList<String>();
        if (!Files.isExecutable(java) && executable.isPresent()) {
            command.add(executable.get());
            command.add(HIDDEN_ARGUMENT);
            return command;
        }
        command.add(java.toString());
        command.addAll(OPTIONS);
        command.add("-cp");
        command.add(classPath);
        command.add(MAIN);
        return command;
    }
}
