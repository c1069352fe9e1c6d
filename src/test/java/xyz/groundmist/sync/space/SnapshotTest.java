package xyz.groundmist.sync.space;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static xyz.groundmist.sync.space.Patience.talk;
import static xyz.groundmist.sync.space.Patience.until;
import static xyz.groundmist.sync.space.Stage.ALICE;
import static xyz.groundmist.sync.space.Stage.BOB;
import static xyz.groundmist.sync.space.Stage.READER;
import static xyz.groundmist.sync.space.Stage.document;

import org.automerge.Document;
import org.automerge.ObjectId;
import org.automerge.Transaction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import xyz.groundmist.sync.AllocatedBytes;
import xyz.groundmist.sync.engine.ChangeHash;
import xyz.groundmist.sync.engine.DocumentId;
import xyz.groundmist.sync.space.V2Client.Heard;
import xyz.groundmist.sync.store.Snapshot;
import xyz.groundmist.sync.store.StoreException;
import xyz.groundmist.sync.store.StoredDocument;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** Who gets a document's compact snapshot, and what they get when there is something wrong. */
@Timeout(60)
class SnapshotTest {
    private static final DocumentId NOVEL = document(1);
    private static final int EDITS = 600;

    private final Random random = new Random(19);

    @TempDir Path folder;
    private Stage stage;
    private OracleClient alice;

    @BeforeEach
    void open() throws Exception {
        stage = new Stage(folder);
        alice = stage.client("alice", ALICE);
        edit(EDITS);
    }

    @AfterEach
    void close() {
        stage.close();
    }

    private void edit(int edits) {
        for (int i = 0; i < edits; i++) {
            alice.edit(NOVEL, "k" + i % 20, Long.toString(random.nextLong(), 36).repeat(3));
        }
        talk("it is stored", List.of(alice), this::isStored);
    }

    private boolean isStored() {
        StoredDocument stored = find();
        return stored != null
                && stored.heads().stream()
                        .map(ChangeHash::toString)
                        .toList()
                        .equals(alice.heads(NOVEL));
    }

    private StoredDocument stored() {
        return Objects.requireNonNull(find());
    }

    private @Nullable StoredDocument find() {
        try {
            return stage.space().find(NOVEL);
        } catch (StoreException e) {
            throw new AssertionError(e);
        }
    }

    /** Of the first changes as they are stored, made by the oracle. */
    private Snapshot snapshot(int changes) throws Exception {
        StoredDocument stored = stored();
        var document = new Document();
        for (byte[] body : stage.space().bodies(stored, IntStream.range(0, changes).toArray())) {
            document.applyEncodedChanges(body);
        }
        var snapshot = new Snapshot(changes, V2Client.heads(document), document.save());
        document.free();
        return snapshot;
    }

    private Snapshot keep(int changes) throws Exception {
        Snapshot snapshot = snapshot(changes);
        assertThat(stage.space().keepSnapshot(NOVEL, snapshot)).isTrue();
        return snapshot;
    }

    private V2Client reader(String name) throws Exception {
        return new V2Client(stage.space(), BOB, name, NOVEL);
    }

    private static void assertBeginsWith(Heard heard, Snapshot snapshot) {
        assertThat(heard.version()).isEqualTo(0x43);
        byte[] entry = heard.entries().getFirst();
        assertThat(heard.entries()).hasSize(1);
        assertThat(Arrays.copyOf(entry, snapshot.document().length)).isEqualTo(snapshot.document());
    }

    @Test
    void aNewReaderGetsTheSnapshotAndTheTailInOneMessageAndIsInStep() throws Exception {
        Snapshot snapshot = keep(500);
        try (V2Client reader = reader("reader")) {
            Heard heard = reader.find().awaitChanges();
            assertBeginsWith(heard, snapshot);
            assertThat(heard.bytes()).isGreaterThan(snapshot.document().length);
            assertThat(reader.heads()).isEqualTo(stored().heads());
            reader.answer();
            Patience.talkForAMoment();
            assertThat(reader.heard()).isEqualTo(1);

            edit(1);
            Heard news = reader.awaitChanges();
            assertThat(news.entries()).hasSize(1);
            assertThat(reader.heads()).isEqualTo(stored().heads());
        }
    }

    @Test
    void itIsServedFromDiskAfterARestartWithoutTheGraph() throws Exception {
        Snapshot snapshot = keep(EDITS);
        stage.restart();
        try (var intruder = stage.intruder();
                V2Client reader = reader("reader")) {
            // Nothing of the changes is needed for it.
            intruder.run("UPDATE changes SET row = x''");
            assertBeginsWith(reader.find().awaitChanges(), snapshot);
            assertThat(reader.heads()).isEqualTo(stored().heads());
        }
    }

    @Test
    void anEditBeforeTheAnswerFollowsAlone() throws Exception {
        Snapshot snapshot = keep(EDITS);
        try (V2Client reader = reader("reader")) {
            assertBeginsWith(reader.find().awaitChanges(), snapshot);
            edit(1);
            assertThat(reader.awaitChanges().bytes()).isLessThan(1_000);
            assertThat(reader.heads()).isEqualTo(stored().heads());
        }
    }

    @Test
    void whoeverDoesntReadVersion2GetsTheChangesOutOfTheirPacks() throws Exception {
        keep(EDITS);
        OracleClient bob = stage.client("bob", BOB);
        bob.find(NOVEL);
        talk("bob has all", List.of(bob), () -> bob.heads(NOVEL).equals(alice.heads(NOVEL)));
        assertThat(bob.text(NOVEL)).isEqualTo(alice.text(NOVEL));
    }

    @Test
    void whoeverHasAPartGetsWhatIsMissing() throws Exception {
        Snapshot snapshot = snapshot(300);
        keep(EDITS);
        try (V2Client reader = reader("reader")) {
            reader.answer(snapshot.heads());
            Heard heard = reader.awaitChanges();
            assertThat(heard.version()).isEqualTo(0x42);
            assertThat(heard.entries()).hasSize(EDITS - 300);
        }
    }

    @Test
    void readersAtTheSameTimeGetTheSame() throws Exception {
        Snapshot snapshot = keep(500);
        try (V2Client one = reader("one");
                V2Client two = reader("two");
                var three = new V2Client(stage.space(), READER, "three", NOVEL)) {
            one.find();
            two.find();
            three.find();
            for (V2Client reader : List.of(one, two, three)) {
                assertBeginsWith(reader.awaitChanges(), snapshot);
                assertThat(reader.heads()).isEqualTo(stored().heads());
            }
        }
    }

    @Test
    void aLongTailFollowsInParts() throws Exception {
        edit(1_000); // the stage's messages have at most 64 KB
        Snapshot snapshot = keep(100);
        stage.restart();
        try (V2Client reader = reader("reader")) {
            Heard first = reader.find().awaitChanges();
            assertBeginsWith(first, snapshot);
            assertThat(first.bytes()).isBetween(40_000, 70_000);
            int messages = 1;
            while (!reader.heads().equals(stored().heads())) {
                reader.answer();
                reader.awaitChanges();
                messages++;
            }
            assertThat(messages).isBetween(3, 20);
        }
    }

    @Test
    void aReaderThatDidntTakeItGetsChangesAndNeverTheSnapshotAgain() throws Exception {
        keep(EDITS);
        try (V2Client reader = reader("reader")) {
            assertThat(reader.find().awaitChanges().firstChunk()).isZero();
            reader.forget();
            reader.answer();
            assertThat(reader.awaitChanges().firstChunk()).isNotZero();
            reader.answer();
            until(
                    "it has all",
                    () -> {
                        if (reader.heads().equals(stored().heads())) return true;
                        assertThat(reader.awaitChanges().firstChunk()).isNotZero();
                        reader.answer();
                        return false;
                    });
        }
    }

    @Test
    void aDamagedSnapshotIsGivenUpAndChangesAreServed() throws Exception {
        keep(EDITS);
        for (String harm :
                List.of(
                        "UPDATE snapshots SET part = zeroblob(length(part))",
                        "UPDATE snapshots SET part = substr(part, 2)",
                        "DELETE FROM snapshots")) {
            if (stored().snapshotChanges() == 0) keep(EDITS);
            try (var intruder = stage.intruder();
                    V2Client reader = reader("reader " + harm.length())) {
                intruder.run(harm);
                Heard heard = reader.find().awaitChanges();
                assertThat(heard.firstChunk()).as(harm).isNotZero();
                until("it is dropped", () -> stored().snapshotChanges() == 0);
            }
            try (V2Client next = reader("next " + harm.length())) {
                assertThat(next.find().awaitChanges().firstChunk()).isNotZero();
            }
        }
        assertThat(stage.problem()).isNull();
    }

    @Test
    void aSnapshotOfManyAuthorsAtAnyPointLoadsWithItsTail() throws Exception {
        OracleClient bob = stage.client("bob", BOB);
        bob.find(NOVEL);
        talk(
                "both have all",
                List.of(alice, bob),
                () -> bob.heads(NOVEL).equals(alice.heads(NOVEL)));
        for (int round = 0; round < 30; round++) {
            alice.edit(NOVEL, "a" + round % 3, "by alice " + round);
            bob.edit(NOVEL, "a" + round % 2, "by bob " + round);
            if (round % 4 != 0) continue;
            talk(
                    "both agree",
                    List.of(alice, bob),
                    () -> bob.heads(NOVEL).equals(alice.heads(NOVEL)) && isStored());
        }
        talk(
                "both agree",
                List.of(alice, bob),
                () -> bob.heads(NOVEL).equals(alice.heads(NOVEL)) && isStored());
        int changes = stored().changes();
        for (int covered = EDITS; covered <= changes; covered += 3) {
            Snapshot snapshot = keep(covered);
            try (V2Client reader = reader("reader " + covered)) {
                assertBeginsWith(reader.find().awaitChanges(), snapshot);
                assertThat(reader.heads()).isEqualTo(stored().heads());
            }
        }
    }

    @Test
    void whatIsKeptIsListedAndWhatDoesntFitIsnt() throws Exception {
        Snapshot good = keep(EDITS);
        assertThat(stage.space().documents().getFirst().snapshot())
                .isEqualTo(good.document().length);
        assertThat(stage.space().keepSnapshot(NOVEL, good)).as("again").isFalse();
        var large = new Snapshot(EDITS, good.heads(), new byte[(16 << 20) + 1]);
        assertThat(stage.space().keepSnapshot(NOVEL, large)).as("too large").isFalse();
        var cut =
                new Snapshot(
                        EDITS,
                        good.heads(),
                        Arrays.copyOf(good.document(), good.document().length - 1));
        assertThatThrownBy(() -> stage.space().keepSnapshot(NOVEL, cut))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(stage.space().delete(NOVEL)).isTrue();
        assertThat(stage.space().keepSnapshot(NOVEL, good)).as("deleted").isFalse();
        assertThat(stage.space().undelete(NOVEL)).isTrue();
        try (V2Client reader = reader("reader")) {
            assertBeginsWith(reader.find().awaitChanges(), good);
        }
    }

    @Test
    void editsGoOnWhileItIsKeptAndPacked() throws Exception {
        Snapshot snapshot = snapshot(EDITS);
        Thread keeper =
                Thread.ofPlatform()
                        .start(() -> {
                            try {
                                stage.space().keepSnapshot(NOVEL, snapshot);
                            } catch (Exception e) {
                                throw new AssertionError(e);
                            }
                        });
        for (int i = 0; i < 50; i++) edit(1);
        keeper.join();
        assertThat(stored().snapshotChanges()).isEqualTo(EDITS);
        try (V2Client reader = reader("reader")) {
            assertBeginsWith(reader.find().awaitChanges(), snapshot);
            assertThat(reader.heads()).isEqualTo(stored().heads());
        }
    }

    @Test
    void whatACrashLeftIsPackedAfterTheNextStart() throws Exception {
        Snapshot snapshot = snapshot(EDITS);
        assertThat(stage.space().store().compaction().keep(NOVEL, snapshot)).isTrue();
        stage.restart();
        stage.space().snapshots().finish();
        assertThat(stored().packed()).isPositive();
        assertThat(stage.space().store().compaction().pack(NOVEL)).as("more to do").isFalse();
    }

    @Test
    void anotherMachineGetsTheChanges() throws Exception {
        keep(EDITS);
        try (var there = new Stage(folder.resolve("there"));
                var _ = new DeviceWire(stage.space(), there.space())) {
            edit(1);
            until("all is there", () -> there.storedChanges() == EDITS + 1);
            StoredDocument copy = Objects.requireNonNull(there.space().find(NOVEL));
            assertThat(copy.heads()).isEqualTo(stored().heads());
            assertThat(copy.snapshotChanges()).isZero();
        }
    }

    /** Takes what it is sent and keeps nothing of it. */
    private static final class Sink implements PeerSocket {
        private int largest;

        @Override
        public void send(ByteBuffer message, Consumer<@Nullable Throwable> done) {
            largest = Math.max(largest, message.remaining());
            done.accept(null);
        }

        @Override
        public void close(int code, String reason) {}
    }

    @Test
    void aSnapshotIsReadStraightIntoTheMessageItGoesOutIn() throws Exception {
        byte[] photo = new byte[3 << 20];
        random.nextBytes(photo);
        DocumentId album = document(2);
        var document = new Document();
        try (Transaction tx = document.startTransaction()) {
            tx.set(ObjectId.ROOT, "photo", photo);
            tx.commit();
        }
        byte[] change = document.encodeChangesSince(new org.automerge.ChangeHash[0]);
        assertThat(stage.space().insert(album, List.of(change)).get().added()).isEqualTo(1);
        var snapshot = new Snapshot(1, V2Client.heads(document), document.save());
        document.free();
        assertThat(stage.space().keepSnapshot(album, snapshot)).isTrue();
        for (int round = 0; round < 3; round++) {
            var sink = new Sink();
            PeerConnection reader = stage.space().connect(sink, BOB);
            reader.receive(V2Client.join("reader " + round));
            ByteBuffer request = V2Client.request("reader " + round, album, List.of());
            var allocated = new AllocatedBytes();
            reader.receive(request);
            // The message, and each part on its way into it.
            allocated.assertAtMost(2L * snapshot.document().length + (1 << 20));
            assertThat(sink.largest).isGreaterThan(snapshot.document().length);
            reader.closed();
        }
    }
}
