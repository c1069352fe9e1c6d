import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

/** Every file that a Linux package puts into a system, where it goes. */
final class PackageTree {
    static final String PROGRAM = "opt/" + BuildInstaller.NAME;
    static final String SETTINGS = "etc/" + BuildInstaller.NAME + "/environment";

    private final Edition edition;
    private final Path program;
    private final Licences licences;
    private final Icons icons;
    private final Command command;
    private Path root = Path.of("");

    PackageTree(Edition edition, Path program, Licences licences, Icons icons, Command command) {
        this.edition = edition;
        this.program = program;
        this.licences = licences;
        this.icons = icons;
        this.command = command;
    }

    Path root() {
        return root;
    }

    /**
     * @param folder is made, and filled
     */
    void plant(Path folder) throws IOException, InterruptedException {
        root = folder;
        copyProgram();
        Path start = Files.createDirectories(root.resolve("usr/bin")).resolve(BuildInstaller.NAME);
        Files.createSymbolicLink(start, Path.of("/" + PROGRAM + "/bin/" + BuildInstaller.NAME));
        file("packaging/systemd/system/groundmist-sync.service", "usr/lib/systemd/system/");
        file("packaging/systemd/user/groundmist-sync.service", "usr/lib/systemd/user/");
        file("packaging/systemd/environment", "etc/groundmist-sync/");
        file("packaging/systemd/sysusers.conf", "usr/lib/sysusers.d/groundmist-sync.conf");
        if (edition.hasWindow()) {
            file("packaging/linux/xyz.groundmist.sync.desktop", "usr/share/applications/");
            String theme = "usr/share/icons/hicolor/";
            for (int size : Icons.LINUX) {
                file(
                        icons.png(size).toString(),
                        theme + size + "x" + size + "/apps/groundmist-sync.png");
            }
            file("icons/icon.svg", theme + "scalable/apps/groundmist-sync.svg");
        }
        manual();
        documents();
        for (Path each : all()) {
            if (!Files.isSymbolicLink(each)) {
                Files.setLastModifiedTime(each, FileTime.from(BuildInstaller.DATE));
            }
        }
    }

    private void copyProgram() throws IOException {
        Path to = root.resolve(PROGRAM);
        try (Stream<Path> files = Files.walk(program)) {
            for (Path each : files.toList()) {
                Path copy = to.resolve(program.relativize(each).toString());
                if (Files.isDirectory(each, LinkOption.NOFOLLOW_LINKS)) {
                    Files.createDirectories(copy);
                } else {
                    Files.copy(
                            each,
                            copy,
                            LinkOption.NOFOLLOW_LINKS,
                            StandardCopyOption.COPY_ATTRIBUTES);
                }
            }
        }
    }

    private void manual() throws IOException, InterruptedException {
        String launcher = program.resolve("bin").resolve(BuildInstaller.NAME).toString();
        Path page = Files.createDirectories(root.resolve("usr/share/man/man1"));
        byte[] manual = command.ask(List.of(launcher, "manual"), Map.of());
        try (OutputStream out =
                new GZIPOutputStream(Files.newOutputStream(page.resolve("groundmist-sync.1.gz")))) {
            out.write(manual);
        }
        Path completions =
                Files.createDirectories(root.resolve("usr/share/bash-completion/completions"));
        Files.write(
                completions.resolve(BuildInstaller.NAME),
                command.ask(List.of(launcher, "generate-completion"), Map.of()));
    }

    private void documents() throws IOException {
        String documents = "usr/share/doc/" + edition.packageName() + "/";
        file("LICENSE", documents + "copyright");
        file("docs/backup.md", documents);
        file("docs/headless.md", documents);
        licences.write(
                program.resolve("lib/app"),
                edition.hasWindow(),
                root.resolve(documents).resolve("licences"));
    }

    /**
     * @param to ends with / when the name stays
     */
    private void file(String from, String to) throws IOException {
        Path source = Path.of(from);
        Path target = root.resolve(to.endsWith("/") ? to + source.getFileName() : to);
        Files.createDirectories(target.getParent());
        Files.copy(source, target);
        Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rw-r--r--"));
    }

    List<Path> all() throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.sorted().toList();
        }
    }

    /** In bytes. */
    long size() throws IOException {
        long bytes = 0;
        for (Path each : all()) {
            if (Files.isRegularFile(each, LinkOption.NOFOLLOW_LINKS)) bytes += Files.size(each);
        }
        return bytes;
    }
}
