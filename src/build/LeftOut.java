import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What of Java's own modules isn't shipped on Linux. Trays and windows do without AWT there, and
 * nothing here prints, plays sounds, uses Swing or transforms XML; Java's own messages stay
 * English. A fifth of java.desktop is left, as JavaFX and java.beans name its types.
 */
final class LeftOut {
    private static final List<String> PACKAGES =
            List.of(
                    "java.desktop/javax/swing",
                    "java.desktop/com/sun/java/swing",
                    "java.desktop/sun/swing",
                    "java.desktop/javax/sound",
                    "java.desktop/com/sun/media",
                    "java.desktop/javax/print",
                    "java.desktop/sun/print",
                    "java.desktop/javax/imageio",
                    "java.desktop/java/awt/desktop",
                    "java.desktop/java/awt/dnd",
                    "java.desktop/java/awt/event",
                    "java.desktop/java/awt/im",
                    "java.desktop/java/awt/image",
                    "java.desktop/java/awt/peer",
                    "java.desktop/java/awt/print",
                    "java.desktop/com/sun/imageio",
                    "java.desktop/sun/awt",
                    "java.desktop/sun/java2d",
                    "java.desktop/sun/font",
                    "java.xml/com/sun/org/apache/bcel",
                    "java.xml/com/sun/org/apache/xalan/internal/xsltc");

    private static final List<String> LIBRARIES =
            List.of(
                    "awt",
                    "awt_headless",
                    "awt_xawt",
                    "fontmanager",
                    "freetype",
                    "javajpeg",
                    "jawt",
                    "jsound",
                    "lcms",
                    "mlib_image",
                    "splashscreen");

    private static final Pattern TRANSLATION =
            Pattern.compile(".*_(de|es|fr|it|ja|ko|pt_BR|sv|zh_(CN|HK|TW))\\.(class|properties)");

    private LeftOut() {}

    /**
     * Options for jlink.
     *
     * @param list is written: the files, one a line
     */
    static String options(Path list) throws IOException {
        Path modules = FileSystems.getFileSystem(URI.create("jrt:/")).getPath("/modules");
        List<String> files = translations(modules);
        for (String each : PACKAGES) {
            if (!Files.isDirectory(modules.resolve(each))) continue; // of another Java
            try (Stream<Path> folders = Files.walk(modules.resolve(each))) {
                for (Path folder : folders.filter(Files::isDirectory).toList()) {
                    files.addAll(allButTheSmallest(folder));
                }
            }
        }
        Files.write(list, files);
        var libraries = new ArrayList<String>();
        for (String each : LIBRARIES) libraries.add("/java.desktop/lib/lib" + each + ".so");
        return "--exclude-resources=@%s --exclude-files=%s"
                .formatted(list, String.join(",", libraries));
    }

    /** Of what Java itself has to say, which only the log hears. */
    private static List<String> translations(Path modules) throws IOException {
        var files = new ArrayList<String>();
        for (String each : List.of("java.base", "java.desktop", "java.logging", "java.xml")) {
            try (Stream<Path> all = Files.walk(modules.resolve(each))) {
                all.filter(file -> TRANSLATION.matcher(file.toString()).matches())
                        .forEach(file -> files.add(inModules(file)));
            }
        }
        return files;
    }

    private static String inModules(Path file) {
        return file.toString().substring("/modules".length());
    }

    /** A package has to be there, with a class if it had any: the module says that it is. */
    private static List<String> allButTheSmallest(Path folder) throws IOException {
        try (Stream<Path> inside = Files.list(folder)) {
            List<Path> files = inside.filter(Files::isRegularFile).toList();
            Comparator<Path> bySize = Comparator.comparingLong(LeftOut::size);
            Comparator<Path> classesFirst = Comparator.comparing(file -> !isNeeded(file));
            Path kept = files.stream().min(classesFirst.thenComparing(bySize)).orElse(null);
            return files.stream()
                    .filter(file -> !file.equals(kept))
                    .map(LeftOut::inModules)
                    .toList();
        }
    }

    private static boolean isNeeded(Path file) {
        String name = file.toString();
        return name.endsWith(".class") && !TRANSLATION.matcher(name).matches();
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
