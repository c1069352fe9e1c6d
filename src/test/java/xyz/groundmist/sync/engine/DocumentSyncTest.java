package xyz.groundmist.sync.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;

import org.automerge.Document;
import org.automerge.ObjectId;
import org.automerge.Transaction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.io.ByteArrayOutputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** What one peer hears after what others sent. */
class DocumentSyncTest {
    private final Random random = new Random(11);
    private final Document author = new Document(new byte[] {1});

    private static Change edit(Document document, String value) {
        try (Transaction tx = document.startTransaction()) {
            tx.set(ObjectId.ROOT, "key", value);
            tx.commit();
        }
        return changesOf(document).getLast();
    }

    private List<Change> edits(int count) {
        var changes = new ArrayList<Change>();
        for (int i = 0; i < count; i++) changes.add(edit(author, "v" + i));
        return changes;
    }

    private static List<Change> changesOf(Document document) {
        ByteBuffer all =
                ByteBuffer.wrap(document.encodeChangesSince(new org.automerge.ChangeHash[0]));
        byte[] message = message(List.of(), List.of(), List.of(), all.array());
        try {
            SyncMessage parsed = SyncMessage.parse(ByteBuffer.wrap(message));
            var changes = new ArrayList<Change>();
            for (ByteBuffer chunk; (chunk = parsed.nextChunk()) != null; ) {
                changes.add(Change.parse(chunk, EngineLimits.DEFAULT));
            }
            return changes;
        } catch (InvalidSyncMessageException | InvalidChangeException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] message(
            List<ChangeHash> heads, List<ChangeHash> need, List<Have> have, byte[]... bodies) {
        var outgoing = new Outgoing(false, heads, need, have, 0, new int[bodies.length]);
        return outgoing.encode(List.of(bodies)).array();
    }

    private static byte[] sends(Change... changes) {
        var heads = List.of(changes[changes.length - 1].hash());
        return message(
                heads,
                List.of(),
                List.of(),
                Arrays.stream(changes).map(Change::chunk).toArray(byte[][]::new));
    }

    private static byte[] says(List<ChangeHash> heads) {
        return message(heads, List.of(), List.of(new Have(List.of(), BloomFilter.EMPTY)));
    }

    private static byte[] withFlags(byte[] message, int... flags) {
        var out = new ByteArrayOutputStream();
        out.writeBytes(message);
        out.write(flags.length);
        for (int flag : flags) out.write(flag);
        return out.toByteArray();
    }

    private static Outgoing answer(SyncServer server, PeerSync peer) {
        return heard(server.generate(peer));
    }

    private static Outgoing heard(@Nullable Outgoing outgoing) {
        if (outgoing == null) throw new AssertionError("the peer got no answer");
        return outgoing;
    }

    @Test
    void changesBeforeTheirPredecessorsWaitAndAskOnlyTheirSenderForThem() {
        List<Change> chain = edits(5);
        var server = new SyncServer();
        var early = new PeerSync();
        Received received = server.receive(early, sends(chain.get(3), chain.get(4)));
        assertThat(received.added()).isEmpty();
        assertThat(answer(server, early).need()).containsExactly(chain.get(2).hash());

        var other = new PeerSync();
        Change elsewhere = edit(new Document(new byte[] {2}), "x");
        server.receive(other, says(List.of(elsewhere.hash())));
        assertThat(answer(server, other).need()).containsExactly(elsewhere.hash());

        received = server.receive(early, sends(chain.get(0), chain.get(1), chain.get(2)));
        assertThat(received.added())
                .extracting(Received.Added::index)
                .containsExactly(0, 1, 2, 3, 4);
        assertThat(server.heads()).containsExactly(chain.get(4).hash());
    }

    /** Who brings what a change waited for has nothing to do with that change. */
    @Test
    void aChangeThatWaitedIsOfItsOwnSender() {
        List<Change> chain = edits(3);
        var server = new SyncServer();
        var early = new PeerSync();
        server.receive(early, sends(chain.get(2)));

        Received received = server.receive(new PeerSync(), sends(chain.get(0), chain.get(1)));

        assertThat(received.added())
                .extracting(Received.Added::sender)
                .containsExactly(null, null, early);
    }

    @Test
    void tooManyWaitingChangesRefuseTheirSenderAndNobodyElse() {
        List<Change> chain = edits(6);
        var server = new SyncServer(new EngineLimits(1 << 20, 1 << 20, 1 << 20, 2, 1 << 20));
        var greedy = new PeerSync();
        Received received = server.receive(greedy, sends(chain.get(3), chain.get(4), chain.get(5)));
        assertThat(received.refusal()).isEqualTo(Refusal.ORPHANS);
        assertThat(server.generate(greedy)).isNull();
        var honest = new PeerSync();
        received = server.receive(honest, sends(chain.get(0), chain.get(1)));
        assertThat(received.refusal()).isNull();
        assertThat(received.added()).hasSize(2);
        assertThat(answer(server, greedy).need()).isEmpty();
    }

    @Test
    void waitingChangesAreBoundedByTheirBytesToo() {
        List<Change> chain = edits(3);
        var server = new SyncServer(new EngineLimits(1 << 20, 1 << 20, 1 << 20, 100, 200));
        var peer = new PeerSync();
        server.receive(peer, sends(chain.get(2), chain.get(1)));
        assertThat(peer.refusal()).isEqualTo(Refusal.ORPHANS);
    }

    @Test
    void waitingChangesGoWithTheLastPeerThatSentThem() {
        List<Change> chain = edits(3);
        var server = new SyncServer();
        var first = new PeerSync();
        var second = new PeerSync();
        server.receive(first, sends(chain.get(2)));
        server.receive(second, sends(chain.get(2)));
        server.document().leave(first);
        server.evict();
        assertThat(server.document().loaded()).as("loaded while changes wait").isTrue();
        server.document().leave(second);
        server.evict();
        assertThat(server.document().loaded()).isFalse();
        var third = new PeerSync();
        assertThat(server.receive(third, sends(chain.get(0), chain.get(1))).added()).hasSize(2);
    }

    @Test
    void aWaitingChangeThatProvesInvalidRefusesWhoSentItNotWhoCompletedIt() {
        var rival = new Document(new byte[] {1}); // the same actor on another machine
        List<Change> chain = edits(2);
        rival.merge(author);
        var guest = new Document(new byte[] {2});
        Change other = edit(guest, "guest");
        rival.merge(guest);
        Document twin = rival.fork(new byte[] {1});
        Change clash = edit(twin, "clash");
        Change third = edit(author, "third");
        assertThat(clash.seq()).isEqualTo(third.seq());
        assertThat(clash.deps()).hasSize(2);

        var server = new SyncServer();
        var guilty = new PeerSync();
        var innocent = new PeerSync();
        server.receive(guilty, sends(clash));
        Received received =
                server.receive(innocent, sends(chain.get(0), chain.get(1), third, other));
        assertThat(received.added()).hasSize(4);
        assertThat(received.refusal()).isNull();
        assertThat(guilty.refusal()).isEqualTo(Refusal.INVALID_CHANGE);
    }

    @Test
    void anEvictedDocumentAnswersAPeerInStepFromItsHeads() {
        List<Change> chain = edits(3);
        var server = new SyncServer();
        server.receive(new PeerSync(), sends(chain.toArray(Change[]::new)));
        server.evict();
        var peer = new PeerSync();
        server.receive(peer, says(server.heads()));
        assertThat(answer(server, peer).changes()).isEmpty();
        assertThat(server.generate(peer)).isNull();
        assertThat(server.document().loaded()).isFalse();

        var greeted = new PeerSync();
        assertThat(answer(server, greeted).heads()).isEqualTo(server.heads());
        assertThat(server.document().loaded()).isFalse();

        var behind = new PeerSync();
        server.receive(behind, says(List.of(chain.get(0).hash())));
        assertThat(server.document().loaded()).isTrue();
        assertThat(answer(server, behind).changes()).containsExactly(1, 2);
    }

    @Test
    void peersInTheSameStateGetEqualMessages() {
        List<Change> chain = edits(4);
        var server = new SyncServer();
        var writer = new PeerSync();
        server.receive(writer, sends(chain.get(0)));
        var readers = List.of(new PeerSync(), new PeerSync(), new PeerSync());
        for (PeerSync reader : readers) {
            server.receive(reader, says(server.heads()));
            answer(server, reader);
        }
        for (Change change : chain.subList(1, 4)) {
            server.receive(writer, sends(change));
            var outgoing = readers.stream().map(reader -> answer(server, reader)).toList();
            assertThat(outgoing).allMatch(outgoing.getFirst()::equals);
            assertThat(outgoing.getFirst().changes()).hasSize(1);
        }
        for (PeerSync reader : readers) {
            server.receive(reader, says(server.heads()));
            assertThat(server.generate(reader)).isNull();
            assertThat(reader.theirHeads).isSameAs(server.heads());
            assertThat(reader.shared).isSameAs(server.heads());
            assertThat(reader.covered).isEmpty();
            assertThat(reader.sent.isEmpty()).isTrue();
            assertThat(reader.theirHave).isEmpty();
        }
    }

    @Test
    void aPeerThatTakesNoChangesGetsNoneAndIsAskedForIts() {
        List<Change> chain = edits(2);
        var server = new SyncServer();
        server.receive(new PeerSync(), sends(chain.toArray(Change[]::new)));
        var publisher = new PeerSync();
        Change own = edit(new Document(new byte[] {2}), "own");
        server.receive(publisher, withFlags(says(List.of(own.hash())), 0x02, 0x80 | 2));
        Outgoing outgoing = answer(server, publisher);
        assertThat(outgoing.changes()).isEmpty();
        assertThat(outgoing.need()).containsExactly(own.hash());
        server.receive(publisher, withFlags(says(List.of(own.hash())), 0x02, 0x80));
        assertThat(answer(server, publisher).changes()).containsExactly(0, 1);
    }

    @Test
    void aPeerThatForgetsWhatItWasSentGetsItAgain() {
        List<Change> chain = edits(3);
        var server = new SyncServer();
        server.receive(new PeerSync(), sends(chain.toArray(Change[]::new)));
        var peer = new PeerSync();
        var start = List.of(chain.get(0).hash());
        server.receive(peer, says(start));
        assertThat(answer(server, peer).changes()).containsExactly(1, 2);
        server.receive(peer, says(start));
        assertThat(server.generate(peer)).as("it is on its way").isNull();
        server.receive(peer, withFlags(says(start), 0x02, 0x80 | 1 | 4));
        assertThat(answer(server, peer).changes()).containsExactly(1, 2);
    }

    @Test
    void whoTellsTheHeadsThatAreOursHearsThemOnlyIfItWaitsForThem() {
        List<Change> chain = edits(2);
        var server = new SyncServer();
        server.receive(new PeerSync(), sends(chain.getFirst()));
        var app = new PeerSync();
        var machine = new PeerSync();
        machine.answerAlways();
        for (PeerSync peer : List.of(app, machine)) {
            server.receive(peer, says(List.of(chain.getFirst().hash())));
            answer(server, peer);
        }

        // all three got the next change by other ways
        server.receive(new PeerSync(), sends(chain.getLast()));
        var heads = List.of(chain.getLast().hash());
        server.receive(app, says(heads));
        server.receive(machine, says(heads));

        assertThat(server.generate(app)).isNull();
        assertThat(answer(server, machine).heads()).isEqualTo(heads);
        server.receive(machine, says(heads));
        assertThat(server.generate(machine)).as("it has heard them").isNull();
    }

    @Test
    void onlyANewPeerThatSpeaksVersion2GetsIt() throws Exception {
        List<Change> chain = edits(3);
        var server = new SyncServer();
        server.receive(new PeerSync(), sends(chain.toArray(Change[]::new)));
        var modern = new PeerSync();
        server.receive(modern, withFlags(says(List.of()), 0x02));
        byte[] bytes = server.encode(answer(server, modern));
        assertThat(bytes[0]).isEqualTo((byte) 0x43);
        SyncMessage parsed = SyncMessage.parse(ByteBuffer.wrap(bytes));
        for (Change change : chain) {
            assertThat(parsed.nextChunk()).isEqualTo(ByteBuffer.wrap(change.chunk()));
        }
        assertThat(parsed.flags()).isNull();

        var old = new PeerSync();
        server.receive(old, says(List.of()));
        assertThat(answer(server, old).v2()).isFalse();
        var behind = new PeerSync();
        server.receive(behind, withFlags(says(List.of(chain.get(0).hash())), 0x02));
        assertThat(answer(server, behind).v2()).isFalse();
    }

    private static PeerSync newcomer(SyncServer server, int... flags) {
        var peer = new PeerSync();
        server.receive(peer, withFlags(says(List.of()), flags));
        return peer;
    }

    @Test
    void aNewPeerThatSpeaksVersion2GetsTheDocumentsBeginningInOneChunk() {
        List<Change> chain = edits(10);
        var server = new SyncServer();
        server.receive(new PeerSync(), sends(chain.toArray(Change[]::new)));
        DocumentSync document = server.document();
        document.detach();
        var compact = new Compact(7, 500, 300);
        PeerSync peer = newcomer(server, 0x02);

        assertThat(document.needsGraph(peer, 1_000, compact)).isFalse();
        assertThat(document.generate(peer, 1_000, 499, compact)).isSameAs(Outgoing.LATER);
        Outgoing outgoing = heard(document.generate(peer, 1_000, 500, compact));
        assertThat(outgoing.v2()).isTrue();
        assertThat(outgoing.snapshot()).isEqualTo(7);
        assertThat(outgoing.changes()).containsExactly(7, 8, 9);
        assertThat(outgoing.heads()).isEqualTo(server.heads());
        assertThat(outgoing.have()).containsExactly(new Have(server.heads(), BloomFilter.EMPTY));
        assertThat(document.generate(peer, 1_000, 500, compact)).as("it is on its way").isNull();
        server.receive(peer, says(server.heads()));
        assertThat(document.inStep(peer)).isTrue();
        assertThat(document.generate(peer, 1_000, 500, compact)).isNull();
    }

    @Test
    void whoeverDoesntTakeItIsNeverSentItAgain() {
        var server = new SyncServer();
        server.receive(new PeerSync(), sends(edits(10).toArray(Change[]::new)));
        var compact = new Compact(7, 500, 300);
        PeerSync peer = newcomer(server, 0x02);
        heard(server.document().generate(peer, 1_000, 500, compact));
        for (int i = 0; i < 3; i++) {
            server.receive(peer, withFlags(says(List.of()), 0x02));
            Outgoing again = heard(server.document().generate(peer, 1_000, 500, compact));
            assertThat(again.snapshot()).isZero();
            assertThat(again.changes()[0]).isZero();
        }
    }

    @Test
    void nobodyElseGetsIt() {
        List<Change> chain = edits(10);
        var server = new SyncServer();
        server.receive(new PeerSync(), sends(chain.toArray(Change[]::new)));
        var compact = new Compact(7, 500, 300);
        var old = new PeerSync();
        server.receive(old, says(List.of()));
        var behind = new PeerSync();
        server.receive(behind, withFlags(says(List.of(chain.get(0).hash())), 0x02));
        for (PeerSync peer : List.of(old, behind)) {
            Outgoing outgoing = heard(server.document().generate(peer, 9_999, 9_999, compact));
            assertThat(outgoing.snapshot()).isZero();
        }
        PeerSync readOnly = newcomer(server, 0x02, 0x82);
        Outgoing outgoing = heard(server.document().generate(readOnly, 9_999, 9_999, compact));
        assertThat(outgoing.snapshot()).isZero();
        assertThat(outgoing.changes()).isEmpty();
    }

    @Test
    void aTailThatDoesntFitIsBegunAndTheRestFollowsTheAnswer() {
        List<Change> chain = edits(40);
        var server = new SyncServer();
        server.receive(new PeerSync(), sends(chain.toArray(Change[]::new)));
        server.maxSend = 1_000;
        DocumentSync document = server.document();
        var compact = new Compact(7, 500, 33L * chain.getFirst().chunk().length);
        PeerSync peer = newcomer(server, 0x02);
        document.detach();
        assertThat(document.needsGraph(peer, 1_000, compact)).isTrue();
        document.attach(server.graph());
        Outgoing first = heard(document.generate(peer, 1_000, 500, compact));
        assertThat(first.snapshot()).isEqualTo(7);
        int next = 7 + first.changes().length;
        assertThat(first.changes().length).isBetween(1, 6);
        var last = List.of(chain.get(next - 1).hash());
        assertThat(first.have()).containsExactly(new Have(last, BloomFilter.EMPTY));
        server.receive(peer, says(last));
        Outgoing second = heard(document.generate(peer, 1_000, 500, compact));
        assertThat(second.snapshot()).isZero();
        assertThat(second.changes()[0]).isEqualTo(next);
    }

    @Test
    void whatCouldNotBeMadeCountsAsUnsaid() {
        var server = new SyncServer();
        server.receive(new PeerSync(), sends(edits(10).toArray(Change[]::new)));
        DocumentSync document = server.document();
        PeerSync peer = newcomer(server, 0x02);
        heard(document.generate(peer, 9_999, 9_999, new Compact(7, 500, 300)));
        document.unsay(peer);
        Outgoing plain = heard(document.generate(peer, 9_999, 9_999, Compact.NONE));
        assertThat(plain.snapshot()).isZero();
        assertThat(plain.changes()).hasSize(10);
    }

    @Test
    void theHeadsOfABeginningAreThoseItHadThen() throws Exception {
        var server = new SyncServer();
        Document other = new Document(new byte[] {2});
        for (int i = 0; i < 12; i++) {
            if (i % 4 == 3) author.merge(other);
            edit(i % 3 == 0 ? other : author, "v" + i);
        }
        author.merge(other);
        server.receive(new PeerSync(), sends(changesOf(author).toArray(Change[]::new)));
        ChangeGraph graph = server.graph();
        var heads = new PrefixHeads();
        var soFar = new ChangeGraph();
        for (int i = 0; i < server.size(); i++) {
            Change change =
                    Change.parse(ByteBuffer.wrap(server.bodies().get(i)), EngineLimits.DEFAULT);
            soFar.add(change);
            heads.add(soFar.row(change));
            assertThat(heads.heads()).isEqualTo(soFar.heads());
            assertThat(graph.headsOfFirst(i + 1)).isEqualTo(soFar.heads());
        }
        other.free();
    }

    @Test
    void aDocumentChunkIsWholeOrIsnt() {
        edits(3);
        byte[] saved = author.save();
        assertThat(DocumentChunk.isWhole(ByteBuffer.wrap(saved))).isTrue();
        var within = ByteBuffer.allocate(saved.length + 8).put(5, saved);
        assertThat(DocumentChunk.isWhole(within.position(5).limit(5 + saved.length))).isTrue();
        assertThat(within.position()).isEqualTo(5);
        for (int at : new int[] {0, 4, 8, 9, saved.length / 2, saved.length - 1}) {
            byte[] damaged = saved.clone();
            damaged[at] ^= 1;
            assertThat(DocumentChunk.isWhole(ByteBuffer.wrap(damaged))).isFalse();
        }
        for (int length : new int[] {0, 8, 9, saved.length - 1, saved.length + 1}) {
            ByteBuffer cut = ByteBuffer.wrap(Arrays.copyOf(saved, length));
            assertThat(DocumentChunk.isWhole(cut)).isFalse();
        }
        assertThat(DocumentChunk.isWhole(ByteBuffer.wrap(changesOf(author).getFirst().chunk())))
                .isFalse();
    }

    @Test
    void aLargeDeltaComesInPartsEachWithItsPredecessors() {
        List<Change> chain = edits(20);
        var server = new SyncServer();
        server.receive(new PeerSync(), sends(chain.toArray(Change[]::new)));
        server.maxSend = 300;
        var peer = new PeerSync();
        int got = 0;
        for (int parts = 0; got < 20; parts++) {
            assertThat(parts).isLessThan(20);
            server.receive(peer, says(got == 0 ? List.of() : List.of(chain.get(got - 1).hash())));
            int[] changes = answer(server, peer).changes();
            assertThat(changes).startsWith(got);
            got += changes.length;
            assertThat(server.generate(peer)).as("unasked").isNull();
        }
    }

    @Test
    void whenStoringFailsTheSenderIsRefusedAndOthersGoOn() {
        List<Change> chain = edits(2);
        var server = new SyncServer();
        var writer = new PeerSync();
        server.receive(writer, sends(chain.get(0)));
        answer(server, writer);
        var lost = edit(author, "lost");
        server.receive(writer, sends(chain.get(1), lost));
        server.restoreFirst(1);
        writer.refuse(Refusal.STORAGE_FULL);
        assertThat(server.generate(writer)).isNull();
        var other = new PeerSync();
        Change news = edit(new Document(new byte[] {2}), "news");
        server.receive(other, sends(news));
        assertThat(answer(server, writer).heads()).isEqualTo(server.heads());
        server.receive(writer, says(List.of(lost.hash())));
        assertThat(answer(server, writer).changes()).contains(1);
    }

    @Test
    void anEditOfALongDocumentCostsWhatTheEditIs() {
        var server = new SyncServer();
        try (var client = new OracleClient(server, random)) {
            for (int i = 0; i < 8_000; i++) client.setKey("v" + i);
            while (client.exchange()) {}
            assertThat(server.size()).isEqualTo(8_000);
            var reader = new PeerSync();
            server.receive(reader, says(server.heads()));
            answer(server, reader);
            var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
            long least = Long.MAX_VALUE;
            for (int i = 0; i < 20; i++) {
                client.setKey("w" + i);
                while (client.exchange()) {}
                long before = threads.getCurrentThreadAllocatedBytes();
                Outgoing outgoing = answer(server, reader);
                server.receive(reader, says(server.heads()));
                assertThat(server.generate(reader)).isNull();
                least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
                assertThat(outgoing.changes()).hasSize(1);
            }
            assertThat(least).as("bytes allocated").isLessThan(10_000);
        }
    }
}
