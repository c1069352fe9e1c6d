package xyz.groundmist.sync.clients;

import static org.assertj.core.api.Assertions.assertThat;

import org.automerge.Document;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import tools.jackson.databind.JsonNode;

import xyz.groundmist.sync.engine.ChangeHash;
import xyz.groundmist.sync.engine.DocumentId;
import xyz.groundmist.sync.store.Snapshot;
import xyz.groundmist.sync.store.SpaceName;
import xyz.groundmist.sync.store.SpaceStore;
import xyz.groundmist.sync.store.StoredDocument;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;

/** Real clients of every release read a snapshot with its tail, and write on. */
final class SnapshotClientsIT {
    private static final Duration LONG = Duration.ofMinutes(2);
    private static final int EDITS = 4_000;
    private static final int TAIL = 150;

    @RegisterExtension static final Cast CAST = new Cast();

    @Test
    void everyReleaseReadsItAndWritesOn() throws Exception {
        Assumptions.assumeTrue(CAST.server() instanceof GroundmistServer, "it has no snapshots");
        var server = (GroundmistServer) CAST.server();
        Client alice = CAST.client(Release.NEWEST, "alice");
        String novel = alice.create(Map.of("text", ""));
        alice.writeLongHistory(novel, "text", EDITS);
        Client witness = CAST.client(Release.NEWEST, "witness");
        witness.awaitFound(novel);
        witness.awaitHeads(novel, alice.heads(novel), LONG);
        witness.leave();

        server.stop();
        long snapshot = keepSnapshot(server.data(), novel);
        server.start();

        for (Release release : Release.values()) {
            Client reader = CAST.client(release, "reader-" + release);
            reader.awaitFound(novel, LONG);
            reader.awaitHeads(novel, alice.heads(novel), LONG);
            assertThat(reader.digest(novel, "text")).isEqualTo(alice.digest(novel, "text"));
            assertThat(reader.traffic().bytesReceived())
                    .isBetween(snapshot, snapshot + TAIL * 200L);
            alice.awaitConnected();
            reader.insert(novel, "text", 0, "As " + release + " read it: ");
            alice.awaitSameAs(reader, novel);
            alice.insert(novel, "text", EDITS / 2, " and ");
            reader.awaitSameAs(alice, novel);
            assertThat(reader.digest(novel, "text")).isEqualTo(alice.digest(novel, "text"));
        }

        JsonNode listed = server.command(List.of("documents", "list")).get(0);
        assertThat(listed.get("snapshot").asLong()).isEqualTo(snapshot);
        assertThat(listed.get("bytes").asLong()).isGreaterThan(10 * snapshot);
    }

    /** Of all but the last changes; returns its length. */
    private static long keepSnapshot(Path data, String id) throws Exception {
        Path folder = Objects.requireNonNull(StoredSpace.find(data.resolve("spaces"), Cast.SPACE));
        try (var store = SpaceStore.open(folder, new SpaceName(Cast.SPACE))) {
            DocumentId document = Objects.requireNonNull(DocumentId.parse(id));
            StoredDocument stored = Objects.requireNonNull(store.find(document));
            int changes = stored.changes() - TAIL;
            var oracle = new Document();
            for (byte[] body : store.bodies(stored.row(), IntStream.range(0, changes).toArray())) {
                oracle.applyEncodedChanges(body);
            }
            List<ChangeHash> heads =
                    Arrays.stream(oracle.getHeads())
                            .map(hash -> ChangeHash.of(hash.getBytes()))
                            .sorted()
                            .toList();
            byte[] chunk = oracle.save();
            oracle.free();
            assertThat(store.compaction().keep(document, new Snapshot(changes, heads, chunk)))
                    .isTrue();
            assertThat(store.compaction().pack(document)).isTrue();
            return chunk.length;
        }
    }
}
