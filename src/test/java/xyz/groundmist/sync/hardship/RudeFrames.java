package xyz.groundmist.sync.hardship;

import static org.assertj.core.api.Assertions.assertThat;

import static xyz.groundmist.sync.hardship.Intruder.BINARY;
import static xyz.groundmist.sync.hardship.Intruder.CONTINUATION;
import static xyz.groundmist.sync.hardship.Intruder.PING;
import static xyz.groundmist.sync.hardship.Intruder.TEXT;

import xyz.groundmist.sync.wire.Ephemeral;
import xyz.groundmist.sync.wire.ErrorMessage;
import xyz.groundmist.sync.wire.Join;
import xyz.groundmist.sync.wire.PeerMetadata;
import xyz.groundmist.sync.wire.Sync;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/** Bytes that are no WebSocket, no CBOR or no conversation. */
final class RudeFrames {
    private static final int PROTOCOL = 1002;
    private static final int POLICY = 1008;
    private static final int TOO_BIG = 1009;

    private RudeFrames() {}

    static Stream<Attack> all() {
        return Stream.of(
                new Attack("requests that are none", RudeFrames::nonsenseInsteadOfRequests),
                new Attack("sockets without a token", RudeFrames::withoutToken),
                closed("random bytes", PROTOCOL, f -> f.bytes(300)),
                closed("CBOR null", PROTOCOL, f -> new byte[] {(byte) 0xf6}),
                closed("no bytes at all", PROTOCOL, f -> new byte[0]),
                closed("deep nesting", TOO_BIG, f -> hex("a16178" + "81".repeat(100_000) + "00")),
                closed("an indefinite map", PROTOCOL, f -> hex("bf6474797065646a6f696eff")),
                closed(
                        "a text of 2^60 bytes",
                        PROTOCOL,
                        f -> hex("a164747970657b1000000000000000")),
                closed("an array of 2^31 items", PROTOCOL, f -> hex("a163616464" + "9a80000000")),
                closed("a map of 2^63 pairs", PROTOCOL, f -> hex("bb8000000000000000")),
                closed(
                        "a million items",
                        TOO_BIG,
                        f -> hex("a16178" + "9a000f4240" + "00".repeat(1_000_000))),
                new Attack("text frames", RudeFrames::text),
                new Attack("unmasked and reserved frames", RudeFrames::forbiddenFrames),
                new Attack("a frame of 2^62 bytes", RudeFrames::hugeFrame),
                new Attack("a message in 50,000 frames", RudeFrames::fragments),
                new Attack("pings without end", RudeFrames::pings),
                new Attack("sync before join", RudeFrames::syncFirst),
                new Attack("a second join", RudeFrames::secondJoin),
                new Attack("a foreign senderId", RudeFrames::foreignSender),
                new Attack("a join with another's peer id", RudeFrames::stolenId),
                new Attack("a join with the server's id", RudeFrames::serversId));
    }

    private interface Payload {
        byte[] from(Forgery forgery);
    }

    /** A binary message that closes the socket, joined or not. */
    private static Attack closed(String name, int code, Payload payload) {
        return new Attack(
                name,
                (server, forgery) -> {
                    try (var stranger = Intruder.open(server, 1);
                            var peer = Intruder.joined(server, 1, "rude")) {
                        stranger.send(BINARY, payload.from(forgery));
                        peer.send(BINARY, payload.from(forgery));
                        assertThat(stranger.closeCode()).isEqualTo(code);
                        assertThat(peer.closeCode()).isEqualTo(code);
                    }
                });
    }

    private static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits);
    }

    private static void nonsenseInsteadOfRequests(BesiegedServer server, Forgery forgery)
            throws IOException {
        for (String request :
                List.of(
                        "GET / HTTP/1.1\r\nHost: localhost\r\nX: " + "x".repeat(1 << 20),
                        "GET /" + "a".repeat(1 << 20) + " HTTP/1.1\r\nHost: localhost\r\n\r\n",
                        "GET / HTTP/1.1\r\nHost: attacker.example\r\n\r\n",
                        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
                        "POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
                                + "ffffffffffffffff\r\n")) {
            try (var stranger = new Intruder(server.port())) {
                stranger.write(request);
                assertThat(stranger.head()).doesNotContain("HTTP/1.1 200").doesNotContain(" 101 ");
            } catch (IOException e) {
                // cut off while still writing
            }
        }
        for (int i = 0; i < 50; i++) {
            try (var stranger = new Intruder(server.port())) {
                stranger.write(forgery.bytes(2_000));
                assertThat(stranger.head()).doesNotContain(" 101 ");
            } catch (IOException e) {
                // cut off while still writing
            }
        }
    }

    private static void withoutToken(BesiegedServer server, Forgery forgery) throws IOException {
        for (String token : List.of("", "x", "x".repeat(4_000), "%00", "..%2f..", "a&token=b")) {
            try (var stranger = new Intruder(server.port())) {
                assertThat(stranger.upgrade(token)).startsWith("HTTP/1.1 403");
            }
        }
    }

    private static void text(BesiegedServer server, Forgery forgery) throws IOException {
        try (var peer = Intruder.open(server, 1)) {
            for (int i = 0; i < 1_000; i++) peer.send(TEXT, "{\"type\":\"join\"}".getBytes());
            peer.join("text");
        }
    }

    private static void forbiddenFrames(BesiegedServer server, Forgery forgery) throws IOException {
        byte[][] frames = {
            {(byte) 0x82, 0x01, 0x00}, // unmasked
            {(byte) 0xf2, (byte) 0x80, 0, 0, 0, 0}, // reserved bits
            {(byte) 0x83, (byte) 0x80, 0, 0, 0, 0}, // reserved opcode
            {(byte) 0x80, (byte) 0x80, 0, 0, 0, 0}, // a continuation of nothing
            {(byte) 0x09, (byte) 0x80, 0, 0, 0, 0} // a ping in parts
        };
        for (byte[] frame : frames) {
            try (var peer = Intruder.joined(server, 1, "forbidden")) {
                peer.write(frame);
                assertThat(peer.closeCode()).isIn(PROTOCOL, Intruder.CUT);
            }
        }
    }

    private static void hugeFrame(BesiegedServer server, Forgery forgery) throws IOException {
        try (var peer = Intruder.joined(server, 1, "huge")) {
            peer.frame(0x80 | BINARY, 1L << 62, new byte[100]);
            assertThat(peer.closeCode()).isIn(TOO_BIG, PROTOCOL, Intruder.CUT);
        }
    }

    private static void fragments(BesiegedServer server, Forgery forgery) throws IOException {
        try (var peer = Intruder.joined(server, 1, "fragments")) {
            peer.frame(BINARY, 1, new byte[] {(byte) 0xf6});
            var many = new ByteArrayOutputStream();
            for (int i = 0; i < 50_000; i++) {
                many.writeBytes(new byte[] {CONTINUATION, (byte) 0x81, 0, 0, 0, 0, 7});
                many.writeBytes(new byte[] {CONTINUATION, (byte) 0x80, 0, 0, 0, 0});
            }
            peer.write(many.toByteArray());
            peer.frame(0x80 | CONTINUATION, 0, new byte[0]);
            assertThat(peer.closeCode()).isEqualTo(PROTOCOL);
        }
    }

    /** Nobody reads the pongs. */
    private static void pings(BesiegedServer server, Forgery forgery) throws Exception {
        try (var peer = Intruder.open(server, 1, 4_096)) {
            peer.join("pings");
            var many = new ByteArrayOutputStream();
            for (int i = 0; i < 1_000; i++) {
                many.write(0x80 | PING);
                many.write(0x80 | 125);
                many.writeBytes(new byte[4 + 125]);
            }
            byte[] thousand = many.toByteArray();
            var flood =
                    Thread.ofVirtual()
                            .start(() -> {
                                try {
                                    for (int i = 0; i < 1_000; i++) peer.write(thousand);
                                } catch (IOException e) {
                                    // held back until the end
                                }
                            });
            flood.join(3_000);
            peer.close();
            flood.join();
        }
    }

    private static void syncFirst(BesiegedServer server, Forgery forgery) throws IOException {
        try (var peer = Intruder.open(server, 1)) {
            peer.sync(forgery.document(), Forgery.NOTHING);
            assertThat(peer.closeCode()).isEqualTo(PROTOCOL);
        }
    }

    private static void secondJoin(BesiegedServer server, Forgery forgery) throws IOException {
        try (var peer = Intruder.joined(server, 1, "twice")) {
            peer.send(new Join("twice", new PeerMetadata(null, true), List.of("1")));
            assertThat(peer.closeCode()).isEqualTo(PROTOCOL);
        }
    }

    private static void foreignSender(BesiegedServer server, Forgery forgery) throws IOException {
        try (var victim = Intruder.joined(server, 2, "victim");
                var peer = Intruder.joined(server, 1, "spoofer")) {
            String document = forgery.document();
            peer.sync(document, Forgery.NOTHING);
            for (int i = 0; i < 100; i++) {
                peer.send(
                        new Ephemeral(
                                "victim", "x", document, "s", i, ByteBuffer.wrap(new byte[10])));
            }
            peer.send(new Sync("victim", "x", document, ByteBuffer.wrap(Forgery.NOTHING)));
            assertThat(peer.closeCode()).isEqualTo(POLICY);
            victim.request(document, Forgery.NOTHING);
            assertThat(victim.isUnavailable(document)).isTrue();
        }
    }

    private static void stolenId(BesiegedServer server, Forgery forgery) throws IOException {
        try (var victim = Intruder.joined(server, 2, "mine");
                var thief = Intruder.open(server, 1)) {
            thief.send(new Join("mine", new PeerMetadata(null, true), List.of("1")));
            assertThat(thief.read()).isInstanceOf(ErrorMessage.class);
            assertThat(thief.closeCode()).isEqualTo(POLICY);
            try (var same = Intruder.joined(server, 2, "mine")) {
                assertThat(victim.closeCode()).isEqualTo(1000);
                assertThat(same.hearsNothing(50)).isTrue();
            }
        }
    }

    private static void serversId(BesiegedServer server, Forgery forgery) throws IOException {
        try (var peer = Intruder.open(server, 1)) {
            peer.send(new Join("", new PeerMetadata(null, true), List.of("1")));
            assertThat(peer.closeCode()).isEqualTo(POLICY);
        }
    }
}
