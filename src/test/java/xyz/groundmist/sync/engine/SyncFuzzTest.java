package xyz.groundmist.sync.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;

import org.junit.jupiter.params.provider.MethodSource;

import xyz.groundmist.sync.AllocatedBytes;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.stream.Stream;

/**
 * Any bytes as a conversation of two peers with a document: whatever they send, the document stays
 * sound, what is said to them can be encoded, and an honest peer gets everything afterwards.
 *
 * <p>An input is one byte, how many changes of {@link FuzzDocument} are there already, and then
 * events: one byte, of which the bits say what to do ({@code OTHER_PEER} and so on), the length of
 * a message as two bytes, little end first, and the message.
 */
class SyncFuzzTest {
    private static final FuzzDocument BASE = new FuzzDocument(20);
    private static final int OTHER_PEER = 1;
    private static final int LISTEN_ONLY = 2;
    private static final int EVICT_BEFORE = 4;
    private static final int SMALL_PARTS = 8;
    private static final int RECONNECT_BEFORE = 16;
    private static final int SMALL = 300;
    private static final long ALLOCATED = 32 << 20;

    /** What a peer says that has nothing, or all, or more than we have. */
    static Stream<byte[]> firstMessages() {
        var messages = new ArrayList<byte[]>();
        for (int present : new int[] {0, 5, BASE.size()}) {
            for (int theirs : new int[] {0, 3, 10, BASE.size()}) {
                var out = new ByteArrayOutputStream();
                out.write(present);
                converse(out, serverOf(theirs), serverOf(present));
                messages.add(out.toByteArray());
            }
        }
        return messages.stream();
    }

    private static SyncServer serverOf(int changes) {
        return new SyncServer(FuzzDocument.LIMITS, BASE.rows(changes), BASE.chunks());
    }

    private static void converse(ByteArrayOutputStream out, SyncServer peer, SyncServer server) {
        var state = new PeerSync();
        var serverState = new PeerSync();
        for (int round = 0; round < 4; round++) {
            byte[] said = peer.message(state);
            if (said == null) return;
            event(out, round == 2 ? SMALL_PARTS : 0, said);
            server.receive(serverState, said);
            byte[] answer = server.message(serverState);
            if (answer == null) return;
            peer.receive(state, answer);
        }
    }

    private static void event(ByteArrayOutputStream out, int bits, byte[] message) {
        out.write(bits);
        out.write(message.length);
        out.write(message.length >> 8);
        out.writeBytes(message);
    }

    @MethodSource("firstMessages")
    @FuzzTest
    void conversation(byte[] input) {
        if (input.length == 0) return;
        int present = (input[0] & 0xff) % (BASE.size() + 1);
        SyncServer server = serverOf(present);
        byte[] mended = FuzzInput.mended(input, BASE.hashes(BASE.size()));
        PeerSync[] peers = {new PeerSync(), new PeerSync()};
        for (int at = 1; at + 3 <= mended.length; ) {
            int bits = mended[at];
            int length = mended[at + 1] & 0xff | (mended[at + 2] & 0xff) << 8;
            int end = Math.min(at + 3 + length, mended.length);
            event(server, peers, bits, Arrays.copyOfRange(mended, at + 3, end));
            at = end;
        }
        assertSound(server);
        assertHonestPeerGetsAll(server);
    }

    private static void event(SyncServer server, PeerSync[] peers, int bits, byte[] message) {
        int peer = bits & OTHER_PEER;
        server.maxReceive = server.maxSend = (bits & SMALL_PARTS) != 0 ? SMALL : Long.MAX_VALUE;
        if ((bits & EVICT_BEFORE) != 0) server.evict();
        if ((bits & RECONNECT_BEFORE) != 0) {
            server.document().leave(peers[peer]);
            peers[peer] = new PeerSync();
        }
        var allocated = new AllocatedBytes();
        try {
            server.receive(peers[peer], SyncMessage.parse(ByteBuffer.wrap(message)));
        } catch (InvalidSyncMessageException e) {
            assertThat(e.getMessage()).startsWith("the sync message");
        } finally {
            allocated.assertAtMost(ALLOCATED);
        }
        if ((bits & LISTEN_ONLY) == 0) answer(server, peers[peer]);
        assertThat(server.heads()).isSorted().doesNotHaveDuplicates();
    }

    private static void answer(SyncServer server, PeerSync peer) {
        var allocated = new AllocatedBytes();
        Outgoing outgoing = server.generate(peer);
        if (outgoing == null) return;
        try {
            SyncMessage said = SyncMessage.parse(ByteBuffer.wrap(server.encode(outgoing)));
            assertThat(said.heads()).isEqualTo(server.heads());
            assertThat(said.need()).isEqualTo(outgoing.need());
            assertThat(said.have()).isEqualTo(outgoing.have());
        } catch (InvalidSyncMessageException e) {
            throw new AssertionError("what we say isn't a sync message", e);
        } finally {
            allocated.assertAtMost(ALLOCATED);
        }
    }

    private static void assertSound(SyncServer server) {
        ChangeGraph loaded = server.graph();
        assertThat(loaded.heads()).isEqualTo(server.heads());
        assertThat(loaded.size()).isEqualTo(server.size()).isEqualTo(server.bodies().size());
        ChangeFuzzTest.assertSame(loaded, loaded);
    }

    /** A peer that has nothing reads all of the document, in steps, and then is told no more. */
    private static void assertHonestPeerGetsAll(SyncServer server) {
        server.maxReceive = Long.MAX_VALUE;
        server.maxSend = 4000;
        var client = new SyncServer(EngineLimits.DEFAULT);
        var ours = new PeerSync();
        var theirs = new PeerSync();
        int steps = 2 * server.size() + 8;
        for (boolean busy = true; busy; steps--) {
            assertThat(steps).as("steps left to converge").isPositive();
            byte[] up = client.message(theirs);
            if (up != null) server.receive(ours, up);
            byte[] down = server.message(ours);
            if (down != null) client.receive(theirs, down);
            busy = up != null || down != null;
        }
        assertThat(client.heads()).isEqualTo(server.heads());
        assertThat(ours.refusal()).isNull();
        assertThat(theirs.refusal()).isNull();
    }
}
