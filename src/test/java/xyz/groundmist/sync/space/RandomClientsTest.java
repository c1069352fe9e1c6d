package xyz.groundmist.sync.space;

import static org.assertj.core.api.Assertions.assertThat;

import static xyz.groundmist.sync.space.Patience.pause;
import static xyz.groundmist.sync.space.Patience.talk;
import static xyz.groundmist.sync.space.Patience.until;
import static xyz.groundmist.sync.space.Stage.ALICE;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import xyz.groundmist.sync.engine.DocumentId;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** Many apps at once, each on a thread of its own, whose sockets stall, break and come back. */
@Timeout(60)
class RandomClientsTest {
    private static final int CLIENTS = 5;
    private static final int DEEDS = 80;
    private static final List<DocumentId> DOCUMENTS =
            IntStream.range(0, 3).mapToObj(Stage::document).toList();

    @TempDir Path folder;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void allEndWithTheSame(long seed) throws Exception {
        var random = new Random(seed);
        // Batches and messages so small that most are taken and sent in parts.
        int batch = 100 << random.nextInt(8);
        try (var stage = new Stage(folder, Stage.limits(batch, 100 << random.nextInt(8)))) {
            var clients = new ArrayList<OracleClient>();
            for (int i = 0; i < CLIENTS; i++) {
                clients.add(stage.client("client " + i, ALICE, "storage " + i));
            }
            perform(clients, seed, random.nextBoolean() ? stage : null);
            for (OracleClient client : clients) {
                client.socket().pace(FakeSocket.Pace.AT_ONCE);
                client.socket().readOne();
                if (client.socket().closeCode() != null) client.reconnect();
                for (DocumentId id : DOCUMENTS) client.edit(id, "end of " + client.peerId(), "1");
            }
            talk("all agree (seed " + seed + ")", clients, () -> agree(clients));
            for (OracleClient client : clients) client.disconnect();
            until("all is let go", () -> stage.openDocuments() == 0);
        }
    }

    private static void perform(List<OracleClient> clients, long seed, @Nullable Stage failing)
            throws Exception {
        try (var threads = Executors.newFixedThreadPool(CLIENTS)) {
            var ends = new ArrayList<Future<?>>();
            for (OracleClient client : clients) {
                var random = new Random(seed * 31 + client.peerId().hashCode());
                ends.add(
                        threads.submit(() -> {
                            for (int i = 0; i < DEEDS; i++) deed(client, random);
                        }));
            }
            if (failing != null) failNowAndThen(failing, ends);
            for (Future<?> end : ends) await(end);
        }
    }

    /** The store fails for a moment, again and again, while the clients are at it. */
    private static void failNowAndThen(Stage stage, List<Future<?>> ends) throws Exception {
        try (var intruder = stage.intruder()) {
            intruder.run("PRAGMA busy_timeout = 5000");
            while (!ends.stream().allMatch(Future::isDone)) {
                pause(Duration.ofMillis(30));
                intruder.failCommits();
                pause(Duration.ofMillis(3));
                intruder.repair();
                stage.space().restIdleDocuments();
            }
        }
    }

    private static void await(Future<?> end) throws Exception {
        try {
            end.get(20, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new AssertionError("a client failed", e.getCause());
        }
    }

    private static void deed(OracleClient client, Random random) {
        DocumentId id = DOCUMENTS.get(random.nextInt(DOCUMENTS.size()));
        if (client.socket().closeCode() != null) client.reconnectWithState();
        switch (random.nextInt(12)) {
            case 0 -> client.disconnect();
            case 1 -> client.socket().pace(FakeSocket.Pace.STOPPED);
            case 2, 3 -> {
                client.socket().pace(FakeSocket.Pace.ELSEWHERE);
                client.socket().readOne();
            }
            case 4, 5, 6 -> client.edit(id, "k" + random.nextInt(5), "v" + random.nextInt());
            case 7 -> pause(Duration.ofMillis(random.nextInt(4)));
            default -> client.step();
        }
    }

    private static boolean agree(List<OracleClient> clients) {
        for (OracleClient client : clients) {
            if (client.socket().closeCode() != null) client.reconnect();
            for (DocumentId id : DOCUMENTS) {
                if (!client.heads(id).equals(clients.getFirst().heads(id))) return false;
            }
        }
        assertThat(clients.getFirst().text(DOCUMENTS.getFirst())).contains("end of client 0");
        return true;
    }
}
