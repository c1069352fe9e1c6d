package xyz.groundmist.sync.space;

import static org.assertj.core.api.Assertions.assertThat;

import static xyz.groundmist.sync.space.Patience.talk;
import static xyz.groundmist.sync.space.Patience.until;
import static xyz.groundmist.sync.space.Stage.ALICE;
import static xyz.groundmist.sync.space.Stage.BOB;
import static xyz.groundmist.sync.space.Stage.document;

import org.automerge.ChangeHash;
import org.automerge.Document;
import org.automerge.ObjectId;
import org.automerge.Transaction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import xyz.groundmist.sync.engine.DocumentId;
import xyz.groundmist.sync.store.Arrival;
import xyz.groundmist.sync.store.Source;
import xyz.groundmist.sync.store.Source.Kind;
import xyz.groundmist.sync.store.StoreException;
import xyz.groundmist.sync.store.StoredDocument;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** By whom each change of a document came, whatever its author calls itself. */
@Timeout(60)
class ArrivalTest {
    private static final DocumentId ESSAY = document(1);
    private static final Source FROM_ALICE = new Source(Kind.APP, "alice");
    private static final Source FROM_BOB = new Source(Kind.APP, "bob");

    @TempDir Path folder;

    private static List<Arrival> arrivals(Stage stage) throws StoreException {
        StoredDocument stored = Objects.requireNonNull(stage.space().find(ESSAY));
        return stage.space().arrivals(stored);
    }

    private static void write(Stage stage, OracleClient by, String key) {
        long before = stage.storedChanges();
        by.edit(ESSAY, key, "x");
        talk("it is stored", List.of(by), () -> stage.storedChanges() == before + 1);
    }

    @Test
    void itIsKeptWhenItIsSomebodyElseThanForTheChangeBefore() throws Exception {
        try (var stage = new Stage(folder)) {
            OracleClient alice = stage.client("alice", ALICE);
            OracleClient bob = stage.client("bob", BOB);
            write(stage, alice, "a");
            write(stage, alice, "b");
            bob.find(ESSAY);
            talk("bob has it", List.of(bob), () -> bob.has(ESSAY, "b"));
            write(stage, bob, "c");
            write(stage, alice, "d");
            var own = new Document();
            try (Transaction change = own.startTransaction()) {
                change.set(ObjectId.ROOT, "e", "brought back");
                change.commit();
            }
            List<byte[]> brought = List.of(own.encodeChangesSince(new ChangeHash[0]));
            stage.space().insert(ESSAY, brought).get(20, TimeUnit.SECONDS);
            assertThat(arrivals(stage))
                    .containsExactly(
                            new Arrival(0, FROM_ALICE),
                            new Arrival(2, FROM_BOB),
                            new Arrival(3, FROM_ALICE),
                            new Arrival(4, Source.SERVER));

            stage.restart();
            OracleClient again = stage.client("alice", ALICE);
            again.find(ESSAY);
            talk("alice has it", List.of(again), () -> again.has(ESSAY, "e"));
            write(stage, again, "f");
            write(stage, again, "g");
            assertThat(arrivals(stage)).hasSize(5).last().isEqualTo(new Arrival(5, FROM_ALICE));
        }
    }

    @Test
    void whatCouldNotBeStoredLeavesNoTrace() throws Exception {
        try (var stage = new Stage(folder)) {
            OracleClient alice = stage.client("alice", ALICE);
            write(stage, alice, "a");
            OracleClient bob = stage.client("bob", BOB);
            bob.find(ESSAY);
            talk("bob has it", List.of(bob), () -> bob.has(ESSAY, "a"));
            try (var intruder = stage.intruder()) {
                intruder.failCommits();
                bob.edit(ESSAY, "b", "x");
                talk("it fails", List.of(bob), () -> stage.problem() != null);
                intruder.repair();
            }
            write(stage, alice, "c");
            assertThat(arrivals(stage)).containsExactly(new Arrival(0, FROM_ALICE));
        }
    }

    @Test
    void fromAnotherMachineItIsTheMachine() throws Exception {
        try (var here = new Stage(folder.resolve("here"));
                var there = new Stage(folder.resolve("there"));
                var wire = new DeviceWire(here.space(), there.space())) {
            write(here, here.client("alice", ALICE), "a");
            until("it is there", () -> there.storedChanges() == 1);
            assertThat(arrivals(there))
                    .singleElement()
                    .matches(one -> one.source().kind() == Kind.MACHINE);
            assertThat(wire.first().problem()).isNull();
        }
    }
}
