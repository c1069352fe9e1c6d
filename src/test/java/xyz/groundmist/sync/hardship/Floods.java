package xyz.groundmist.sync.hardship;

import static org.assertj.core.api.Assertions.assertThat;

import xyz.groundmist.sync.hardship.Forgery.Made;
import xyz.groundmist.sync.wire.DocumentUnavailable;
import xyz.groundmist.sync.wire.Ephemeral;
import xyz.groundmist.sync.wire.Message;
import xyz.groundmist.sync.wire.RemoteSubscriptionChange;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Too much of what is fine once. */
final class Floods {
    private static final byte[] ACTOR = {9, 9, 9, 9};

    private Floods() {}

    static Stream<Attack> all() {
        return Stream.of(
                new Attack("requests for documents that don't exist", Floods::requests),
                new Attack("requests whose answers nobody reads", Floods::unreadAnswers),
                new Attack("ephemeral messages", Floods::ephemeral),
                new Attack("remote subscriptions", Floods::subscriptions),
                new Attack("questions about a long document", Floods::questions),
                new Attack("readers that never read large documents", Floods::neverReading),
                new Attack("sockets that come and go", Floods::comeAndGo),
                new Attack("thousands of sockets", Floods::thousandsOfSockets));
    }

    private static void requests(BesiegedServer server, Forgery forgery) throws IOException {
        for (int socket = 0; socket < 3; socket++) {
            try (var peer = Intruder.joined(server, 1, "asking-" + socket)) {
                int asked = 25_000;
                var reader =
                        Thread.ofVirtual()
                                .start(() -> {
                                    try {
                                        for (int n = 0; n < asked; ) {
                                            Message next = peer.read();
                                            if (next == null) return;
                                            if (next instanceof DocumentUnavailable) n++;
                                        }
                                    } catch (IOException e) {
                                        throw new AssertionError(e);
                                    }
                                });
                for (int i = 0; i < asked; i++) peer.request(forgery.document(), Forgery.NOTHING);
                reader.join(30_000);
                assertThat(reader.isAlive()).as("all were answered").isFalse();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private static void unreadAnswers(BesiegedServer server, Forgery forgery) throws IOException {
        var peers = new ArrayList<Intruder>();
        try {
            for (int socket = 0; socket < 10; socket++) {
                var peer = Intruder.open(server, 1, 4_096).join("deaf-" + socket);
                peers.add(peer);
                for (int i = 0; i < 15_000; i++) {
                    if (i % 2 == 0) peer.request(forgery.document(), Forgery.NOTHING);
                    else peer.request("no document " + i, Forgery.NOTHING);
                }
            }
        } catch (IOException e) {
            // closed for it
        }
        for (Intruder peer : peers) peer.close();
    }

    private static void ephemeral(BesiegedServer server, Forgery forgery) throws IOException {
        String document = forgery.document();
        var listeners = new ArrayList<Intruder>();
        for (int i = 0; i < 10; i++) {
            var deaf = Intruder.open(server, 1, 4_096).join("listener-" + i);
            deaf.sync(document, Forgery.NOTHING);
            listeners.add(deaf);
        }
        try (var peer = Intruder.joined(server, 1, "shouting")) {
            peer.sync(document, Forgery.NOTHING);
            byte[] data = new byte[10_000];
            for (int i = 0; i < 20_000; i++) {
                peer.send(
                        new Ephemeral(
                                "shouting" + "x".repeat(240),
                                "x",
                                document,
                                "y".repeat(240) + i,
                                i,
                                ByteBuffer.wrap(data)));
            }
        }
        for (Intruder listener : listeners) listener.close();
    }

    private static void subscriptions(BesiegedServer server, Forgery forgery) throws IOException {
        try (var peer = Intruder.joined(server, 1, "watching")) {
            for (int i = 0; i < 200; i++) peer.sync(forgery.document(), Forgery.NOTHING);
            for (int i = 0; i < 300; i++) {
                var storages = new ArrayList<String>();
                for (int n = 0; n < 1_000; n++) storages.add("storage-" + i + "-" + n);
                peer.send(new RemoteSubscriptionChange("watching", "x", storages, List.of()));
            }
        }
    }

    /** Each question costs a walk through the whole document. */
    private static void questions(BesiegedServer server, Forgery forgery) throws Exception {
        String document = forgery.document();
        var chunks = new ArrayList<byte[]>();
        var last = new Made(new byte[0], new byte[0]);
        for (int seq = 1; seq <= 50_000; seq++) {
            List<byte[]> deps = seq == 1 ? List.of() : List.of(last.hash());
            last = Forgery.change(deps, ACTOR, seq, seq, 1);
            chunks.add(last.chunk());
        }
        var peers = new ArrayList<Intruder>();
        for (int i = 0; i < 4; i++) {
            var peer = Intruder.joined(server, 1, "curious-" + i);
            if (i == 0) {
                peer.sync(document, Forgery.message(List.of(last.hash()), List.of(), chunks));
            }
            peers.add(peer);
            Thread.ofVirtual()
                    .start(() -> {
                        try {
                            while (peer.read() != null) {}
                        } catch (IOException e) {
                            // over
                        }
                    });
        }
        long end = System.nanoTime() + 4_000_000_000L;
        while (System.nanoTime() < end) {
            for (Intruder peer : peers) {
                var question =
                        Forgery.message(
                                List.of(forgery.bytes(32)),
                                List.of(),
                                List.of(),
                                Forgery.bloom(60_000),
                                List.of());
                peer.sync(document, question);
            }
            Thread.sleep(2);
        }
        for (Intruder peer : peers) peer.close();
    }

    /** One document of many changes, and one of a single change, both of 12 MB. */
    private static void neverReading(BesiegedServer server, Forgery forgery) throws Exception {
        String many = forgery.document();
        String one = forgery.document();
        try (var author = Intruder.joined(server, 1, "author")) {
            var chunks = new ArrayList<byte[]>();
            var last = new Made(new byte[0], new byte[0]);
            for (int seq = 1; seq <= 120; seq++) {
                List<byte[]> deps = seq == 1 ? List.of() : List.of(last.hash());
                byte[] photo = forgery.bytes(100_000);
                last = Forgery.change(deps, ACTOR, seq, seq, 1, photo, false);
                chunks.add(last.chunk());
            }
            author.sync(many, Forgery.message(List.of(last.hash()), List.of(), chunks));
            author.isUnavailable(many);
            Made large = Forgery.change(List.of(), ACTOR, 1, 1, 1, forgery.bytes(12 << 20), false);
            author.sync(
                    one, Forgery.message(List.of(large.hash()), List.of(), List.of(large.chunk())));
            author.isUnavailable(one);
        }
        var peers = new ArrayList<Intruder>();
        for (int i = 0; i < 120; i++) {
            var deaf = Intruder.open(server, 1, 4_096).join("never-" + i);
            deaf.request(i % 2 == 0 ? many : one, Forgery.NOTHING);
            peers.add(deaf);
        }
        Thread.sleep(3_000);
        for (Intruder peer : peers) peer.close();
    }

    private static void comeAndGo(BesiegedServer server, Forgery forgery) throws IOException {
        for (int i = 0; i < 1_500; i++) {
            try (var peer = Intruder.open(server, 1)) {
                peer.join("fleeting-" + i % 7);
                peer.sync(forgery.document(), Forgery.NOTHING);
            } catch (IOException e) {
                assertThat(e).hasMessageContaining("503"); // the last ones aren't gone yet
            }
        }
    }

    /** As many as there may be with nine tokens, one more, and 2,500 that show no token. */
    private static void thousandsOfSockets(BesiegedServer server, Forgery forgery)
            throws Exception {
        var peers = new ArrayList<Intruder>();
        try {
            for (int grant = 1; grant <= 9; grant++) {
                for (int i = 0; i < 200; i++) {
                    peers.add(Intruder.open(server, grant));
                }
                try (var more = new Intruder(server.port())) {
                    assertThat(more.upgrade(server.token(grant))).startsWith("HTTP/1.1 503");
                }
            }
            for (int i = 0; i < 2_500; i++) {
                var stranger = new Intruder(server.port());
                stranger.write("GET / HTTP/1.1\r\n");
                peers.add(stranger);
            }
            for (int i = 0; i < 100 && server.fileDescriptors() > 2_300; i++) Thread.sleep(50);
            assertThat(server.fileDescriptors()).as("most strangers went").isLessThan(2_300);
        } finally {
            for (Intruder peer : peers) peer.close();
        }
    }
}
