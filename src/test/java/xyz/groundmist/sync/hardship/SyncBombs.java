package xyz.groundmist.sync.hardship;

import static org.assertj.core.api.Assertions.assertThat;

import xyz.groundmist.sync.hardship.Forgery.Made;
import xyz.groundmist.sync.wire.Request;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** Sync messages that claim, cost or hold more than they should. */
final class SyncBombs {
    private static final int PROTOCOL = 1002;
    private static final int TOO_BIG = 1009;
    private static final byte[] ACTOR = {1, 2, 3, 4};

    private SyncBombs() {}

    static Stream<Attack> all() {
        return Stream.of(
                new Attack("document ids that are paths", SyncBombs::paths),
                new Attack("sync messages cut short", SyncBombs::cutShort),
                new Attack("sync messages with a bit turned", SyncBombs::bitTurned),
                new Attack("counts that claim too much", SyncBombs::counts),
                new Attack("a change that claims 2^40 operations", SyncBombs::claimedOps),
                new Attack("a change that inflates to 100 MB", SyncBombs::inflating),
                new Attack("references to nowhere", SyncBombs::nowhere),
                new Attack("changes that cost seconds to check", SyncBombs::costlyChanges),
                new Attack("orphans without end", SyncBombs::orphans),
                new Attack("filters and heads without end", SyncBombs::claims),
                new Attack("filters of 4 MB from many at once", SyncBombs::largeFilters));
    }

    private static void paths(BesiegedServer server, Forgery forgery) throws IOException {
        try (var peer = Intruder.joined(server, 1, "paths")) {
            for (String path :
                    List.of("../../etc/passwd", "..", "/", "\0", "CON", "", "a".repeat(64))) {
                peer.sync(path, Forgery.NOTHING);
                assertThat(peer.isUnavailable(path)).isTrue();
            }
            peer.sync("a".repeat(65), Forgery.NOTHING);
            assertThat(peer.closeCode()).isEqualTo(TOO_BIG);
        }
    }

    /** A well-made message of several parts. */
    private static byte[] specimen(Forgery forgery) {
        var first = Forgery.change(List.of(), ACTOR, 1, 1, 1);
        var second = Forgery.change(List.of(first.hash()), ACTOR, 2, 2, 1);
        return Forgery.message(
                List.of(second.hash()),
                List.of(forgery.bytes(32)),
                List.of(forgery.bytes(32)),
                Forgery.bloom(50),
                List.of(first.chunk(), second.chunk()));
    }

    private static void cutShort(BesiegedServer server, Forgery forgery) throws IOException {
        byte[] whole = specimen(forgery);
        for (int length = 0; length < whole.length; length += 13) {
            try (var peer = Intruder.joined(server, 1, "short-" + length)) {
                peer.sync(forgery.document(), Arrays.copyOf(whole, length));
                assertThat(peer.closeCode()).as("of %s bytes", length).isEqualTo(PROTOCOL);
            }
        }
    }

    /** Whatever comes of each: the server may take, refuse or close. */
    private static void bitTurned(BesiegedServer server, Forgery forgery) throws IOException {
        byte[] whole = specimen(forgery);
        Intruder peer = Intruder.joined(server, 1, "bits");
        for (int i = 0; i < 400; i++) {
            byte[] turned = whole.clone();
            turned[i * 7919 % whole.length] ^= (byte) (1 << i % 8);
            try {
                peer.sync(forgery.document(), turned);
                if (i % 20 == 0) peer.hearsNothing(20);
            } catch (IOException e) {
                peer.close();
                peer = Intruder.joined(server, 1, "bits");
            }
        }
        peer.close();
    }

    private static void counts(BesiegedServer server, Forgery forgery) throws IOException {
        byte[] many = Forgery.uleb(1L << 60);
        byte[][] messages = {
            join(new byte[] {0x42}, many),
            join(new byte[] {0x42, 0}, many),
            join(new byte[] {0x42, 0, 0}, many),
            join(new byte[] {0x42, 0, 0, 0}, many),
            join(new byte[] {0x42, 0, 0, 0, 1}, many),
            join(new byte[] {0x42, 0, 0, 1, 0}, Forgery.prefixed(join(many, new byte[] {10, 7}))),
            join(
                    new byte[] {0x42, 0, 0, 1, 0},
                    Forgery.prefixed(join(new byte[] {1}, many, new byte[] {7, 0}))),
            join(new byte[] {0x42, 0, 0, 1, 0}, Forgery.prefixed(join(new byte[] {1, 1}, many))),
        };
        for (byte[] message : messages) {
            try (var peer = Intruder.joined(server, 1, "counts")) {
                peer.sync(forgery.document(), message);
                assertThat(peer.closeCode()).isEqualTo(PROTOCOL);
            }
        }
    }

    static byte[] join(byte[]... parts) {
        var all = ByteBuffer.allocate(Arrays.stream(parts).mapToInt(p -> p.length).sum());
        for (byte[] part : parts) all.put(part);
        return all.array();
    }

    /** The change is refused: the document stays unavailable, said once however often it comes. */
    private static void isRefused(BesiegedServer server, Forgery forgery, Made change)
            throws IOException {
        try (var peer = Intruder.joined(server, 1, "refused")) {
            String document = forgery.document();
            byte[] message =
                    Forgery.message(List.of(change.hash()), List.of(), List.of(change.chunk()));
            peer.sync(document, message);
            assertThat(peer.isUnavailable(document)).isTrue();
            for (int i = 0; i < 50; i++) peer.sync(document, message);
            assertThat(peer.hearsNothing(100)).isTrue();
        }
    }

    private static void claimedOps(BesiegedServer server, Forgery forgery) throws IOException {
        isRefused(server, forgery, Forgery.change(List.of(), ACTOR, 1, 1, 1L << 31));
        isRefused(
                server,
                forgery,
                Forgery.change(List.of(), ACTOR, 1, 1, 1L << 40, new byte[4_000], false));
    }

    private static void inflating(BesiegedServer server, Forgery forgery) throws IOException {
        Made bomb = Forgery.change(List.of(), ACTOR, 1, 1, 1, new byte[100 << 20], true);
        assertThat(bomb.chunk()).hasSizeLessThan(200_000);
        isRefused(server, forgery, bomb);
        try (var peer = Intruder.joined(server, 1, "bombs")) {
            for (int i = 0; i < 30; i++) {
                peer.sync(
                        forgery.document(),
                        Forgery.message(List.of(bomb.hash()), List.of(), List.of(bomb.chunk())));
            }
        }
    }

    /** A predecessor's sequence that is none, and operations that begin at another's. */
    private static void nowhere(BesiegedServer server, Forgery forgery) throws IOException {
        isRefused(server, forgery, Forgery.change(List.of(), ACTOR, 7, 1, 1));
        var first = Forgery.change(List.of(), ACTOR, 1, 1, 1);
        var clash = Forgery.change(List.of(first.hash()), ACTOR, 2, 1, 1);
        try (var peer = Intruder.joined(server, 1, "nowhere")) {
            String document = forgery.document();
            peer.sync(
                    document,
                    Forgery.message(
                            List.of(clash.hash()),
                            List.of(),
                            List.of(first.chunk(), clash.chunk())));
            assertThat(peer.isUnavailable(document)).as("the good change is kept").isFalse();
        }
    }

    /** Each is a hundred bytes long and has as many operations as one may. */
    private static void costlyChanges(BesiegedServer server, Forgery forgery) throws Exception {
        var peers = new ArrayList<Intruder>();
        for (int i = 0; i < 6; i++) {
            var chunks = new ArrayList<byte[]>();
            var last = new Made(new byte[0], new byte[0]);
            for (int seq = 1; seq <= 200; seq++) {
                List<byte[]> deps = seq == 1 ? List.of() : List.of(last.hash());
                last = Forgery.change(deps, ACTOR, seq, 1 + (seq - 1L) * (8 << 20), 8 << 20);
                chunks.add(last.chunk());
            }
            var peer = Intruder.joined(server, 1, "costly-" + i);
            peer.sync(forgery.document(), Forgery.message(List.of(last.hash()), List.of(), chunks));
            peers.add(peer);
        }
        for (Intruder peer : peers) {
            assertThat(peer.closeCode()).isEqualTo(1013);
            peer.close();
        }
    }

    /** As much as the heap has, on many documents, from a few sockets: the last are refused. */
    private static void orphans(BesiegedServer server, Forgery forgery) throws IOException {
        var peers = new ArrayList<Intruder>();
        for (int socket = 0; socket < 4; socket++) {
            var peer = Intruder.joined(server, 1, "orphans-" + socket);
            peers.add(peer);
            String document = "";
            for (int i = 0; i < 60; i++) {
                document = forgery.document();
                var chunks = new ArrayList<byte[]>();
                Made last = Forgery.change(List.of(), ACTOR, 1, 1, 1);
                for (int n = 0; n < 8; n++) {
                    last =
                            Forgery.change(
                                    List.of(forgery.bytes(32)),
                                    ACTOR,
                                    2,
                                    2,
                                    1,
                                    forgery.bytes(100_000),
                                    false);
                    chunks.add(last.chunk());
                }
                peer.sync(document, Forgery.message(List.of(last.hash()), List.of(), chunks));
            }
            assertThat(peer.isUnavailable(document)).isTrue();
        }
        for (Intruder peer : peers) peer.close();
    }

    /** Heads that nobody knows and filters stay until the sender is in step. */
    private static void claims(BesiegedServer server, Forgery forgery) throws IOException {
        try (var peer = Intruder.joined(server, 1, "claims")) {
            var heads = new ArrayList<byte[]>();
            for (int i = 0; i < 8_000; i++) heads.add(forgery.bytes(32));
            byte[] message =
                    Forgery.message(heads, List.of(), List.of(), Forgery.bloom(1 << 20), List.of());
            for (int i = 0; i < 300; i++) {
                peer.send(new Request("claims", "x", forgery.document(), ByteBuffer.wrap(message)));
            }
            assertThat(peer.closeCode()).isEqualTo(1008);
        } catch (IOException e) {
            // closed while still writing
        }
    }

    private static void largeFilters(BesiegedServer server, Forgery forgery) throws Exception {
        byte[] filter = Forgery.prefixed(Forgery.bloom(4_000_000));
        byte[] message = join(new byte[] {0x42, 0, 0, 1, 0}, filter, new byte[1]);
        var threads = new ArrayList<Thread>();
        for (int i = 0; i < 20; i++) {
            var peer = Intruder.joined(server, 1, "filters-" + i);
            threads.add(
                    Thread.ofVirtual()
                            .start(() -> {
                                try (peer) {
                                    peer.sync(forgery.document(), message);
                                    peer.hearsNothing(500);
                                } catch (IOException e) {
                                    // closed for it
                                }
                            }));
        }
        for (Thread thread : threads) thread.join();
    }
}
