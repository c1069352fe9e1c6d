package xyz.groundmist.sync.space;

import static org.assertj.core.api.Assertions.assertThat;

import static xyz.groundmist.sync.space.Patience.talk;
import static xyz.groundmist.sync.space.Patience.until;
import static xyz.groundmist.sync.space.Stage.ALICE;
import static xyz.groundmist.sync.space.Stage.BOB;
import static xyz.groundmist.sync.space.Stage.document;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import xyz.groundmist.sync.engine.DocumentId;
import xyz.groundmist.sync.wire.MessageCodec;
import xyz.groundmist.sync.wire.Sync;

import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/** A first upload: thousands of changes in one message, spooled to a file. */
@Timeout(60)
class LargeMessageTest {
    private static final DocumentId ESSAY = document(1);
    private static final int EDITS = 2_000;

    @TempDir Path folder;

    @Test
    void aMappedMessageIsTakenInBatchesAndSentOnInParts() throws Exception {
        try (var stage = new Stage(folder.resolve("data"))) {
            OracleClient alice = stage.client("alice", ALICE);
            upload(stage, alice);
            OracleClient bob = stage.client("bob", BOB);
            bob.find(ESSAY);
            talk("bob has all", List.of(bob), () -> bob.heads(ESSAY).equals(alice.heads(ESSAY)));
            assertThat(bob.syncs(ESSAY)).isGreaterThan(3);
            assertThat(alice.socket().closeCode()).isNull();
        }
    }

    @Test
    void theReaderWaitsUntilTheBytesAreNeededNoLonger() throws Exception {
        try (var stage = new Stage(folder.resolve("data"))) {
            OracleClient alice = stage.client("alice", ALICE);
            ByteBuffer message = largeMessage(alice);
            Thread reader;
            try (var intruder = stage.intruder()) {
                intruder.holdCommits();
                reader = Thread.ofPlatform().start(() -> alice.connection().receive(message));
                Patience.talkForAMoment();
                assertThat(reader.isAlive()).isTrue();
                intruder.letCommit();
            }
            until("the reader goes on", () -> !reader.isAlive());
            until("all is stored", () -> stage.storedChanges() == EDITS);
        }
    }

    @Test
    void aSocketThatEndsMeanwhileKeepsWhatItBrought() throws Exception {
        try (var stage = new Stage(folder.resolve("data"))) {
            OracleClient alice = stage.client("alice", ALICE);
            ByteBuffer message = largeMessage(alice);
            Thread reader;
            try (var intruder = stage.intruder()) {
                intruder.holdCommits();
                reader = Thread.ofPlatform().start(() -> alice.connection().receive(message));
                until("it is being taken", () -> stage.openDocuments() == 1);
                Patience.talkForAMoment();
                alice.connection().closed();
                intruder.letCommit();
            }
            until("the reader goes on", () -> !reader.isAlive());
            until("the document is let go", () -> stage.openDocuments() == 0);
            assertThat(stage.storedChanges()).isEqualTo(EDITS);
        }
    }

    private void upload(Stage stage, OracleClient alice) throws Exception {
        alice.connection().receive(largeMessage(alice));
        talk("it is stored", List.of(alice), () -> stage.storedChanges() == EDITS);
    }

    /** The whole document in one message, as a mapped file. */
    private ByteBuffer largeMessage(OracleClient alice) throws Exception {
        var random = new Random(7);
        for (int i = 0; i < EDITS; i++) {
            alice.edit(ESSAY, "k" + i % 50, Long.toString(random.nextLong(), 36).repeat(5));
        }
        alice.speak(ESSAY);
        alice.fallSilent(ESSAY);
        talk("the server asks for it", List.of(alice), () -> alice.syncs(ESSAY) > 0);
        alice.fallSilent(ESSAY, false);
        Sync sync = new Sync("alice", "server", ESSAY.toString(), alice.next(ESSAY));
        Path file = Files.write(folder.resolve("message"), MessageCodec.encode(sync).array());
        assertThat(Files.size(file)).isGreaterThan(256 << 10);
        try (FileChannel channel = FileChannel.open(file)) {
            return channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
        }
    }
}
