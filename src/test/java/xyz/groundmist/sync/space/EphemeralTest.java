package xyz.groundmist.sync.space;

import static org.assertj.core.api.Assertions.assertThat;

import static xyz.groundmist.sync.space.Patience.talk;
import static xyz.groundmist.sync.space.Patience.talkForAMoment;
import static xyz.groundmist.sync.space.Stage.ALICE;
import static xyz.groundmist.sync.space.Stage.BOB;
import static xyz.groundmist.sync.space.Stage.READER;
import static xyz.groundmist.sync.space.Stage.document;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import xyz.groundmist.sync.engine.DocumentId;
import xyz.groundmist.sync.wire.Ephemeral;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** Cursors and the like: relayed, never kept. */
class EphemeralTest {
    private static final DocumentId ESSAY = document(1);

    @TempDir Path folder;
    private Stage stage;
    private OracleClient alice;
    private OracleClient bob;

    @BeforeEach
    void open() throws Exception {
        stage = new Stage(folder);
        alice = stage.client("alice", ALICE);
        bob = stage.client("bob", BOB);
        alice.edit(ESSAY, "title", "Clouds");
        talk("it is stored", List.of(alice), () -> stage.storedChanges() == 1);
        bob.find(ESSAY);
        talk("bob has it", List.of(alice, bob), () -> bob.has(ESSAY, "title"));
        talkForAMoment(alice, bob);
    }

    @AfterEach
    void close() {
        stage.close();
    }

    @Test
    void messagesArriveInOrderAndOnce() {
        alice.say(ESSAY, "alice", "s", 1, "a");
        alice.say(ESSAY, "alice", "s", 2, "b");
        alice.say(ESSAY, "alice", "s", 2, "b");
        alice.say(ESSAY, "alice", "s", 1, "a");
        alice.say(ESSAY, "alice", "t", 1, "c");
        alice.say(ESSAY, "the tab beside", "s", 1, "d");
        talk("bob hears all", List.of(bob), () -> texts(bob).size() >= 4);
        assertThat(texts(bob)).containsExactly("a", "b", "c", "d");
        assertThat(bob.heard(Ephemeral.class))
                .extracting(Ephemeral::senderId)
                .containsExactly("alice", "alice", "alice", "the tab beside");
        assertThat(bob.heard(Ephemeral.class))
                .allSatisfy(heard -> assertThat(heard.targetId()).isEqualTo("bob"));
        alice.step();
        assertThat(texts(alice)).isEmpty();
    }

    @Test
    void nobodyWithoutTheDocumentHearsThem() throws Exception {
        OracleClient carol = stage.client("carol", BOB);
        carol.say(ESSAY, "carol", "s", 1, "not open here");
        alice.say(ESSAY, "alice", "s", 1, "a");
        talkForAMoment(alice, bob, carol);
        assertThat(texts(carol)).isEmpty();
        assertThat(texts(bob)).containsExactly("a");
    }

    @Test
    void aBusySocketLosesTheOldest() {
        bob.socket().pace(FakeSocket.Pace.STOPPED);
        for (int i = 0; i < 10; i++) alice.say(ESSAY, "alice", "s", i, "m" + i);
        bob.socket().pace(FakeSocket.Pace.AT_ONCE);
        bob.socket().readOne();
        talk("bob hears the newest", List.of(bob), () -> texts(bob).contains("m9"));
        assertThat(texts(bob)).containsExactly("m0", "m6", "m7", "m8", "m9");
    }

    @Test
    void oneThatIsTooLargeIsDropped() {
        alice.say(ESSAY, "alice", "s", 1, "x".repeat(5_000));
        alice.say(ESSAY, "alice", "s", 2, "small");
        talk("bob hears the small one", List.of(bob), () -> !texts(bob).isEmpty());
        assertThat(texts(bob)).containsExactly("small");
    }

    @Test
    void aReaderHearsButIsNotHeard() throws Exception {
        OracleClient reader = stage.client("reader", READER);
        reader.find(ESSAY);
        talk("the reader has it", List.of(reader), () -> reader.has(ESSAY, "title"));
        reader.say(ESSAY, "reader", "s", 1, "unwanted");
        alice.say(ESSAY, "alice", "s", 1, "a");
        talk("the reader hears alice", List.of(reader), () -> texts(reader).contains("a"));
        talkForAMoment(alice, bob);
        assertThat(texts(bob)).containsExactly("a");
    }

    private static List<String> texts(OracleClient client) {
        return client.heard(Ephemeral.class).stream()
                .map(heard -> StandardCharsets.UTF_8.decode(heard.data().duplicate()).toString())
                .toList();
    }
}
