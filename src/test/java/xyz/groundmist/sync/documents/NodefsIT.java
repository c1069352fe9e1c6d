package xyz.groundmist.sync.documents;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import xyz.groundmist.sync.clients.NodePackages;
import xyz.groundmist.sync.documents.Documents.Which;
import xyz.groundmist.sync.engine.DocumentId;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Folders that automerge-repo wrote, and folders that automerge-repo reads. */
class NodefsIT {
    private static final JsonMapper JSON = new JsonMapper();

    @TempDir Path folder;

    private static JsonNode node(String release, List<String> arguments) throws Exception {
        Path packages = NodePackages.installed(release);
        var command = new ArrayList<>(List.of("node", "folders.mjs"));
        command.addAll(arguments);
        Process node =
                new ProcessBuilder(command)
                        .directory(packages.toFile())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        String said = new String(node.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(node.waitFor()).isZero();
        return JSON.readTree(said.lines().toList().getLast());
    }

    private static TreeMap<String, String> content(Path root) throws IOException {
        var content = new TreeMap<String, String>();
        try (Stream<Path> all = Files.walk(root)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                byte[] hash = NodefsFolder.sha256().digest(Files.readAllBytes(file));
                content.put(root.relativize(file).toString(), HexFormat.of().formatHex(hash));
            }
        }
        return content;
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.1.2", "2.5.6"})
    void whatAutomergeRepoWroteIsBroughtInAndWhatWeWriteItReads(String release) throws Exception {
        Path theirs = Files.createDirectories(folder.resolve("data/xyz/example/notes"));
        JsonNode written = node(release, List.of("write", theirs.toString()));
        assertThat(written).hasSize(5);
        var before = content(theirs);
        assertThat(before.keySet()).anyMatch(name -> name.contains("incremental"));
        assertThat(before.keySet()).anyMatch(name -> name.contains("snapshot"));

        List<NodefsFolder.Found> found = NodefsFolder.below(folder.resolve("data"), List.of());
        assertThat(found)
                .singleElement()
                .satisfies(one -> {
                    assertThat(one.space()).isEqualTo(Library.SPACE);
                    assertThat(one.documents()).isEqualTo(5);
                    assertThat(one.folder().root()).isEqualTo(theirs);
                });
        try (var library = new Library(folder.resolve("ours"))) {
            var at = new ArrayList<Integer>();
            TransferReport report =
                    library.documents.importFolder(
                            new NodefsFolder(theirs), Library.SPACE, (done, _) -> at.add(done));
            assertThat(report.problems()).isEmpty();
            assertThat(report.documents()).isEqualTo(5);
            assertThat(report.added()).isEqualTo(report.changes()).isPositive();
            assertThat(at).containsExactly(0, 1, 2, 3, 4, 5);
            TransferReport again =
                    library.documents.importFolder(
                            new NodefsFolder(theirs), Library.SPACE, (_, _) -> {});
            assertThat(again.added()).isZero();
            assertThat(again.documents()).isEqualTo(5);
            assertThat(content(theirs)).as("the original is untouched").isEqualTo(before);
            for (String id : written.propertyNames()) {
                var which = new Which(Library.SPACE, Objects.requireNonNull(DocumentId.parse(id)));
                assertThat(JSON.readTree(library.documents.view(which, null, "", 0)).get("value"))
                        .isEqualTo(JSON.readTree(written.get(id).get("json").asString()));
            }

            Path out = folder.resolve("out");
            TransferReport exported =
                    library.documents.export(
                            library.documents.all(null), out, "folder", (_, _) -> {});
            assertThat(exported.problems()).isEmpty();
            assertThat(exported.documents()).isEqualTo(5);
            var ours = content(out);
            library.documents.export(library.documents.all(null), out, "folder", (_, _) -> {});
            assertThat(content(out)).as("the same a second time").isEqualTo(ours);
            var read =
                    new ArrayList<>(List.of("read", out.resolve("xyz/example/notes").toString()));
            read.addAll(written.propertyNames());
            assertThat(node(release, read)).isEqualTo(written);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.1.2", "2.5.6"})
    void aSnapshotOfOursIsNamedAsTheirs(String release) throws Exception {
        Path theirs = Files.createDirectories(folder.resolve("theirs"));
        JsonNode written = node(release, List.of("write", theirs.toString()));
        Path ours = folder.resolve("ours-out");
        try (var library = new Library(folder.resolve("ours"))) {
            library.documents.importFolder(new NodefsFolder(theirs), Library.SPACE, (_, _) -> {});
            library.documents.export(library.documents.all(null), ours, "folder", (_, _) -> {});
        }
        // automerge-repo opens what we wrote, changes nothing, and so writes no other snapshot
        Path root = ours.resolve("xyz/example/notes");
        var before = content(root).keySet().stream().filter(n -> n.contains("snapshot")).toList();
        var read = new ArrayList<>(List.of("read", root.toString()));
        read.addAll(written.propertyNames());
        node(release, read);
        assertThat(content(root).keySet().stream().filter(n -> n.contains("snapshot")).toList())
                .isEqualTo(before);
    }
}
