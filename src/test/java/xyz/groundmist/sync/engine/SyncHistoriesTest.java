package xyz.groundmist.sync.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Random histories of Automerge clients around one of our servers, ending in the same document
 * everywhere. A failure names its seed: run {@code history(seed)} alone to see it again.
 */
class SyncHistoriesTest {
    private static final int HISTORIES_PER_RUN = 300;
    private static final long[] SIZES = {1, 150, 700, Long.MAX_VALUE};

    /** Rounds until silence, plus one per message of a delta that is sent in parts. */
    private static final int ROUNDS = 12;

    @ParameterizedTest(name = "histories from seed {0}")
    @ValueSource(longs = {1_000, 2_000, 3_000, 4_000, 5_000, 6_000, 7_000, 8_000, 9_000, 10_000})
    void clientsAndServerEndWithTheSameDocument(long firstSeed) {
        for (long seed = firstSeed; seed < firstSeed + HISTORIES_PER_RUN; seed++) {
            try {
                new History(seed).run();
            } catch (Throwable e) {
                throw new AssertionError("the history of seed " + seed + " failed", e);
            }
        }
    }

    private static final class History {
        private final Random random;
        private final SyncServer server = new SyncServer();
        private final List<OracleClient> clients = new ArrayList<>();
        private final List<byte[]> savedDocuments = new ArrayList<>();

        History(long seed) {
            random = new Random(seed);
            server.maxSend = SIZES[random.nextInt(SIZES.length)];
            server.maxReceive = SIZES[random.nextInt(SIZES.length)];
        }

        void run() {
            int count = 2 + random.nextInt(3);
            for (int i = 0; i < count; i++) clients.add(new OracleClient(server, random));
            clients.getFirst().edit();
            for (int steps = 10 + random.nextInt(30); steps > 0; steps--) step(anyone());
            settle();
            clients.forEach(OracleClient::close);
        }

        private OracleClient anyone() {
            return clients.get(random.nextInt(clients.size()));
        }

        private OracleClient.State anyState() {
            return OracleClient.State.values()[random.nextInt(3)];
        }

        private void step(OracleClient client) {
            switch (random.nextInt(32)) {
                case 0 -> client.reconnect(anyState());
                case 1 -> client.merge(anyone());
                case 2 -> client.rememberState();
                case 3 -> savedDocuments.add(client.document().save());
                case 4 -> server.evict();
                case 5 -> rareDisaster(client);
                case 6, 7, 8, 9, 10, 11, 12, 13 -> client.edit();
                case 14, 15, 16, 17 -> client.speak();
                case 18, 19, 20, 21 -> client.serverReads();
                case 22, 23, 24, 25 -> client.serverSpeaks();
                case 26, 27, 28, 29 -> client.read();
                default -> client.exchange();
            }
        }

        private void rareDisaster(OracleClient client) {
            switch (random.nextInt(6)) {
                case 0 -> client.loseEverything(anyState());
                case 1 -> {
                    if (savedDocuments.isEmpty()) return;
                    int which = random.nextInt(savedDocuments.size());
                    client.goBackTo(savedDocuments.get(which), anyState());
                }
                case 2 -> {
                    server.restart();
                    reconnectAll();
                }
                case 3 -> {
                    server.restoreFirst(random.nextInt(server.size() + 1));
                    reconnectAll();
                }
                default -> {
                    for (int i = 0; i < 10; i++) client.edit();
                }
            }
        }

        private void reconnectAll() {
            for (OracleClient client : clients) client.reconnect(anyState());
        }

        private void settle() {
            int most = 0;
            for (OracleClient client : clients) client.answers = 0;
            boolean busy = true;
            for (int round = 0; busy; round++) {
                busy = false;
                for (OracleClient client : clients) busy |= client.exchange();
                most = ROUNDS + (server.maxSend == Long.MAX_VALUE ? 0 : 2 * server.size());
                assertThat(round).as("rounds until all are silent").isLessThan(most);
            }
            for (OracleClient client : clients) {
                assertThat(client.answers).as("messages to one client").isLessThan(most);
                assertThat(client.heads()).as("a client's heads").isEqualTo(server.heads());
                assertThat(DocumentText.of(client.document()))
                        .isEqualTo(OracleClient.load(server.bodies()));
                assertThat(client.peer().refusal()).isNull();
            }
        }
    }
}
