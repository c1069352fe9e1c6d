import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.jar.Manifest;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * The jars as they are shipped: native code lies beside them (else it would be unpacked at every
 * start), and only that of this system; entries aren't compressed, as the package is, and much
 * better as a whole; without signatures, which nobody checks there, and which keep Java from
 * putting a jar's classes into its cache.
 *
 * @param to what is shipped, jars and native code
 */
record Jars(Path to, OperatingSystem system, Command command) {
    private static final String JAR = ".jar";
    private static final Pattern SIGNATURE = Pattern.compile("META-INF/[^/]+\\.(SF|RSA|DSA|EC)");

    /** SQLite's and Automerge's. */
    private static final Pattern NATIVE_CODE =
            Pattern.compile("(?:org/sqlite/)?native/(?:[^/]+/){1,2}[^/]+");

    /** JavaFX's, in the jar of one system. */
    private static final Pattern JAVAFX_CODE = Pattern.compile("[^/]+\\.(so|dylib|dll)");

    /** Those of a folder that belong to an edition. */
    void ship(Path folder, Edition edition) throws IOException, InterruptedException {
        Files.createDirectories(to);
        for (Path jar : in(folder)) {
            if (edition.holds(jar.getFileName().toString())) copy(jar, NATIVE_CODE);
        }
    }

    /** JavaFX's modules. */
    void shipModules(Path folder) throws IOException, InterruptedException {
        Files.createDirectories(to);
        for (Path jar : in(folder)) copy(jar, JAVAFX_CODE);
    }

    private static List<Path> in(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(JAR)).sorted().toList();
        }
    }

    private void copy(Path jar, Pattern nativeCode) throws IOException, InterruptedException {
        try (var from = new ZipFile(jar.toFile());
                var out =
                        new ZipOutputStream(Files.newOutputStream(to.resolve(jar.getFileName())))) {
            out.setMethod(ZipOutputStream.STORED);
            for (ZipEntry entry :
                    (Iterable<ZipEntry>) from.stream().map(ZipEntry.class::cast)::iterator) {
                String name = entry.getName();
                if (entry.isDirectory() || SIGNATURE.matcher(name).matches()) continue;
                try (InputStream in = from.getInputStream(entry)) {
                    if (!nativeCode.matcher(name).matches()) {
                        add(out, entry, content(name, in));
                    } else if (nativeCode == JAVAFX_CODE || system.isCodeOfIts(name)) {
                        unpack(in, to.resolve(name.substring(name.lastIndexOf('/') + 1)));
                    }
                }
            }
        }
    }

    private static byte[] content(String name, InputStream in) throws IOException {
        if (!name.equals("META-INF/MANIFEST.MF")) return in.readAllBytes();
        var manifest = new Manifest(in);
        manifest.getEntries().clear(); // what signatures refer to
        var bytes = new ByteArrayOutputStream();
        manifest.write(bytes);
        return bytes.toByteArray();
    }

    private static void add(ZipOutputStream out, ZipEntry entry, byte[] content)
            throws IOException {
        var copy = new ZipEntry(entry.getName());
        copy.setLastModifiedTime(FileTime.fromMillis(entry.getTime()));
        var sum = new CRC32();
        sum.update(content);
        copy.setCrc(sum.getValue());
        copy.setSize(content.length);
        out.putNextEntry(copy);
        out.write(content);
        out.closeEntry();
    }

    private void unpack(InputStream in, Path file) throws IOException, InterruptedException {
        // Automerge asks for its library by this version; training fails if it has another
        String name = file.getFileName().toString();
        Path named =
                name.contains("automerge_jni.")
                        ? file.resolveSibling(
                                name.replace("automerge_jni.", "automerge_jni_0_2_0."))
                        : file;
        Files.copy(in, named, StandardCopyOption.REPLACE_EXISTING);
        strip(named, system, command);
    }

    /** Takes from native code what only a debugger reads. */
    static void strip(Path code, OperatingSystem system, Command command)
            throws IOException, InterruptedException {
        if (system != OperatingSystem.LINUX) return;
        command.run(List.of("strip", "--strip-unneeded", code.toString()), Map.of());
    }
}
