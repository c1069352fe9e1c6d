package xyz.groundmist.sync.backup;

import org.automerge.Document;
import org.automerge.ObjectId;
import org.automerge.Transaction;

import xyz.groundmist.sync.engine.Change;
import xyz.groundmist.sync.engine.ChangeGraph;
import xyz.groundmist.sync.engine.ChangeHash;
import xyz.groundmist.sync.engine.DocumentId;
import xyz.groundmist.sync.engine.EngineLimits;
import xyz.groundmist.sync.home.Home;
import xyz.groundmist.sync.home.Settings;
import xyz.groundmist.sync.space.SpaceFolder;
import xyz.groundmist.sync.store.Append;
import xyz.groundmist.sync.store.SpaceName;
import xyz.groundmist.sync.store.SpaceStore;
import xyz.groundmist.sync.store.StoredDocument;

import java.nio.ByteBuffer;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/** Data folders with documents that Automerge wrote. */
final class House {
    static final SpaceName LIBRARY = new SpaceName("xyz.groundmist.library");
    static final SpaceName NOTEBOOK = new SpaceName("xyz.groundmist.notebook");

    private House() {}

    static Home start(Path folder) throws Exception {
        var flags = new Settings.Flags(folder.toString(), "0", null, true);
        return Home.start(Settings.read(flags, Map.of()), Map.of());
    }

    /** A data folder that a server has run in, with two spaces; none runs now. */
    static Path furnished(Path folder) throws Exception {
        start(folder).close();
        Files.writeString(folder.resolve("settings.json"), "{\"port\": 4567}");
        for (SpaceName name : List.of(LIBRARY, NOTEBOOK)) {
            SpaceFolder place =
                    SpaceFolder.create(folder.resolve("spaces"), name, "storage-of-this-machine");
            try (var store = SpaceStore.open(place.path(), name)) {
                for (int number = 1; number <= 3; number++) write(store, number, 5 * number);
            }
        }
        return folder;
    }

    static DocumentId id(int number) {
        return DocumentId.of(ByteBuffer.allocate(16).putInt(number).array());
    }

    /** Stores a document of so many changes. */
    static void write(SpaceStore store, int number, int changes) throws Exception {
        var graph = new ChangeGraph();
        var document = new Document();
        for (int i = 0; i < changes; i++) {
            var heads = document.getHeads();
            try (Transaction tx = document.startTransaction()) {
                tx.set(ObjectId.ROOT, "key", "value " + number + "/" + i);
                tx.commit();
            }
            byte[] chunk = document.encodeChangesSince(heads);
            Change change = Change.parse(ByteBuffer.wrap(chunk), EngineLimits.DEFAULT);
            graph.add(change);
            append(store, number, i, change, graph);
        }
        document.free();
    }

    private static void append(
            SpaceStore store, int number, int index, Change change, ChangeGraph graph)
            throws Exception {
        var done = new CompletableFuture<Boolean>();
        store.append(
                new Append(
                        id(number),
                        index,
                        List.of(new Append.NewChange(graph.row(change), change.chunk())),
                        graph.heads(),
                        failure -> done.complete(failure == null)));
        if (!done.get()) throw new AssertionError("the document could not be stored");
    }

    /** The heads of every document of a data folder that no server runs for. */
    static Map<String, List<ChangeHash>> heads(Path folder) throws Exception {
        Map<String, List<ChangeHash>> heads = new TreeMap<>();
        for (SpaceFolder space : spaces(folder).values()) {
            try (var store = SpaceStore.open(space.path(), space.name())) {
                for (StoredDocument document : store.documents()) {
                    heads.put(space.name() + "/" + document.id(), document.heads());
                }
            }
        }
        return heads;
    }

    static SpaceFolder space(Path folder, SpaceName name) throws Exception {
        return Objects.requireNonNull(spaces(folder).get(name));
    }

    static Map<SpaceName, SpaceFolder> spaces(Path folder) throws Exception {
        Map<SpaceName, SpaceFolder> spaces = new HashMap<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(folder.resolve("spaces"))) {
            for (Path one : all) {
                SpaceFolder space = SpaceFolder.read(one);
                if (space != null) spaces.put(space.name(), space);
            }
        }
        return spaces;
    }
}
