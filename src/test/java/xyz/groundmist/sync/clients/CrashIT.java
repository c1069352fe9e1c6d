package xyz.groundmist.sync.clients;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * The server dies at random moments, again and again, while clients edit. Whatever it had told any
 * of them that it has, in the heads of a sync message, is in its database afterwards.
 *
 * <p>A killed process loses nothing that it wrote, synced or not; so there is a second story, in
 * which the power is cut. {@code -Dcrash.deaths=200} makes both longer, {@code -Dcrash.seed=…}
 * repeats the moments of an earlier run.
 */
final class CrashIT {
    private static final int DEATHS = Integer.getInteger("crash.deaths", 5);
    private static final long SEED = Long.getLong("crash.seed", System.nanoTime());
    private static final int LATEST_DEATH_MILLIS = 1_500;
    private static final Duration BETWEEN_EDITS = Duration.ofMillis(80);
    private static final int EDITS_BETWEEN_DOCUMENTS = 40;
    private static final Duration CONVERGENCE = Duration.ofSeconds(60);

    /** What happens to the disk while the server is dead. */
    @FunctionalInterface
    private interface Accident {
        void happens() throws Exception;
    }

    private final Random random = new Random(SEED);
    private final Deque<AutoCloseable> closing = new ArrayDeque<>();
    private final List<Client> clients = new ArrayList<>();
    private final List<String> shared = new ArrayList<>();

    /** By document, every head that the server has ever told anyone. */
    private final Map<String, Set<String>> claimed = new HashMap<>();

    private Path folder = Path.of("");

    @BeforeEach
    void makeFolder() throws Exception {
        Path parent = Files.createDirectories(Path.of("target", "clients"));
        folder = Files.createTempDirectory(parent, "crash-");
    }

    @AfterEach
    void close() throws Exception {
        while (!closing.isEmpty()) closing.pop().close();
        ServerProcess.remove(folder);
    }

    @Test
    void whatAClientSawAcknowledgedSurvivesKills() throws Exception {
        diesAgainAndAgain("kill", newServer(), () -> {});
    }

    @Test
    void whatAClientSawAcknowledgedSurvivesPowerCuts() throws Exception {
        GroundmistServer server = newServer();
        var disk = new PowerCutDisk(folder, server.data());
        closing.push(disk);
        diesAgainAndAgain("power cut", server, disk::cut);
    }

    private GroundmistServer newServer() throws Exception {
        var server = new GroundmistServer(Files.createDirectory(folder.resolve("server")));
        closing.push(server);
        return server;
    }

    private void diesAgainAndAgain(String death, GroundmistServer server, Accident accident)
            throws Exception {
        System.out.printf("CrashIT: %d times %s, -Dcrash.seed=%d%n", DEATHS, death, SEED);
        closing.push(server::killIfRunning);
        server.start();
        everyoneEdits(server);
        int told = 0;
        int toldSomethingNew = 0;
        for (int i = 1; i <= DEATHS; i++) {
            awaitMoment(i);
            server.kill();
            int now = hearLastWords();
            accident.happens();
            StoredSpace left = StoredSpace.read(server.data(), Cast.SPACE, folder);
            System.out.printf(
                    "CrashIT: %s %d: %d new heads told, %d changes stored%n",
                    death, i, now, left.changes());
            assertNothingIsLost(left, "after %s %d of seed %d".formatted(death, i, SEED));
            told += now;
            if (now > 0) toldSomethingNew++;
            server.start();
        }
        // Else nobody would have noticed a loss.
        assertThat(toldSomethingNew).isGreaterThanOrEqualTo((DEATHS + 1) / 2);
        assertThat(told).isGreaterThan(10 * DEATHS);
        assertEveryoneHasEverything(server);
    }

    /** Mostly while everyone syncs; at times while the server has barely begun. */
    private void awaitMoment(int death) throws InterruptedException {
        if (death % 4 != 0) for (Client client : clients) client.awaitClaim();
        Thread.sleep(random.nextInt(LATEST_DEATH_MILLIS));
    }

    private void everyoneEdits(GroundmistServer server) throws Exception {
        var url = Client.Options.at(server.url(Cast.SPACE));
        for (Release release : List.of(Release.V2_5_6, Release.V1_1_2)) {
            var node = new NodeClients(release);
            closing.push(node);
            for (int i = 0; i < 3; i++) clients.add(new Client(node, "editor-" + i, url));
        }
        for (Client client : clients) {
            client.awaitConnected();
            client.recordClaims();
        }
        for (int i = 0; i < 3; i++) shared.add(clients.get(i).create(Map.of("text", "")));
        for (Client client : clients) {
            for (String document : shared) client.awaitFound(document);
        }
        for (Client client : clients) {
            client.startEditing(shared, BETWEEN_EDITS, EDITS_BETWEEN_DOCUMENTS);
        }
    }

    /** How many heads the server told since its last death that it hadn't told before. */
    private int hearLastWords() {
        int fresh = 0;
        for (Client client : clients) {
            for (var claims : client.claims().entrySet()) {
                var known = claimed.computeIfAbsent(claims.getKey(), _ -> new HashSet<>());
                for (String head : claims.getValue()) if (known.add(head)) fresh++;
            }
        }
        return fresh;
    }

    private void assertNothingIsLost(StoredSpace left, String when) {
        assertThat(left.problems()).as("the database %s", when).isEmpty();
        claimed.forEach((document, heads) -> {
            List<String> lost = heads.stream().filter(h -> !left.holds(document, h)).toList();
            assertThat(lost)
                    .as("changes of %s that a client was told are stored, lost %s", document, when)
                    .isEmpty();
        });
    }

    /** Nobody edits any more: all come to the same heads, and those are what is stored. */
    private void assertEveryoneHasEverything(GroundmistServer server) throws Exception {
        for (Client client : clients) client.stopEditing();
        long deadline = System.nanoTime() + CONVERGENCE.toNanos();
        Map<String, Set<List<String>>> heads = headsOfClients();
        while (heads.values().stream().anyMatch(held -> held.size() > 1)) {
            assertThat(System.nanoTime()).as("still apart: %s", heads).isLessThan(deadline);
            Thread.sleep(200);
            heads = headsOfClients();
        }
        server.stop();
        StoredSpace left = StoredSpace.read(server.data(), Cast.SPACE, folder);
        assertThat(left.problems()).isEmpty();
        heads.forEach((document, held) ->
                assertThat(held)
                        .as("heads of %s at clients, and those stored", document)
                        .containsExactly(left.heads(document)));
        System.out.printf(
                "CrashIT: %d changes of %d documents at last%n", left.changes(), heads.size());
    }

    /** By document, the heads that clients have of it, once each is in step with the server. */
    private Map<String, Set<List<String>>> headsOfClients() {
        var heads = new HashMap<String, Set<List<String>>>();
        for (Client client : clients) {
            client.awaitInStep(CONVERGENCE);
            for (String document : client.documents()) {
                heads.computeIfAbsent(document, _ -> new HashSet<>()).add(client.heads(document));
            }
        }
        return heads;
    }
}
