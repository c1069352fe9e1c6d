import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** A package for Debian and what comes of it, where {@code dpkg-deb} is there to make it. */
record DebianPackage(Edition edition, String version, Command command) {
    private static final String MAINTAINER = "Groundmist <groundmist@users.noreply.github.com>";

    /**
     * A sixth smaller than with zstd, for a minute and a half of a processor (docs/performance.md).
     */
    private static final List<String> COMPRESSION = List.of("-Zxz", "-z8");

    void make(PackageTree tree, Path folder) throws IOException, InterruptedException {
        if (!Command.has("dpkg-deb")) return;
        String architecture = System.getProperty("os.arch").equals("aarch64") ? "arm64" : "amd64";
        Path control = Files.createDirectories(tree.root().resolve("DEBIAN"));
        Files.writeString(control.resolve("control"), control(tree, architecture));
        Files.writeString(control.resolve("conffiles"), "/" + PackageTree.SETTINGS + "\n");
        for (String script : List.of("postinst", "prerm", "postrm")) {
            Path to = control.resolve(script);
            Files.copy(BuildInstaller.PACKAGING.resolve("linux/deb").resolve(script), to);
            Files.setPosixFilePermissions(to, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        Files.write(control.resolve("md5sums"), sums(tree));
        String name = edition.packageName() + "_" + version + "_" + architecture + ".deb";
        command.run(
                List.of(
                        "dpkg-deb",
                        "--root-owner-group",
                        COMPRESSION.getFirst(),
                        COMPRESSION.getLast(),
                        "--build",
                        tree.root().toString(),
                        folder.resolve(name).toString()),
                Map.of("SOURCE_DATE_EPOCH", Long.toString(BuildInstaller.DATE.getEpochSecond())));
        BuildInstaller.remove(control);
    }

    private String control(PackageTree tree, String architecture) throws IOException {
        // what Java's own libraries are linked against, and what JavaFX loads
        String needs =
                edition.hasWindow()
                        ? "libc6, libgtk-3-0 | libgtk-3-0t64, libasound2 | libasound2t64, libx11-6,"
                                + " libxext6, libxi6, libxrender1, libxtst6"
                        : "libc6";
        String helps = edition.hasWindow() ? "libgl1, libxxf86vm1" : "bash-completion";
        return """
        Package: %s
        Version: %s
        Section: net
        Priority: optional
        Architecture: %s
        Maintainer: %s
        Installed-Size: %d
        Depends: %s
        Recommends: %s
        Conflicts: %s
        Replaces: %s
        Description: %s
         Keeps the documents of apps that are built on automerge-repo, on this machine,
         in step across your devices, and open to nobody you haven't let in.
        """
                .formatted(
                        edition.packageName(),
                        version,
                        architecture,
                        MAINTAINER,
                        tree.size() >> 10,
                        needs,
                        helps,
                        edition.other().packageName(),
                        edition.other().packageName(),
                        edition.description());
    }

    private static List<String> sums(PackageTree tree) throws IOException {
        var sums = new ArrayList<String>();
        for (Path each : tree.all()) {
            String name = tree.root().relativize(each).toString();
            if (name.startsWith("DEBIAN") || name.equals(PackageTree.SETTINGS)) continue;
            if (!Files.isRegularFile(each, LinkOption.NOFOLLOW_LINKS)) continue;
            sums.add(md5(Files.readAllBytes(each)) + "  " + name);
        }
        return sums;
    }

    private static String md5(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has MD5", e);
        }
    }
}
