import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * The program with a runtime of the modules it needs, and a cache of what it loads at its start
 * (JEP 483).
 */
final class ProgramImage {
    private static final String NAME = BuildInstaller.NAME;

    /** SQLite's and Automerge's. */
    private static final Pattern NATIVE_CODE =
            Pattern.compile("(?:org/sqlite/)?native/(?:[^/]+/){1,2}[^/]+");

    private static final Pattern LISTENS = Pattern.compile("listens on (http://\\S+)");
    private static final int PATIENCE_SECONDS = 120;

    private final Edition edition;
    private final String version;
    private final Path work;
    private final Command command;

    ProgramImage(Edition edition, String version, Path work, Command command) {
        this.edition = edition;
        this.version = version;
        this.work = work;
        this.command = command;
    }

    /** Where it is made. */
    Path folder() {
        return work.resolve(NAME);
    }

    void make() throws IOException, InterruptedException {
        Files.createDirectories(work.resolve("jars"));
        stage();
        makeImage();
        train();
    }

    private static Path lib() {
        return Path.of("target", "app", "lib");
    }

    /** The jars without code for other systems. */
    private void stage() throws IOException {
        try (Stream<Path> jars = Files.list(lib())) {
            for (Path jar : jars.filter(file -> file.toString().endsWith(".jar")).toList()) {
                Path to = work.resolve("jars").resolve(jar.getFileName());
                String name = jar.getFileName().toString();
                if (!edition.holds(name)) continue;
                if (name.startsWith("sqlite-jdbc") || name.startsWith("automerge")) strip(jar, to);
                else Files.copy(jar, to);
            }
        }
    }

    private static void strip(Path jar, Path to) throws IOException {
        try (var from = new ZipFile(jar.toFile());
                var out = new ZipOutputStream(Files.newOutputStream(to))) {
            for (ZipEntry entry :
                    (Iterable<ZipEntry>) from.stream().map(ZipEntry.class::cast)::iterator) {
                if (isForAnotherSystem(entry.getName())) continue;
                var copy = new ZipEntry(entry.getName());
                copy.setLastModifiedTime(FileTime.fromMillis(entry.getTime()));
                out.putNextEntry(copy);
                try (InputStream in = from.getInputStream(entry)) {
                    in.transferTo(out);
                }
                out.closeEntry();
            }
        }
    }

    private static boolean isForAnotherSystem(String name) {
        if (!NATIVE_CODE.matcher(name).matches()) return false;
        String arch = System.getProperty("os.arch").equals("amd64") ? "x86_64" : "aarch64";
        String vendor =
                switch (system()) {
                    case "Mac" -> "apple-darwin";
                    case "Windows" -> "pc-windows-gnu";
                    default -> "unknown-linux-gnu";
                };
        return !name.startsWith("org/sqlite/native/" + system() + "/" + arch + "/")
                && !name.startsWith("native/" + arch + "-" + vendor + "/");
    }

    /** As SQLite's jar names it. */
    static String system() {
        String name = System.getProperty("os.name");
        return name.startsWith("Mac") ? "Mac" : name.startsWith("Windows") ? "Windows" : "Linux";
    }

    private void makeImage() throws IOException, InterruptedException {
        List<String> words =
                new ArrayList<>(
                        List.of(
                                Command.ofJava("jpackage"),
                                "--type",
                                "app-image",
                                "@jpackage.cfg"));
        words.addAll(List.of("--app-version", version));
        words.addAll(List.of("--input", work.resolve("jars").toString()));
        words.addAll(List.of("--main-jar", mainJar()));
        words.addAll(List.of("--dest", work.toString()));
        words.addAll(List.of("--icon", "icons/groundmist-sync.png"));
        if (edition.hasWindow()) {
            words.addAll(List.of("--module-path", "target/app/lib/javafx"));
            words.addAll(List.of("--add-modules", "javafx.controls"));
        }
        // by which the worker watches its memory where the system doesn't
        // (documents.worker.OwnLimits)
        if (!system().equals("Linux")) words.addAll(List.of("--add-modules", "jdk.management"));
        for (String option : javaOptions()) words.addAll(List.of("--java-options", option));
        command.run(words, Map.of());
        try (Stream<Path> all = Files.walk(folder())) {
            for (Path each : all.toList()) {
                Files.setLastModifiedTime(each, FileTime.from(BuildInstaller.DATE));
            }
        }
    }

    private String mainJar() throws IOException {
        try (Stream<Path> jars = Files.list(work.resolve("jars"))) {
            return jars.map(file -> file.getFileName().toString())
                    .filter(name -> name.startsWith(NAME + "-"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    /** As the launcher in target/app has them. */
    private List<String> javaOptions() throws IOException {
        List<String> options = new ArrayList<>();
        for (String line : Files.readAllLines(BuildInstaller.PACKAGING.resolve("java.options"))) {
            if (!line.isBlank() && !line.startsWith("#")) options.add(line.strip());
        }
        if (edition.hasWindow()) options.add("--enable-native-access=javafx.graphics");
        // a cache that doesn't fit is no news for people, and standard output is for results
        options.add("-Xlog:disable");
        if (system().equals("Linux")) options.add("-XX:TrimNativeHeapInterval=30000");
        return options;
    }

    /**
     * Has the program run as people run it, on a screen that nobody sees, and writes down for the
     * next starts what it loaded.
     */
    private void train() throws IOException, InterruptedException {
        Path image = folder();
        Path cache = image.resolve("lib/app/" + NAME + ".aot");
        Path seen = work.resolve("seen.aotconf");
        record(image, seen);
        command.run(
                start(image),
                Map.of(
                        "JAVA_TOOL_OPTIONS",
                        "-XX:AOTMode=create -XX:AOTConfiguration=%s -XX:AOTCache=%s"
                                .formatted(seen, cache)));
        Files.writeString(
                image.resolve("lib/app/" + NAME + ".cfg"),
                "java-options=-XX:AOTCache=$APPDIR/" + NAME + ".aot\n",
                StandardOpenOption.APPEND);
    }

    private List<String> start(Path image) {
        String launcher = image.resolve("bin").resolve(NAME).toString();
        return edition.hasWindow() ? List.of(launcher) : List.of(launcher, "serve");
    }

    private void record(Path image, Path seen) throws IOException, InterruptedException {
        Path data = Files.createDirectories(work.resolve("data"));
        var builder = new ProcessBuilder(start(image)).redirectErrorStream(true);
        builder.redirectOutput(work.resolve("training.log").toFile());
        Map<String, String> environment = builder.environment();
        environment.put("DATA_DIR", data.toString());
        environment.put("PORT", "0");
        environment.put("XDG_RUNTIME_DIR", data.toString());
        environment.put("LAN", "off"); // nobody is to hear of it
        environment.remove("DBUS_SESSION_BUS_ADDRESS");
        environment.put(
                "JAVA_TOOL_OPTIONS",
                (edition.hasWindow() ? "-Dglass.platform=Headless -Dprism.order=sw " : "")
                        + "-XX:AOTMode=record"
                        + " -XX:AOTConfiguration="
                        + seen);
        Process program = builder.start();
        try (var http = HttpClient.newHttpClient()) {
            URI address = awaitListening(data.resolve("logs").resolve(NAME + ".log"), program);
            for (String path : List.of("/", "/.well-known/did.json")) {
                http.send(
                        HttpRequest.newBuilder(address.resolve(path)).build(),
                        HttpResponse.BodyHandlers.discarding());
            }
            TimeUnit.SECONDS.sleep(2); // until the window has come to rest
        } finally {
            program.destroy();
            if (!program.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) program.destroyForcibly();
        }
        if (!Files.exists(seen))
            throw new IOException("No training: see " + work.resolve("training.log"));
    }

    private static URI awaitListening(Path log, Process program)
            throws IOException, InterruptedException {
        for (int i = 0; i < 10 * PATIENCE_SECONDS && program.isAlive(); i++) {
            if (Files.exists(log)) {
                Matcher listens = LISTENS.matcher(Files.readString(log));
                if (listens.find()) return URI.create(listens.group(1));
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
        throw new IOException("The program that was just built doesn't start.");
    }
}
