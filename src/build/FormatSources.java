import com.google.googlejavaformat.java.Main;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Holds every Java file below a folder to google-java-format's AOSP style. Run by the build, on the
 * JDK it compiles with: {@code FormatSources check|write FOLDER}.
 */
final class FormatSources {
    private static final List<String> CHECK = List.of("--dry-run", "--set-exit-if-changed");
    private static final List<String> WRITE = List.of("--replace");

    private FormatSources() {}

    public static void main(String[] arguments) throws Exception {
        boolean write = arguments[0].equals("write");
        List<String> files = javaFiles(Path.of(arguments[1]));
        List<String> options = write ? WRITE : CHECK;
        String[] command =
                Stream.of(List.of("--aosp"), options, files)
                        .flatMap(List::stream)
                        .toArray(String[]::new);
        var out = new PrintWriter(System.out, true);
        var err = new PrintWriter(System.err, true);
        int result = files.isEmpty() ? 0 : new Main(out, err, System.in).format(command);
        if (result != 0 && !write) {
            err.println(
                    "The files above aren't formatted as the house formats them. Let Maven do it"
                            + " with: mvn verify -DskipTests -Dformat.mode=write");
        }
        System.exit(result);
    }

    private static List<String> javaFiles(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.map(Path::toString).filter(name -> name.endsWith(".java")).sorted().toList();
        }
    }
}
