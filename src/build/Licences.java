import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;

/**
 * Under which terms each library is shipped: what its POM, or the one that it inherits from, says.
 * One that says nothing stops the build.
 */
final class Licences {
    /** Files of a jar that its licence wants to be passed on. */
    private static final String TEXTS = "(?i)(META-INF/)?(licen[cs]e|notice|about)[-.A-Za-z0-9]*";

    private final Path repository;
    private final Map<String, Path> poms = new HashMap<>();

    /**
     * @param repository Maven's own, on this machine
     */
    Licences(Path repository) throws IOException {
        this.repository = repository;
        try (Stream<Path> all = Files.walk(repository)) {
            all.filter(file -> file.toString().endsWith(".pom"))
                    .forEach(file -> poms.put(file.getFileName().toString(), file));
        }
    }

    /** Writes the list, and beside it the texts that the libraries bring with them. */
    void write(Path jars, boolean withWindow, Path folder) throws IOException {
        var list = new ArrayList<String>();
        list.add("Groundmist Sync is under the MIT licence (copyright). With it come:");
        list.add("");
        try (Stream<Path> files = Files.list(jars)) {
            for (Path jar : files.filter(f -> f.toString().endsWith(".jar")).sorted().toList()) {
                String name = jar.getFileName().toString().replaceFirst("\\.jar$", "");
                if (name.startsWith(BuildInstaller.NAME)) continue;
                list.add("- " + name + ": " + licence(name));
                copyTexts(jar, folder.resolve(name));
            }
        }
        list.add(
                "- the Java runtime (OpenJDK): GPL 2 with the Classpath Exception; its texts are"
                        + " in legal,");
        list.add("  in the runtime's folder");
        if (withWindow) list.add("- JavaFX, in that runtime: GPL 2 with the Classpath Exception");
        Files.createDirectories(folder);
        Files.write(folder.resolve("list.md"), list);
    }

    private String licence(String name) throws IOException {
        Path pom = poms.get(name + ".pom");
        while (pom != null) {
            Element project = parse(pom);
            var found = new ArrayList<String>();
            for (Element all : children(project, "licenses")) {
                for (Element one : children(all, "license")) {
                    found.add((text(one, "name") + " " + text(one, "url")).strip());
                }
            }
            if (!found.isEmpty()) return String.join(" or ", found);
            List<Element> parent = children(project, "parent");
            pom = parent.isEmpty() ? null : inherited(parent.getFirst());
        }
        throw new IOException(name + " doesn't say under which licence it is");
    }

    private Path inherited(Element parent) {
        String artifact = text(parent, "artifactId");
        String version = text(parent, "version");
        return repository
                .resolve(text(parent, "groupId").replace('.', '/'))
                .resolve(artifact)
                .resolve(version)
                .resolve(artifact + "-" + version + ".pom");
    }

    private static Element parse(Path pom) throws IOException {
        try {
            var factory = DocumentBuilderFactory.newInstance();
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            return factory.newDocumentBuilder().parse(pom.toFile()).getDocumentElement();
        } catch (ParserConfigurationException | SAXException e) {
            throw new IOException(pom + " can't be read", e);
        }
    }

    private static List<Element> children(Element parent, String name) {
        var found = new ArrayList<Element>();
        for (Node each = parent.getFirstChild(); each != null; each = each.getNextSibling()) {
            if (each instanceof Element element && element.getTagName().equals(name)) {
                found.add(element);
            }
        }
        return found;
    }

    private static String text(Element parent, String name) {
        List<Element> found = children(parent, name);
        return found.isEmpty() ? "" : found.getFirst().getTextContent().strip();
    }

    private static void copyTexts(Path jar, Path folder) throws IOException {
        try (var zip = new ZipFile(jar.toFile(), StandardCharsets.UTF_8)) {
            for (ZipEntry entry :
                    (Iterable<ZipEntry>) zip.stream().map(ZipEntry.class::cast)::iterator) {
                if (entry.isDirectory() || !entry.getName().matches(TEXTS)) continue;
                Files.createDirectories(folder);
                Path to = folder.resolve(entry.getName().replaceFirst("(?i)^META-INF/", ""));
                if (!Files.exists(to)) Files.copy(zip.getInputStream(entry), to);
            }
        }
    }
}
