import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A package for Fedora and its kin, where {@code rpmbuild} is there to make it. */
record RpmPackage(Edition edition, String version, Command command) {
    void make(PackageTree tree, Path folder) throws IOException, InterruptedException {
        if (!Command.has("rpmbuild")) return;
        Path work = Files.createDirectories(tree.root().resolveSibling("rpm"));
        Path written = work.resolve("package.spec");
        String text =
                Files.readString(BuildInstaller.PACKAGING.resolve("linux/groundmist-sync.spec"));
        Files.writeString(
                written,
                text.replace("@NAME@", edition.packageName())
                        .replace("@OTHER@", edition.other().packageName())
                        .replace("@VERSION@", version)
                        .replace("@SUMMARY@", edition.description())
                        .replace("@NEEDS@", edition.hasWindow() ? "Requires: gtk3, alsa-lib" : "")
                        .replace("@TREE@", tree.root().toString())
                        .replace("@WINDOW@", edition.hasWindow() ? window() : ""));
        command.run(
                List.of(
                        "rpmbuild",
                        "-bb",
                        "--define",
                        "_topdir " + work,
                        "--define",
                        "_rpmdir " + folder,
                        "--define",
                        "_rpmfilename %{NAME}-%{VERSION}.%{ARCH}.rpm",
                        written.toString()),
                Map.of("SOURCE_DATE_EPOCH", Long.toString(BuildInstaller.DATE.getEpochSecond())));
        BuildInstaller.remove(work);
    }

    private static String window() {
        return """
        /usr/share/applications/xyz.groundmist.sync.desktop
        /usr/share/icons/hicolor/*/apps/groundmist-sync.*
        """;
    }
}
