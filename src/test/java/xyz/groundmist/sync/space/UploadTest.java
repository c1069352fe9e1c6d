package xyz.groundmist.sync.space;

import static org.assertj.core.api.Assertions.assertThat;

import static xyz.groundmist.sync.space.Patience.until;
import static xyz.groundmist.sync.space.Stage.ALICE;
import static xyz.groundmist.sync.space.Stage.document;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import xyz.groundmist.sync.engine.Change;
import xyz.groundmist.sync.engine.ChangeHash;
import xyz.groundmist.sync.engine.DocumentId;
import xyz.groundmist.sync.engine.LinearHistory;
import xyz.groundmist.sync.store.StoreException;
import xyz.groundmist.sync.store.StoredDocument;
import xyz.groundmist.sync.wire.Join;
import xyz.groundmist.sync.wire.MalformedMessageException;
import xyz.groundmist.sync.wire.MessageCodec;
import xyz.groundmist.sync.wire.PeerMetadata;
import xyz.groundmist.sync.wire.Sync;

import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;

/** A hundred thousand changes in one message, as clients send a document that is new here. */
@Timeout(120)
class UploadTest {
    private static final DocumentId NOVEL = document(1);
    private static final int CHANGES = 100_000;
    private static final int BATCH = 512 << 10;

    @TempDir Path folder;

    /** The author's socket: it notes which heads it is told, and whether these are on disk then. */
    private static final class Witness implements PeerSocket {
        private final Stage stage;
        final List<List<ChangeHash>> told = Collections.synchronizedList(new ArrayList<>());
        volatile boolean toldTooEarly;
        volatile boolean joined;

        Witness(Stage stage) {
            this.stage = stage;
        }

        @Override
        public void send(ByteBuffer message, Consumer<@Nullable Throwable> done) {
            try {
                if (MessageCodec.decode(message.duplicate()) instanceof Sync sync) {
                    List<ChangeHash> heads = heads(sync.data());
                    StoredDocument stored = stage.space().find(NOVEL);
                    if (stored == null || !stored.heads().equals(heads)) toldTooEarly = true;
                    told.add(heads);
                }
                joined = true;
                done.accept(null);
            } catch (MalformedMessageException | StoreException e) {
                throw new AssertionError(e);
            }
        }

        private static List<ChangeHash> heads(ByteBuffer data) {
            ByteBuffer in = data.duplicate().position(data.position() + 1);
            var heads = new ArrayList<ChangeHash>();
            for (int left = in.get(); left > 0; left--) heads.add(ChangeHash.read(in));
            return heads;
        }

        @Override
        public void close(int code, String reason) {
            throw new AssertionError("closed: " + reason);
        }
    }

    @Test
    void isTakenInBoundedPartsAndAcknowledgedOnlyWhenOnDisk() throws Exception {
        List<Change> changes = new LinearHistory().changes(CHANGES);
        ChangeHash last = changes.getLast().hash();
        ByteBuffer message = message(changes);
        changes.clear();
        try (var stage = new Stage(folder.resolve("data"), Stage.limits(BATCH, 64 << 10))) {
            var store = stage.space().store();
            var witness = new Witness(stage);
            PeerConnection author = stage.space().connect(witness, ALICE);
            author.receive(
                    MessageCodec.encode(
                            new Join("author", new PeerMetadata(null, false), List.of("1"))));
            until("the join is answered", () -> witness.joined);

            Thread reader;
            try (var intruder = stage.intruder()) {
                intruder.holdCommits();
                reader = Thread.ofPlatform().start(() -> author.receive(message));
                until("the first part is taken", () -> store.queuedBytes() > 0);
                Patience.talkForAMoment();
                assertThat(store.queuedBytes()).isLessThan(2 * BATCH);
                assertThat(witness.told).isEmpty();
                intruder.letCommit();
            }
            long most = 0;
            for (; reader.isAlive(); Thread.onSpinWait())
                most = Math.max(most, store.queuedBytes());
            until("all is acknowledged", () -> witness.told.contains(List.of(last)));

            assertThat(message.capacity()).isGreaterThan(12 * BATCH);
            assertThat(most).isLessThan(2 * BATCH);
            assertThat(witness.toldTooEarly).isFalse();
            assertThat(stage.storedChanges()).isEqualTo(CHANGES);
            author.closed();
        }
    }

    /** As a mapped file, which is how one of this size comes. */
    private ByteBuffer message(List<Change> changes) throws IOException {
        Path body = folder.resolve("body");
        try (var out =
                new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(body)))) {
            out.write(0x42);
            out.write(1);
            out.write(changes.getLast().hash().bytes());
            out.write(new byte[] {0, 1, 0, 0});
            uleb(out, changes.size());
            for (Change change : changes) {
                uleb(out, change.chunk().length);
                out.write(change.chunk());
            }
        }
        var sync =
                new Sync(
                        "author",
                        "server",
                        NOVEL.toString(),
                        ByteBuffer.wrap(Files.readAllBytes(body)));
        Path file = Files.write(folder.resolve("message"), MessageCodec.encode(sync).array());
        try (FileChannel channel = FileChannel.open(file)) {
            return channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
        }
    }

    private static void uleb(DataOutputStream out, int value) throws IOException {
        int rest = value;
        for (; rest > 0x7f; rest >>>= 7) out.write(rest & 0x7f | 0x80);
        out.write(rest);
    }
}
