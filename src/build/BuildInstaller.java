import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * Makes what people install out of target/app: the program with its own Java for this system, in
 * its kind of package; on Linux with a window and without, and as a container image. Run by the
 * build, on the JDK it compiles with: {@code BuildInstaller VERSION TARGET REPOSITORY}, the last
 * being where Maven keeps what it has fetched.
 */
final class BuildInstaller {
    static final String NAME = "groundmist-sync";
    static final Path PACKAGING = Path.of("packaging");

    /** As in the pom: of all files, as the cache checks dates, and packages keep whole seconds. */
    static final Instant DATE = Instant.parse("2026-01-01T00:00:00Z");

    private BuildInstaller() {}

    public static void main(String[] arguments) throws Exception {
        String version = arguments[0].replace("-SNAPSHOT", "");
        Path work = Path.of(arguments[1], "installer").toAbsolutePath();
        remove(work);
        Files.createDirectories(work);
        var command = new Command(work.resolve("build.log"));
        var licences = new Licences(Path.of(arguments[2]));
        var icons = new Icons(Path.of("icons/icon.svg"), work.resolve("icons"));
        icons.write();
        for (Edition edition : Edition.values()) {
            var program =
                    new ProgramImage(
                            edition,
                            version,
                            work.resolve(edition.name()),
                            work.resolve("icons"),
                            command);
            program.make();
            if (OperatingSystem.here() != OperatingSystem.LINUX) {
                program.pack(work, licences);
                return; // servers are Linux's
            }
            var tree = new PackageTree(edition, program.folder(), licences, icons, command);
            tree.plant(work.resolve(edition.name()).resolve("tree"));
            new DebianPackage(edition, version, command).make(tree, work);
            new RpmPackage(edition, version, command).make(tree, work);
            if (edition == Edition.SERVER) {
                new ContainerImage(version, program.folder(), tree)
                        .write(work.resolve(NAME + "-image.tar"));
            }
        }
    }

    static void remove(Path folder) throws IOException {
        if (!Files.exists(folder)) return;
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) Files.delete(each);
        }
    }
}
