package xyz.groundmist.sync.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.Random;

/** A peer whose changes aren't taken: no storm, and it still gets everyone else's edits. */
class SyncRefusalTest {
    private static final int ROUNDS = 200;

    private final SyncServer server = new SyncServer();
    private final Random random = new Random(7);
    private OracleClient writer;
    private OracleClient reader;

    @BeforeEach
    void connect() {
        writer = new OracleClient(server, random);
        reader = new OracleClient(server, random);
    }

    @AfterEach
    void close() {
        writer.close();
        reader.close();
    }

    private void untilSilent() {
        for (int round = 0; round < ROUNDS; round++) {
            boolean busy = writer.exchange();
            busy |= reader.exchange();
            if (!busy) return;
        }
        throw new AssertionError("a conversation without end");
    }

    @ParameterizedTest
    @EnumSource
    void editsOfARefusedPeerGetFewAnswersAndOthersEditsStillReachIt(Refusal why) {
        writer.edit();
        untilSilent();
        reader.peer().refuse(why);
        reader.answers = 0;
        for (int i = 0; i < 50; i++) {
            reader.edit();
            reader.exchange();
        }
        untilSilent();
        assertThat(reader.answers).as("answers to 50 edits").isLessThan(5);
        assertThat(server.heads()).isEqualTo(writer.heads());

        for (int i = 0; i < 20; i++) {
            writer.edit();
            untilSilent();
        }
        assertThat(reader.answers).as("answers to 20 edits of others").isLessThan(5 + 20);
        assertThat(server.heads()).isEqualTo(writer.heads());
        var both = new OracleClient(new SyncServer(), random);
        both.merge(reader);
        both.merge(writer);
        assertThat(both.heads()).as("the reader had all of the writer's").isEqualTo(reader.heads());
        both.close();
    }

    @Test
    void aReadOnlyPeerThatBringsItsOwnDocumentGetsNoAnswerAtAll() {
        reader.peer().refuse(Refusal.READ_ONLY);
        reader.edit();
        untilSilent();
        assertThat(reader.answers).isZero();
        assertThat(server.size()).isZero();
    }

    @Test
    void aReadOnlyPeerGetsALargeDocumentInParts() {
        for (int i = 0; i < 60; i++) writer.edit();
        untilSilentAlone(writer);
        server.maxSend = 500;
        reader.peer().refuse(Refusal.READ_ONLY);
        untilSilent();
        assertThat(reader.heads()).isEqualTo(writer.heads());
        assertThat(reader.answers).isGreaterThan(5);
    }

    @Test
    void aReadOnlyPeerWithEditsOfItsOwnGetsALargeDocumentInParts() {
        for (int i = 0; i < 60; i++) writer.edit();
        reader.edit();
        var edit = reader.heads();
        untilSilentAlone(writer);
        server.maxSend = 500;
        reader.peer().refuse(Refusal.READ_ONLY);
        untilSilent();
        assertThat(reader.heads()).hasSize(2).containsAll(edit).containsAll(writer.heads());
        assertThat(server.heads()).isEqualTo(writer.heads());
    }

    private void untilSilentAlone(OracleClient client) {
        for (int round = 0; client.exchange(); round++) assertThat(round).isLessThan(ROUNDS);
    }

    @Test
    void aServerThatLostChangesStillServesAPeerItRefuses() {
        for (int i = 0; i < 10; i++) writer.edit();
        untilSilent();
        server.restoreFirst(4);
        writer.reconnect(OracleClient.State.KEPT);
        reader.reconnect(OracleClient.State.KEPT);
        reader.edit();
        reader.peer().refuse(Refusal.READ_ONLY);
        untilSilentAlone(reader);
        writer.edit();
        untilSilent();
        assertThat(server.heads()).isEqualTo(writer.heads());
        assertThat(reader.heads()).containsAll(writer.heads());
    }

    @Test
    void aRefusedPeerThatReconnectsIsHeardAgain() {
        writer.edit();
        untilSilent();
        reader.peer().refuse(Refusal.STORAGE_FULL);
        reader.edit();
        untilSilent();
        assertThat(server.heads()).isNotEqualTo(reader.heads());
        reader.reconnect(OracleClient.State.KEPT);
        untilSilent();
        assertThat(server.heads()).isEqualTo(reader.heads()).isEqualTo(writer.heads());
    }
}
