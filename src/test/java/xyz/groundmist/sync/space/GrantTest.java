package xyz.groundmist.sync.space;

import static org.assertj.core.api.Assertions.assertThat;

import static xyz.groundmist.sync.space.Patience.talk;
import static xyz.groundmist.sync.space.Patience.talkForAMoment;
import static xyz.groundmist.sync.space.Stage.ALICE;
import static xyz.groundmist.sync.space.Stage.BOB;
import static xyz.groundmist.sync.space.Stage.READER;
import static xyz.groundmist.sync.space.Stage.document;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import xyz.groundmist.sync.engine.DocumentId;

import java.nio.file.Path;
import java.util.List;

class GrantTest {
    private static final DocumentId ESSAY = document(1);

    @TempDir Path folder;

    @Test
    void aReaderSeesEditsAndItsOwnGoNowhere() throws Exception {
        try (var stage = new Stage(folder)) {
            OracleClient alice = stage.client("alice", ALICE);
            OracleClient bob = stage.client("bob", BOB);
            OracleClient reader = stage.client("reader", READER);
            alice.edit(ESSAY, "title", "Clouds");
            talk("it is stored", List.of(alice), () -> stage.storedChanges() == 1);
            bob.find(ESSAY);
            reader.find(ESSAY);
            var all = List.of(alice, bob, reader);
            talk("the reader has it", all, () -> reader.has(ESSAY, "title"));
            talkForAMoment(alice, bob, reader);

            int sent = reader.socket().sent();
            for (int i = 0; i < 20; i++) {
                reader.edit(ESSAY, "unwanted" + i, "1");
                reader.step();
            }
            talkForAMoment(alice, bob, reader);
            assertThat(reader.socket().sent() - sent).isLessThan(3);
            assertThat(reader.socket().closeCode()).isNull();

            bob.edit(ESSAY, "bob", "1");
            talk("the reader sees bob's edit", all, () -> reader.has(ESSAY, "bob"));
            assertThat(alice.text(ESSAY)).doesNotContain("unwanted");
            assertThat(stage.storedChanges()).isEqualTo(2);
        }
    }
}
