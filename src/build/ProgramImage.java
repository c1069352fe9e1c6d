import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The program with a runtime of the modules it needs, and a cache of what it loads in its first
 * minutes (JEP 483).
 */
final class ProgramImage {
    private static final Path APP = Path.of("target", "app", "lib");

    private final Edition edition;
    private final String version;
    private final Path work;
    private final Path icons;
    private final Command command;
    private final OperatingSystem system = OperatingSystem.here();
    private final Jpackage jpackage;

    /**
     * @param icons with the one that its system shows
     */
    ProgramImage(Edition edition, String version, Path work, Path icons, Command command) {
        this.edition = edition;
        this.version = version;
        this.work = work;
        this.icons = icons;
        this.command = command;
        jpackage = new Jpackage(system, edition, version, work);
    }

    /** Where it is made. */
    Path folder() {
        return jpackage.program();
    }

    void make() throws IOException, InterruptedException {
        Files.createDirectories(work);
        Files.createSymbolicLink(work.resolve("icons"), icons);
        new Jars(work.resolve("jars"), system, command).ship(APP, edition);
        Path modules = work.resolve("modules");
        if (edition.hasWindow()) {
            new Jars(modules, system, command).shipModules(APP.resolve("javafx"));
        }
        if (system == OperatingSystem.MAC) resources();
        command.run(jpackage.image(), Map.of());
        if (edition.hasWindow()) giveJavaItsLibraries(modules);
        if (system == OperatingSystem.LINUX) {
            Jars.strip(jpackage.javasLibraries().resolve("server/libjvm.so"), system, command);
        }
        date();
        train();
    }

    /** Makes the system's own kind of package, signed by whoever has certificates. */
    void pack(Path to, Licences licences) throws IOException, InterruptedException {
        Path terms = jpackage.jars().resolve("licences");
        licences.write(jpackage.jars(), edition.hasWindow(), terms);
        Files.copy(Path.of("LICENSE"), terms.resolve("copyright"));
        run(jpackage.signing(System.getenv()));
        run(jpackage.installer(to));
        Path installer = Files.move(jpackage.made(to), jpackage.named(to));
        run(jpackage.sealing(installer, System.getenv()));
    }

    private void run(Optional<List<String>> words) throws IOException, InterruptedException {
        if (words.isPresent()) command.run(words.get(), Map.of());
    }

    /** What jpackage finds beside its own templates. */
    private void resources() throws IOException {
        Path resources = Files.createDirectories(work.resolve("resources"));
        String plist = Files.readString(BuildInstaller.PACKAGING.resolve("macos/Info.plist"));
        Files.writeString(resources.resolve("Info.plist"), plist.replace("@VERSION@", version));
    }

    /** JavaFX's, which would else be unpacked into everybody's home. */
    private void giveJavaItsLibraries(Path modules) throws IOException {
        try (Stream<Path> files = Files.list(modules)) {
            for (Path each : files.filter(file -> !file.toString().endsWith(".jar")).toList()) {
                Path to = jpackage.javasLibraries().resolve(each.getFileName());
                Files.copy(each, to, StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    /** The cache is good for files of the date that they have now. */
    private void date() throws IOException {
        try (Stream<Path> all = Files.walk(folder())) {
            for (Path each : all.toList()) {
                Files.setLastModifiedTime(each, FileTime.from(BuildInstaller.DATE));
            }
        }
    }

    private void train() throws IOException, InterruptedException {
        // there a program that is ended by another has no time left to write anything down
        if (system == OperatingSystem.WINDOWS) return;
        Path cache = jpackage.jars().resolve(BuildInstaller.NAME + ".aot");
        new Training(jpackage, edition, work, command).write(cache);
        try (Stream<Path> files = Files.list(jpackage.jars())) {
            for (Path each : files.filter(file -> file.toString().endsWith(".cfg")).toList()) {
                Files.writeString(
                        each,
                        "java-options=-XX:AOTCache=$APPDIR/" + cache.getFileName() + "\n",
                        StandardOpenOption.APPEND);
            }
        }
    }
}
