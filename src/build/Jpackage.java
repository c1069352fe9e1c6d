import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What jpackage is told on each system, beside {@code jpackage.cfg}: first to make the program with
 * its runtime, then, on macOS and Windows, an installer of that. Linux's packages are made without
 * it, as they hold a service and a manual page as well.
 *
 * @param work what is made of an edition: {@code jars}, {@code modules}, {@code icons} are read,
 *     the program is written
 */
record Jpackage(OperatingSystem system, Edition edition, String version, Path work) {
    // in the environment, of whoever has certificates: docs/installers.md
    private static final String MAC_SIGNER = "MAC_SIGNING_KEY_USER_NAME";
    private static final String MAC_NOTARY = "MAC_NOTARY_PROFILE";
    private static final String WINDOWS_SIGNER = "WINDOWS_SIGNING_THUMBPRINT";

    /** Must never change: by it Windows knows that a package is another version of this program. */
    private static final String UPGRADES = "8d1f3c52-6a0e-4b7e-9a53-2f0c4de1b7a6";

    /** What people read below its icon. */
    private static final String TITLE = "Groundmist Sync";

    /** {@code Jpackage SYSTEM VERSION WORK}: prints what would be run there, a word a line. */
    public static void main(String[] arguments) throws IOException {
        Path work = Path.of(arguments[2]);
        var there =
                new Jpackage(OperatingSystem.of(arguments[0]), Edition.DESKTOP, arguments[1], work);
        there.image().forEach(System.out::println);
        there.signing(System.getenv()).ifPresent(words -> words.forEach(System.out::println));
        there.installer(work).ifPresent(words -> words.forEach(System.out::println));
        there.sealing(there.named(work), System.getenv())
                .ifPresent(words -> words.forEach(System.out::println));
    }

    /** The file name of the program that is made, without what the system adds. */
    String title() {
        return system == OperatingSystem.LINUX ? BuildInstaller.NAME : TITLE;
    }

    /** The folder that is made. */
    Path program() {
        return work.resolve(title() + (system == OperatingSystem.MAC ? ".app" : ""));
    }

    /** Where in it the jars lie, and the launchers' configurations. */
    Path jars() {
        return program()
                .resolve(
                        switch (system) {
                            case LINUX -> "lib/app";
                            case MAC -> "Contents/app";
                            case WINDOWS -> "app";
                        });
    }

    /** Where in it Java looks for its own native code. */
    Path javasLibraries() {
        return program()
                .resolve(
                        switch (system) {
                            case LINUX -> "lib/runtime/lib";
                            case MAC -> "Contents/runtime/Contents/Home/lib";
                            case WINDOWS -> "runtime/bin";
                        });
    }

    /** The launcher that people at a command line call. */
    Path launcher() {
        return program()
                .resolve(
                        switch (system) {
                            case LINUX -> "bin/" + BuildInstaller.NAME;
                            case MAC -> "Contents/MacOS/" + BuildInstaller.NAME;
                            case WINDOWS -> BuildInstaller.NAME + ".exe";
                        });
    }

    List<String> image() throws IOException {
        var words = start("app-image");
        words.addAll(List.of("--app-version", forSystem()));
        words.addAll(List.of("--input", work.resolve("jars").toString()));
        words.addAll(List.of("--main-jar", mainJar()));
        words.addAll(List.of("--dest", work.toString()));
        words.addAll(List.of("--icon", icon().toString()));
        if (edition.hasWindow()) {
            words.addAll(List.of("--module-path", work.resolve("modules").toString()));
            words.addAll(List.of("--add-modules", "javafx.controls"));
        }
        for (String option : javaOptions()) words.addAll(List.of("--java-options", option));
        switch (system) {
            case LINUX -> {
                String leftOut = LeftOut.options(work.resolve("left-out"));
                words.addAll(List.of("--jlink-options", leftOut));
            }
            case MAC -> {
                words.addAll(List.of("--name", TITLE));
                words.addAll(List.of("--add-launcher", command("macos")));
                words.addAll(List.of("--mac-package-identifier", "xyz.groundmist.sync"));
                words.addAll(List.of("--mac-app-category", "utilities"));
                words.addAll(List.of("--resource-dir", work.resolve("resources").toString()));
            }
            case WINDOWS -> {
                words.addAll(List.of("--name", TITLE));
                words.addAll(List.of("--add-launcher", command("windows")));
            }
        }
        // by which the worker watches its memory where the system doesn't
        // (documents.worker.OwnLimits)
        if (system != OperatingSystem.LINUX) {
            words.addAll(List.of("--add-modules", "jdk.management"));
        }
        return words;
    }

    /** Signs the program where it lies; empty where nobody is to, as on Linux. */
    Optional<List<String>> signing(Map<String, String> environment) {
        if (system == OperatingSystem.WINDOWS) return signtool(program(), environment);
        String signer = environment.getOrDefault(MAC_SIGNER, "");
        if (system == OperatingSystem.LINUX || signer.isBlank()) return Optional.empty();
        var words = new ArrayList<>(List.of(Command.ofJava("jpackage"), "--type", "app-image"));
        words.addAll(List.of("--app-image", program().toString(), "--mac-sign"));
        words.addAll(List.of("--mac-signing-key-user-name", signer));
        words.addAll(List.of("--mac-entitlements", "packaging/macos/groundmist-sync.entitlements"));
        return Optional.of(words);
    }

    /** Puts the program into the system's kind of package; empty on Linux. */
    Optional<List<String>> installer(Path to) {
        if (system == OperatingSystem.LINUX) return Optional.empty();
        var words = new ArrayList<>(List.of(Command.ofJava("jpackage"), "--type", ending()));
        words.addAll(List.of("--app-image", program().toString()));
        words.addAll(List.of("--name", TITLE, "--vendor", "Groundmist"));
        words.addAll(List.of("--description", edition.description()));
        words.addAll(List.of("--app-version", forSystem()));
        words.addAll(List.of("--dest", to.toString()));
        if (system == OperatingSystem.WINDOWS) {
            words.addAll(List.of("--win-upgrade-uuid", UPGRADES));
            words.addAll(List.of("--win-per-user-install", "--win-menu"));
            words.addAll(List.of("--win-menu-group", "Groundmist"));
            // where people's programs are; jpackage's own choice is the folder of the documents
            words.addAll(List.of("--install-dir", "Programs\\" + TITLE));
        }
        return Optional.of(words);
    }

    /** What {@link #installer} makes. */
    Path made(Path to) {
        return to.resolve(TITLE + "-" + forSystem() + "." + ending());
    }

    /** What it is then called. */
    Path named(Path to) {
        return to.resolve(BuildInstaller.NAME + "-" + version + "." + ending());
    }

    /** Signs that, and on macOS has Apple look at it; empty where nobody is to. */
    Optional<List<String>> sealing(Path installer, Map<String, String> environment) {
        if (system == OperatingSystem.WINDOWS) return signtool(installer, environment);
        if (environment.getOrDefault(MAC_NOTARY, "").isBlank()) return Optional.empty();
        return Optional.of(List.of("packaging/macos/notarise", installer.toString()));
    }

    private static Optional<List<String>> signtool(Path path, Map<String, String> environment) {
        if (environment.getOrDefault(WINDOWS_SIGNER, "").isBlank()) return Optional.empty();
        return Optional.of(
                List.of(
                        "powershell",
                        "-NoProfile",
                        "-File",
                        "packaging/windows/sign.ps1",
                        path.toString()));
    }

    private String ending() {
        return system == OperatingSystem.MAC ? "dmg" : "msi";
    }

    /**
     * The version as jpackage takes it: macOS' has no 0 in front, so there 0.3.1 is 1.3.1. What
     * people see there is in {@code packaging/macos/Info.plist}.
     */
    String forSystem() {
        boolean early = system == OperatingSystem.MAC && version.startsWith("0.");
        return early ? "1" + version.substring(1) : version;
    }

    private static ArrayList<String> start(String type) {
        return new ArrayList<>(
                List.of(Command.ofJava("jpackage"), "--type", type, "@jpackage.cfg"));
    }

    private Path icon() {
        String ending =
                switch (system) {
                    case LINUX -> ".png";
                    case MAC -> ".icns";
                    case WINDOWS -> ".ico";
                };
        return work.resolve("icons").resolve(BuildInstaller.NAME + ending);
    }

    private static String command(String system) {
        return BuildInstaller.NAME + "=packaging/" + system + "/command.properties";
    }

    private String mainJar() throws IOException {
        try (Stream<Path> jars = Files.list(work.resolve("jars"))) {
            return jars.map(file -> file.getFileName().toString())
                    .filter(name -> name.startsWith(BuildInstaller.NAME + "-"))
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
        // native code that was unpacked when the program was packed (Jars)
        options.add("-Djava.library.path=$APPDIR");
        options.add("-Dorg.sqlite.lib.path=$APPDIR");
        // a cache that doesn't fit is no news for people, and standard output is for results
        options.add("-Xlog:disable");
        if (system == OperatingSystem.LINUX) options.add("-XX:TrimNativeHeapInterval=30000");
        return options;
    }
}
