package xyz.groundmist.sync.space;

import static org.assertj.core.api.Assertions.assertThat;

import static xyz.groundmist.sync.space.Patience.pause;
import static xyz.groundmist.sync.space.Patience.until;
import static xyz.groundmist.sync.space.Stage.ALICE;
import static xyz.groundmist.sync.space.Stage.BOB;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;

/** Clients that were refused on a full disk come back when there is room, and not before. */
class RoomWatchTest {
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(20);
    private static final Duration SOME_LOOKS = Duration.ofMillis(200);

    @TempDir Path folder;
    private Stage stage;
    private RoomWatch watch;
    private final FakeSocket alice = new FakeSocket();
    private final FakeSocket bob = new FakeSocket();
    private Connection fromAlice;
    private Connection fromBob;

    @BeforeEach
    void open() throws Exception {
        stage = new Stage(folder);
        Space space = stage.space();
        watch = new RoomWatch(space, BETWEEN_LOOKS);
        fromAlice = (Connection) space.connect(alice, ALICE);
        fromBob = (Connection) space.connect(bob, BOB);
    }

    @AfterEach
    void close() {
        stage.close();
    }

    @Test
    void whoWasRefusedIsClosedOnceThereIsRoomAndNobodyElse() {
        watch.refused(fromAlice);
        until("alice is told to come back", () -> alice.closeCode() != null);
        assertThat(alice.closeCode()).isEqualTo(1013);
        assertThat(bob.closeCode()).isNull();
    }

    @Test
    void asLongAsNothingCanBeWrittenAllWaitAndTheStatusSaysWhy() throws Exception {
        try (var intruder = stage.intruder()) {
            intruder.run(
                    "CREATE TRIGGER full BEFORE UPDATE ON space"
                            + " BEGIN SELECT RAISE(ABORT, 'no room in this test'); END");
            watch.refused(fromAlice);
            until("the status says it", () -> stage.problem() != null);
            watch.refused(fromBob);
            pause(SOME_LOOKS);
            assertThat(alice.closeCode()).isNull();
            assertThat(bob.closeCode()).isNull();
            intruder.run("DROP TRIGGER full");
        }
        until("both are told", () -> alice.closeCode() != null && bob.closeCode() != null);
        assertThat(stage.problem()).isNull();
    }

    @Test
    void whoHasLeftIsForgotten() {
        watch.refused(fromAlice);
        watch.left(fromAlice);
        watch.refused(fromBob);
        until("bob is told", () -> bob.closeCode() != null);
        assertThat(alice.closeCode()).isNull();
    }

    @Test
    void itLooksAgainForThoseWhoAreRefusedLater() {
        watch.refused(fromAlice);
        until("alice is told", () -> alice.closeCode() != null);
        watch.refused(fromBob);
        until("bob is told", () -> bob.closeCode() != null);
    }
}
