package xyz.groundmist.sync.space;

import static org.assertj.core.api.Assertions.assertThat;

import static xyz.groundmist.sync.space.Patience.pause;
import static xyz.groundmist.sync.space.Patience.talk;
import static xyz.groundmist.sync.space.Patience.until;
import static xyz.groundmist.sync.space.Stage.ALICE;
import static xyz.groundmist.sync.space.Stage.BOB;
import static xyz.groundmist.sync.space.Stage.document;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import xyz.groundmist.sync.engine.DocumentId;
import xyz.groundmist.sync.wire.MessageCodec;
import xyz.groundmist.sync.wire.RemoteHeadsChanged;
import xyz.groundmist.sync.wire.RemoteSubscriptionChange;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Random;

/** Another machine of the owner's as a peer: alice has an app here, bob one there. */
@Timeout(60)
class MachinesTest {
    private static final DocumentId ESSAY = document(1);
    private static final int MANY = 500;

    @TempDir Path folder;
    private Stage here;
    private Stage there;
    private OracleClient alice;
    private OracleClient bob;
    private DeviceWire wire;

    @BeforeEach
    void open() throws Exception {
        here = new Stage(folder.resolve("here"));
        there = new Stage(folder.resolve("there"));
        alice = here.client("alice", ALICE);
        bob = there.client("bob", BOB);
        wire = new DeviceWire(here.space(), there.space());
    }

    @AfterEach
    void close() {
        wire.close();
        here.close();
        there.close();
    }

    @Test
    void anEditHereIsSeenThereAndTheOtherWayRound() {
        alice.edit(ESSAY, "title", "Clouds");
        talk("it is there", List.of(alice), () -> there.storedChanges() == 1);
        bob.find(ESSAY);
        talk("bob has it", List.of(alice, bob), () -> bob.has(ESSAY, "title"));
        bob.edit(ESSAY, "author", "Bob");
        talk("alice has bob's", List.of(alice, bob), () -> alice.has(ESSAY, "author"));
        until("both are in step", () -> wire.first().behind() + wire.second().behind() == 0);
        int before = wire.messages();
        pause(Duration.ofMillis(50));
        assertThat(wire.messages()).as("silence").isEqualTo(before);
    }

    @Test
    void whatCouldNotBeStoredIsToldAndComesByItselfOnceItCan() throws Exception {
        try (var intruder = there.intruder()) {
            intruder.failCommits();
            alice.edit(ESSAY, "title", "Clouds");
            talk("it is told", List.of(alice), () -> wire.second().problem() != null);
            until("it is known here too", () -> wire.first().behind() == 1);
            assertThat(wire.second().behind()).isEqualTo(1);
            intruder.repair();
        }
        until("it comes", () -> there.storedChanges() == 1);
        until("both are in step", () -> wire.first().behind() + wire.second().behind() == 0);
        assertThat(wire.second().problem()).isNull();
        assertThat(alice.socket().closeCode()).isNull();
    }

    @Test
    void manyDocumentsAreBroughtInStepAFewAtATimeAndLetGo() throws Exception {
        wire.stop();
        for (int i = 0; i < MANY; i++) alice.edit(document(i), "k", "v" + i);
        talk("all are stored", List.of(alice), () -> here.storedDocuments() == MANY);
        alice.disconnect();
        until("alice is gone", () -> here.openDocuments() <= 64);
        assertThat(wire.first().behind()).isEqualTo(MANY);
        wire.resume();
        until("all are there", () -> there.storedDocuments() == MANY);
        until("both are in step", () -> wire.first().behind() + wire.second().behind() == 0);
        until(
                "nothing stays open",
                () -> {
                    rest();
                    return here.openDocuments() + there.openDocuments() == 0;
                });
    }

    @Test
    void aDocumentThatIsLetGoForTwoReasonsAtOnceStaysWithTheAppThatHasItOpen() {
        alice.edit(ESSAY, "title", "Clouds");
        talk("it is there", List.of(alice), () -> there.storedChanges() == 1);
        until("both are in step", () -> wire.first().behind() + wire.second().behind() == 0);
        var device = (DeviceConnection) wire.first();
        DocumentPeer peer = Objects.requireNonNull(device.opened(ESSAY.toString()));
        device.letGo(peer);
        device.letGo(peer);
        alice.edit(ESSAY, "author", "Alice");
        talk("the next is there", List.of(alice), () -> there.storedChanges() == 2);
        assertThat(here.openDocuments()).isEqualTo(1);
        assertThat(wire.second().problem()).isNull();
    }

    private void rest() {
        try {
            here.space().restIdleDocuments();
            there.space().restIdleDocuments();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void nothingIsLostWhenDocumentsAreLetGoAtAnyMoment(long seed) {
        var random = new Random(seed);
        for (int i = 0; i < 400; i++) {
            OracleClient author = random.nextBoolean() ? alice : bob;
            DocumentId id = document(random.nextInt(3));
            switch (random.nextInt(6)) {
                case 0 -> author.find(id);
                case 1, 2 -> author.step();
                case 3 -> rest();
                default -> author.edit(id, author.peerId() + random.nextInt(3), "v" + i);
            }
        }
        for (int i = 0; i < 3; i++) {
            alice.edit(document(i), "end of alice", "1");
            bob.edit(document(i), "end of bob", "1");
        }
        talk(
                "both have all (seed " + seed + ")",
                List.of(alice, bob),
                () -> {
                    rest();
                    return alice.heads(document(0)).equals(bob.heads(document(0)))
                            && alice.heads(document(1)).equals(bob.heads(document(1)))
                            && alice.heads(document(2)).equals(bob.heads(document(2)));
                });
        assertThat(alice.has(document(2), "end of bob")).isTrue();
    }

    @Test
    void aMessageThatCrossesTheLettingGoOfItsDocumentIsTakenAllTheSame() throws Exception {
        alice.edit(ESSAY, "title", "Clouds");
        talk("it is there", List.of(alice), () -> there.storedChanges() == 1);
        until("both are in step", () -> wire.first().behind() + wire.second().behind() == 0);
        var connection = (DeviceConnection) wire.second();
        DocumentPeer peer = Objects.requireNonNull(connection.opened(ESSAY.toString()));
        peer.document().leaveInStep(peer);
        until("it is let go", () -> peer.left);
        int before = wire.messages();
        alice.edit(ESSAY, "more", "Rain");
        connection.sync(peer, alice.next(ESSAY), DocumentPeer.Kind.SYNC);
        until("it is answered", () -> wire.messages() > before);
    }

    @Test
    void anAppThatWatchesTheOtherMachinesStorageHearsItsHeads() throws Exception {
        String storage = there.space().storageId();
        alice.send(
                new RemoteSubscriptionChange(
                        alice.peerId(), "server", List.of(storage), List.of()));
        alice.edit(ESSAY, "title", "Clouds");
        talk(
                "alice hears of it",
                List.of(alice),
                () ->
                        alice.heard(RemoteHeadsChanged.class).stream()
                                .anyMatch(heads -> heads.newHeads().containsKey(storage)));
    }

    @Test
    void aCursorStaysOnItsMachineAndAnAppCannotDelete() {
        alice.edit(ESSAY, "title", "Clouds");
        talk("it is there", List.of(alice), () -> there.storedChanges() == 1);
        until("both are in step", () -> wire.first().behind() + wire.second().behind() == 0);
        int before = wire.messages();
        alice.say(ESSAY, "alice", "session", 1, "cursor");
        pause(Duration.ofMillis(50));
        assertThat(wire.messages()).isEqualTo(before);
        alice.connection()
                .receive(
                        MessageCodec.encode(
                                new xyz.groundmist.sync.wire.Deleted(
                                        "alice", "server", ESSAY.toString(), true, 5)));
        assertThat(alice.socket().closeCode()).isEqualTo(1002);
        assertThat(here.storedDocuments()).isEqualTo(1);
    }
}
