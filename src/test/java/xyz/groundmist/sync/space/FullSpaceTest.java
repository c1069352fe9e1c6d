package xyz.groundmist.sync.space;

import static org.assertj.core.api.Assertions.assertThat;

import static xyz.groundmist.sync.space.Patience.talk;
import static xyz.groundmist.sync.space.Patience.talkForAMoment;
import static xyz.groundmist.sync.space.Stage.ALICE;
import static xyz.groundmist.sync.space.Stage.document;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;

/** A space that takes as much as its owner allows. */
class FullSpaceTest {
    @TempDir Path folder;

    @Test
    void takesNoMoreThanItMayUntilItMayTakeMore() throws Exception {
        try (var stage = new Stage(folder, SizeLimits.DEFAULT.withSpaceBytes(1))) {
            OracleClient alice = stage.client("alice", ALICE);
            alice.edit(document(1), "title", "Clouds");
            talk("it is stored", List.of(alice), () -> stage.storedChanges() == 1);
            alice.edit(document(1), "title", "Rain");
            talk("it is said", List.of(alice), () -> stage.problem() != null);
            talkForAMoment(alice);
            assertThat(stage.storedChanges()).isEqualTo(1);
            assertThat(stage.problem()).contains("space is full", "in the settings");

            stage.restart(SizeLimits.DEFAULT.withSpaceBytes(1 << 20));
            OracleClient again = stage.client("alice", ALICE);
            again.edit(document(2), "title", "Rain");
            talk("it is stored", List.of(again), () -> stage.storedChanges() == 2);
            assertThat(stage.problem()).isNull();
        }
    }
}
