import java.io.File;
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
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
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
 * Makes the installer of this system out of target/app: a runtime of the modules it needs, the
 * program in it, a cache of what it loads at its start (JEP 483), and the package around all that.
 * Run by the build, on the JDK it compiles with: {@code BuildInstaller VERSION TARGET}.
 */
final class BuildInstaller {
    private static final String NAME = "groundmist-sync";
    private static final String MAINTAINER = "groundmist@users.noreply.github.com";
    private static final Path PACKAGING = Path.of("packaging");

    /** As in the pom: of all files, as the cache checks dates, and packages keep whole seconds. */
    private static final Instant DATE = Instant.parse("2026-01-01T00:00:00Z");

    private static final Pattern NATIVE_CODE = Pattern.compile("org/sqlite/native/(.+?)/(.+?)/.+");
    private static final Pattern LISTENS = Pattern.compile("listens on (http://\\S+)");
    private static final int PATIENCE_SECONDS = 120;

    /** dpkg's usual 6 takes four times as long for a package that is a tenth smaller. */
    private static final String COMPRESSION = "2";

    private final String version;
    private final Path work;

    private BuildInstaller(String version, Path work) {
        this.version = version;
        this.work = work;
    }

    public static void main(String[] arguments) throws Exception {
        String version = arguments[0].replace("-SNAPSHOT", "");
        Path work = Path.of(arguments[1], "installer").toAbsolutePath();
        var installer = new BuildInstaller(version, work);
        installer.empty();
        installer.stage();
        installer.makeImage();
        installer.train();
        installer.makePackage();
    }

    private void empty() throws IOException {
        if (Files.exists(work)) {
            try (Stream<Path> all = Files.walk(work)) {
                for (Path each : all.sorted(Comparator.reverseOrder()).toList()) Files.delete(each);
            }
        }
        Files.createDirectories(work.resolve("jars"));
    }

    private static Path lib() {
        return Path.of("target", "app", "lib");
    }

    /** The jars without code for other systems. */
    private void stage() throws IOException {
        try (Stream<Path> jars = Files.list(lib())) {
            for (Path jar : jars.filter(file -> file.toString().endsWith(".jar")).toList()) {
                Path to = work.resolve("jars").resolve(jar.getFileName());
                if (to.getFileName().toString().startsWith("sqlite-jdbc")) strip(jar, to);
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
        Matcher code = NATIVE_CODE.matcher(name);
        if (!code.matches()) return false;
        String arch = System.getProperty("os.arch").equals("amd64") ? "x86_64" : "aarch64";
        return !code.group(1).equals(system()) || !code.group(2).equals(arch);
    }

    /** As SQLite's jar names it. */
    private static String system() {
        String name = System.getProperty("os.name");
        return name.startsWith("Mac") ? "Mac" : name.startsWith("Windows") ? "Windows" : "Linux";
    }

    private void makeImage() throws IOException, InterruptedException {
        List<String> command = jpackage("app-image");
        command.add("@jpackage.cfg");
        command.addAll(List.of("--app-version", version));
        command.addAll(List.of("--input", work.resolve("jars").toString()));
        command.addAll(List.of("--main-jar", mainJar()));
        command.addAll(List.of("--dest", work.toString()));
        command.addAll(List.of("--icon", "icons/groundmist-sync.png"));
        for (String option : javaOptions()) command.addAll(List.of("--java-options", option));
        run(command, Map.of());
        try (Stream<Path> all = Files.walk(work.resolve(NAME))) {
            for (Path each : all.toList()) {
                Files.setLastModifiedTime(each, FileTime.from(DATE));
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
    private static List<String> javaOptions() throws IOException {
        List<String> options = new ArrayList<>();
        for (String line : Files.readAllLines(PACKAGING.resolve("java.options"))) {
            if (!line.isBlank() && !line.startsWith("#")) options.add(line.strip());
        }
        options.add("--enable-native-access=javafx.graphics");
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
        Path image = work.resolve(NAME);
        Path cache = image.resolve("lib/app/" + NAME + ".aot");
        Path seen = work.resolve("seen.aotconf");
        record(image, seen);
        run(
                List.of(launcher(image)),
                Map.of(
                        "JAVA_TOOL_OPTIONS",
                        "-XX:AOTMode=create -XX:AOTConfiguration=%s -XX:AOTCache=%s"
                                .formatted(seen, cache)));
        Files.writeString(
                image.resolve("lib/app/" + NAME + ".cfg"),
                "java-options=-XX:AOTCache=$APPDIR/" + NAME + ".aot\n",
                StandardOpenOption.APPEND);
    }

    private static String launcher(Path image) {
        return image.resolve("bin").resolve(NAME).toString();
    }

    private void record(Path image, Path seen) throws IOException, InterruptedException {
        Path data = Files.createDirectories(work.resolve("data"));
        var builder = new ProcessBuilder(launcher(image)).redirectErrorStream(true);
        builder.redirectOutput(work.resolve("training.log").toFile());
        Map<String, String> environment = builder.environment();
        environment.put("DATA_DIR", data.toString());
        environment.put("PORT", "0");
        environment.put("XDG_RUNTIME_DIR", data.toString());
        environment.remove("DBUS_SESSION_BUS_ADDRESS");
        environment.put(
                "JAVA_TOOL_OPTIONS",
                "-Dglass.platform=Headless -Dprism.order=sw -XX:AOTMode=record"
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

    private void makePackage() throws IOException, InterruptedException {
        if (!system().equals("Linux")) return; // the image is what there is elsewhere
        List<String> command = jpackage("deb");
        command.addAll(List.of("--name", NAME, "--app-version", version));
        command.addAll(List.of("--app-image", work.resolve(NAME).toString()));
        command.addAll(List.of("--dest", work.toString()));
        command.addAll(List.of("--description", "Your own sync server for local-first apps"));
        command.addAll(List.of("--vendor", "Groundmist", "--license-file", "LICENSE"));
        command.addAll(List.of("--icon", "icons/groundmist-sync.png"));
        command.addAll(List.of("--resource-dir", PACKAGING.resolve("linux").toString()));
        command.addAll(List.of("--linux-shortcut", "--linux-app-category", "net"));
        command.addAll(List.of("--linux-deb-maintainer", MAINTAINER));
        command.addAll(List.of("--linux-package-deps", "libgtk-3-0"));
        run(
                command,
                Map.of(
                        "DPKG_DEB_COMPRESSOR_LEVEL",
                        COMPRESSION,
                        "SOURCE_DATE_EPOCH",
                        Long.toString(DATE.getEpochSecond())));
    }

    private static List<String> jpackage(String type) {
        String tool = System.getProperty("java.home") + File.separator + "bin/jpackage";
        return new ArrayList<>(Arrays.asList(tool, "--type", type));
    }

    private void run(List<String> command, Map<String, String> environment)
            throws IOException, InterruptedException {
        Path log = work.resolve("build.log");
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(environment);
        int result = builder.start().waitFor();
        if (result != 0) {
            System.err.print(Files.readString(log));
            throw new IOException(command.getFirst() + " ended with " + result);
        }
    }
}
