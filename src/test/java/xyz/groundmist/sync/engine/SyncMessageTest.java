package xyz.groundmist.sync.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;

import org.automerge.Document;
import org.automerge.ObjectId;
import org.automerge.SyncState;
import org.automerge.Transaction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import java.io.ByteArrayOutputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** What peers send, whole, cut short, damaged or malicious. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SyncMessageTest {
    private final List<byte[]> realMessages = realMessages();

    /** What two Automerge clients say to each other while they sync a few edits. */
    private static List<byte[]> realMessages() {
        var one = new Document();
        var other = new Document();
        var toOther = new SyncState();
        var toOne = new SyncState();
        var messages = new ArrayList<byte[]>();
        for (int round = 0; round < 3; round++) {
            set(one, "one" + round);
            set(other, "other" + round);
            for (int turn = 0; turn < 4; turn++) {
                one.generateSyncMessage(toOther)
                        .ifPresent(message -> {
                            messages.add(message);
                            other.receiveSyncMessage(toOne, message);
                        });
                other.generateSyncMessage(toOne)
                        .ifPresent(message -> {
                            messages.add(message);
                            one.receiveSyncMessage(toOther, message);
                        });
            }
        }
        return messages;
    }

    private static void set(Document document, String value) {
        try (Transaction tx = document.startTransaction()) {
            tx.set(ObjectId.ROOT, "key", value.repeat(40));
            tx.commit();
        }
    }

    @Test
    void automergesMessagesAreReadWhole() throws Exception {
        int changes = 0;
        for (byte[] bytes : realMessages) {
            SyncMessage message = SyncMessage.parse(ByteBuffer.wrap(bytes));
            assertThat(message.heads()).isSorted().hasSizeLessThan(3);
            for (ByteBuffer chunk; (chunk = message.nextChunk()) != null; changes++) {
                assertThat(Change.parse(chunk, EngineLimits.DEFAULT).deps()).hasSizeLessThan(3);
            }
            assertThat(message.hasMoreChanges()).isFalse();
        }
        assertThat(changes).isGreaterThanOrEqualTo(6);
        SyncMessage first = SyncMessage.parse(ByteBuffer.wrap(realMessages.getFirst()));
        assertThat(first.flags()).isEqualTo(new SyncMessage.Flags(true, false, false, false));
    }

    @Test
    void ourBloomFilterOfTheSameChangesIsAutomergesBitForBit() throws Exception {
        var server = new SyncServer();
        try (var client = new OracleClient(server, new Random(5))) {
            for (int i = 0; i < 300; i++) client.setKey("v" + i);
            while (client.exchange()) {}
            var hashes = new ArrayList<ChangeHash>();
            for (byte[] body : server.bodies()) {
                hashes.add(Change.parse(ByteBuffer.wrap(body), EngineLimits.DEFAULT).hash());
            }
            byte[] theirs = client.document().generateSyncMessage(new SyncState()).orElseThrow();
            BloomFilter filter =
                    SyncMessage.parse(ByteBuffer.wrap(theirs)).have().getFirst().since();
            int[] all = IntStream.range(0, 300).toArray();
            assertThat(filter).isEqualTo(BloomFilter.over(all, hashes::get));
            assertThat(hashes).allMatch(filter::mayContain);
            var random = new Random(6);
            long wrong =
                    IntStream.range(0, 10_000)
                            .mapToObj(
                                    i -> new ChangeHash(random.nextLong(), random.nextLong(), 0, 0))
                            .filter(filter::mayContain)
                            .count();
            assertThat(wrong).isBetween(1L, 200L);
        }
    }

    @Test
    void aMessageCutShortAnywhereIsRefusedOrIsWholeWithoutItsFlags() {
        for (byte[] bytes : realMessages) {
            for (int length = 0; length < bytes.length; length++)
                feed(Arrays.copyOf(bytes, length));
        }
        assertThatThrownBy(() -> SyncMessage.parse(ByteBuffer.allocate(0)))
                .isInstanceOf(InvalidSyncMessageException.class);
    }

    @Test
    void everyFlippedBitEndsInAnAnswerARefusalOrACleanError() {
        for (byte[] bytes : realMessages) {
            for (int bit = 0; bit < bytes.length * 8; bit++) {
                byte[] flipped = bytes.clone();
                flipped[bit / 8] ^= (byte) (1 << bit % 8);
                feed(flipped);
            }
        }
    }

    @Test
    void randomDamageEndsInAnAnswerARefusalOrACleanError() {
        var random = new Random(42);
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = realMessages.get(random.nextInt(realMessages.size())).clone();
            for (int n = random.nextInt(6); n >= 0; n--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            feed(bytes);
        }
    }

    /** Only these outcomes are fine; anything unchecked fails the test. */
    private static void feed(byte[] bytes) {
        var server = new SyncServer();
        var peer = new PeerSync();
        try {
            server.receive(peer, SyncMessage.parse(ByteBuffer.wrap(bytes)));
            server.message(peer);
            server.message(peer);
        } catch (InvalidSyncMessageException e) {
            assertThat(e).hasMessageStartingWith("the sync message").hasNoCause();
        }
    }

    @Test
    void noCountIsBelievedBeforeItsBytesAreThere() {
        long huge = 1L << 40;
        assertInvalid(bytes(0x42, huge));
        assertInvalid(bytes(0x42, 3));
        assertInvalid(bytes(0x42, 0, huge));
        assertInvalid(bytes(0x42, 0, 0, huge));
        assertInvalid(bytes(0x42, 0, 0, 1, huge));
        assertInvalid(bytes(0x42, 0, 0, 1, 0, huge));
        assertInvalid(bytes(0x42, 0, 0, 0, huge));
        assertInvalid(bytes(0x42, 0, 0, 0, 1, huge));
        assertInvalid(bytes(0x42, 0, 0, 0, 0, huge));
        assertInvalid(bytes(0x42, -1));
        assertInvalid(bytes(0x41, 0, 0, 0, 0));
    }

    @Test
    void bloomFiltersThatClaimMoreThanTheyHoldAreRefused() {
        assertInvalid(bloom(1L << 31, 10, 7, 0, 0));
        assertInvalid(bloom(1L << 62, 10, 7, 0, 0));
        assertInvalid(bloom(2, 0, 7, 0, 0));
        assertInvalid(bloom(1, 10, 33, 0, 0));
        assertInvalid(bloom(2, 10, 7, 0, 0));
        assertInvalid(bloom(1, 1L << 40, 7, 0, 0));
        feed(bloom(1, 10, 7, 0, 0));
        feed(bloom(1, 10, 0, 0, 0));
        feed(bloom(0, 10, 7));
    }

    @Test
    void documentAndBundleChunksRefuseTheirSender() throws Exception {
        for (int type : new int[] {0, 3}) {
            var server = new SyncServer();
            var peer = new PeerSync();
            byte[] chunk = {(byte) 0x85, 0x6f, 0x4a, (byte) 0x83, 1, 2, 3, 4, (byte) type, 0};
            var out = new ByteArrayOutputStream();
            out.write(bytes(0x43, 0, 0, 0, 1, chunk.length));
            out.write(chunk);
            Received received =
                    server.receive(peer, SyncMessage.parse(ByteBuffer.wrap(out.toByteArray())));
            assertThat(received.refusal()).isEqualTo(Refusal.UNSUPPORTED_CHUNK);
            assertThat(peer.refusal()).isEqualTo(Refusal.UNSUPPORTED_CHUNK);
            assertThat(received.added()).isEmpty();
        }
    }

    @Test
    void flagsOfNewerPeersAreUnderstood() throws Exception {
        assertThat(flags(0x02, 0x84)).isEqualTo(new SyncMessage.Flags(true, false, false, true));
        assertThat(flags(0x02, 0x80 | 1 | 4))
                .isEqualTo(new SyncMessage.Flags(true, true, false, true));
        assertThat(flags(0x02, 0x80 | 2))
                .isEqualTo(new SyncMessage.Flags(true, false, true, false));
        assertThat(flags(0x01)).isEqualTo(new SyncMessage.Flags(false, false, false, false));
        assertThat(SyncMessage.parse(ByteBuffer.wrap(bytes(0x42, 0, 0, 0, 0))).flags()).isNull();
    }

    private static SyncMessage.Flags flags(int... flags) throws Exception {
        var out = new ByteArrayOutputStream();
        out.write(bytes(0x42, 0, 0, 0, 0, flags.length));
        for (int flag : flags) out.write(flag);
        SyncMessage.Flags read = SyncMessage.parse(ByteBuffer.wrap(out.toByteArray())).flags();
        if (read == null) throw new AssertionError("no flags were read");
        return read;
    }

    private static void assertInvalid(byte[] bytes) {
        assertThatThrownBy(() -> SyncMessage.parse(ByteBuffer.wrap(bytes)))
                .isInstanceOf(InvalidSyncMessageException.class)
                .hasMessageMatching("the sync message[A-Za-z0-9' -]+");
    }

    @Test
    void refusingAMessageTakesNoMoreMemoryThanTheMessage() {
        long[][] claims = {
            {0x42, 16_000}, {0x42, 0, 16_000}, {0x42, 0, 0, 4, 16_000}, {0x42, 0, 0, 0, 1 << 30}
        };
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        for (long[] claim : claims) assertInvalid(bytes(claim)); // loads what it takes
        assertInvalid(bloom(1L << 31, 10, 7, 0, 0));
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < 10; i++) {
            for (long[] claim : claims) parseInvalid(bytes(claim));
            parseInvalid(bloom(1L << 31, 10, 7, 0, 0));
        }
        long each = (threads.getCurrentThreadAllocatedBytes() - before) / 50;
        assertThat(each).isLessThan(20_000);
    }

    private static void parseInvalid(byte[] bytes) {
        try {
            SyncMessage.parse(ByteBuffer.wrap(bytes));
            throw new AssertionError("a message with a false count was taken");
        } catch (InvalidSyncMessageException e) {
            assertThat(e.getMessage()).isNotEmpty();
        }
    }

    private static byte[] bloom(long entries, long bits, long probes, int... content) {
        byte[] numbers = bytes(entries, bits, probes);
        byte[] head = bytes(0x42, 0, 0, 1, 0, numbers.length + content.length);
        var out = new ByteArrayOutputStream();
        out.writeBytes(head);
        out.writeBytes(numbers);
        for (int b : content) out.write(b);
        out.write(0);
        return out.toByteArray();
    }

    /** The first as a byte, the rest as uleb128; -1 is a number that doesn't end. */
    private static byte[] bytes(long... numbers) {
        var out = ByteBuffer.allocate(200);
        for (int i = 0; i < numbers.length; i++) {
            if (numbers[i] == -1) out.put(new byte[] {-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1});
            else Uleb.write(out, numbers[i]);
        }
        return Arrays.copyOf(out.array(), out.position());
    }
}
