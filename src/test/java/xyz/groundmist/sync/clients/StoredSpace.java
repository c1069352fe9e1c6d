package xyz.groundmist.sync.clients;

import org.jspecify.annotations.Nullable;

import xyz.groundmist.sync.engine.Change;
import xyz.groundmist.sync.engine.ChangeGraph;
import xyz.groundmist.sync.engine.ChangeHash;
import xyz.groundmist.sync.engine.EngineLimits;
import xyz.groundmist.sync.store.SpaceName;
import xyz.groundmist.sync.store.SpaceStore;
import xyz.groundmist.sync.store.StoredDocument;

import java.io.IOException;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What a dead server left of one space, read from a copy of its files, change by change. */
record StoredSpace(Map<String, ChangeGraph> documents, List<String> problems) {
    /**
     * @param data the server's data folder, which stays as it is
     * @param scratch a folder for the copy, which is deleted again
     */
    static StoredSpace read(Path data, String space, Path scratch) throws Exception {
        Path folder = find(data.resolve("spaces"), space);
        if (folder == null) return new StoredSpace(Map.of(), List.of());
        Path copy = Files.createTempDirectory(scratch, "copy-");
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) Files.copy(file, copy.resolve(file.getFileName()));
        }
        var name = Objects.requireNonNull(SpaceName.parse(space));
        try (var store = SpaceStore.open(copy, name)) {
            var problems = new ArrayList<>(store.integrityCheck());
            var documents = new HashMap<String, ChangeGraph>();
            for (StoredDocument document : store.documents()) {
                var graph = ChangeGraph.load(store.graphRows(document));
                documents.put(document.id().toString(), graph);
                if (!graph.heads().equals(document.heads())) {
                    problems.add("the heads of " + document.id() + " are not its graph's");
                }
                int[] all = IntStream.range(0, document.changes()).toArray();
                List<byte[]> bodies = store.bodies(document.row(), all);
                for (int index : all) {
                    Change change =
                            Change.parse(ByteBuffer.wrap(bodies.get(index)), EngineLimits.DEFAULT);
                    if (!change.hash().equals(graph.hash(index))) {
                        problems.add("change %d of %s is another".formatted(index, document.id()));
                    }
                }
            }
            return new StoredSpace(documents, problems);
        } finally {
            ServerProcess.remove(copy);
        }
    }

    static @Nullable Path find(Path spaces, String space) throws IOException {
        if (!Files.exists(spaces)) return null;
        try (Stream<Path> folders = Files.list(spaces)) {
            for (Path folder : folders.toList()) {
                var description = new Properties();
                try (Reader in = Files.newBufferedReader(folder.resolve("space.properties"))) {
                    description.load(in);
                } catch (NoSuchFileException e) {
                    continue;
                }
                if (space.equals(description.getProperty("domain"))) return folder;
            }
        }
        return null;
    }

    boolean holds(String document, String head) {
        ChangeGraph graph = documents.get(document);
        return graph != null && graph.contains(ChangeHash.parse(head));
    }

    List<String> heads(String document) {
        ChangeGraph graph = documents.get(document);
        return graph == null
                ? List.of()
                : graph.heads().stream().map(ChangeHash::toString).toList();
    }

    int changes() {
        return documents.values().stream().mapToInt(ChangeGraph::size).sum();
    }
}
