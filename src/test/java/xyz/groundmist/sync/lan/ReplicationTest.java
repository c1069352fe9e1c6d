package xyz.groundmist.sync.lan;

import static org.assertj.core.api.Assertions.assertThat;

import static xyz.groundmist.sync.lan.Computer.LIBRARY;
import static xyz.groundmist.sync.lan.Computer.NOTEBOOK;
import static xyz.groundmist.sync.lan.Computer.document;
import static xyz.groundmist.sync.lan.Computer.until;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import xyz.groundmist.sync.engine.DocumentId;

import java.nio.file.Path;

/** Two of the owner's machines, linked, with apps on both. */
@Timeout(120)
class ReplicationTest {
    private static final DocumentId ESSAY = document(1);
    private static final DocumentId POEM = document(2);

    @TempDir Path folder;
    private Computer desk;
    private Computer attic;

    @BeforeEach
    void open() throws Exception {
        desk = new Computer(folder, "desk");
        attic = new Computer(folder, "attic");
    }

    @AfterEach
    void close() {
        desk.close();
        attic.close();
    }

    private void untilInStep() {
        until(
                () ->
                        "both are in step: %s %s %s %s"
                                .formatted(
                                        desk.replication().status(),
                                        attic.replication().status(),
                                        desk.documents(),
                                        attic.documents()),
                () -> desk.inStep() && attic.inStep());
        assertThat(desk.documents()).isEqualTo(attic.documents());
    }

    @Test
    void whatEachHasGoesToTheOther() {
        desk.edit(ESSAY, "title", "Clouds");
        attic.edit(POEM, "title", "Rain");
        attic.edit(NOTEBOOK, ESSAY, "title", "Lists");
        desk.call(attic);
        untilInStep();
        assertThat(desk.documents(NOTEBOOK)).hasSize(1).isEqualTo(attic.documents(NOTEBOOK));
        attic.app().find(ESSAY);
        until(
                "the attic's app reads the essay",
                () -> {
                    attic.app().step();
                    return attic.app().has(ESSAY, "title");
                });
    }

    @Test
    void bothEditsOfOneDocumentStay() {
        desk.edit(ESSAY, "title", "Clouds");
        attic.edit(ESSAY, "author", "Ann");
        attic.call(desk);
        untilInStep();
        desk.app().find(ESSAY);
        until(
                "the desk's app has both",
                () -> {
                    desk.app().step();
                    return desk.app().text(ESSAY).size() == 2;
                });
    }

    @Test
    void anEditIsSeenOnTheOtherMachineAtOnceBothWays() {
        desk.call(attic);
        desk.edit(ESSAY, "title", "Clouds");
        untilInStep();
        attic.app().find(ESSAY);
        for (int i = 0; i < 20; i++) {
            String key = "k" + i;
            (i % 2 == 0 ? desk : attic).edit(ESSAY, key, "v");
            until(
                    key + " is on both",
                    () -> {
                        desk.app().step();
                        attic.app().step();
                        return desk.app().has(ESSAY, key) && attic.app().has(ESSAY, key);
                    });
        }
        untilInStep();
    }

    @Test
    void aSpaceMadeLaterIsSharedToo() {
        desk.call(attic);
        desk.edit(ESSAY, "title", "Clouds");
        untilInStep();
        attic.edit(NOTEBOOK, POEM, "title", "Lists");
        until("the desk has the notebook", () -> desk.documents(NOTEBOOK).size() == 1);
        untilInStep();
        assertThat(desk.status(NOTEBOOK)).isNotNull();
    }

    @Test
    void aMachineThatWasAwayCatchesUp() {
        Cable first = desk.call(attic);
        desk.edit(ESSAY, "title", "Clouds");
        untilInStep();
        first.cut();
        for (int i = 0; i < 200; i++) desk.edit(ESSAY, "k" + i % 7, "v" + i);
        for (int i = 10; i < 60; i++) desk.edit(document(i), "k", "v" + i);
        attic.call(desk);
        untilInStep();
        assertThat(attic.documents()).hasSize(51);
    }

    @Test
    void oneLargeChangeGoesInParts() {
        var random = new java.util.Random(7);
        var text = new StringBuilder();
        while (text.length() < 3 << 20) text.append(Long.toString(random.nextLong(), 36));
        desk.edit(ESSAY, "text", text.toString());
        desk.call(attic);
        desk.edit(POEM, "title", "Rain");
        untilInStep();
    }

    @Test
    void aMachineThatReadsNothingCostsNothingForEachEdit() {
        Cable cable = desk.call(attic);
        desk.edit(ESSAY, "title", "Clouds");
        untilInStep();
        cable.stop();
        for (int i = 0; i < 500; i++) desk.edit(ESSAY, "k" + i % 5, "v" + i);
        cable.record();
        cable.resume();
        until("the attic has caught up", () -> desk.documents().equals(attic.documents()));
        untilInStep();
        // What was under way, the rest in one, and their answers.
        assertThat(cable.takeFrames()).hasSizeLessThan(12);
    }

    @Test
    void tenThousandDocumentsInStepAreConfirmedWithFewBytes() throws Exception {
        try (Computer one = Computer.stocked(folder, "one", 10_000);
                Computer other = Computer.stocked(folder, "other", 10_000)) {
            Cable cable = one.call(other);
            until("both know that they are in step", () -> one.inStep() && other.inStep());
            assertThat(cable.bytes()).isLessThan(1_000);
        }
    }

    @Test
    void oneDocumentMoreAmongTenThousandIsFoundBelowAMegabyte() throws Exception {
        try (Computer one = Computer.stocked(folder, "one", 10_000);
                Computer other = Computer.stocked(folder, "other", 10_000)) {
            other.edit(document(10_001), "title", "Clouds");
            Cable cable = one.call(other);
            until(
                    "it is on both",
                    () -> one.documents().size() == 10_001 && one.inStep() && other.inStep());
            assertThat(cable.bytes()).isLessThan(1_000_000);
        }
    }

    @Test
    void figuresTellHowMuchIsMissing() throws Exception {
        try (Computer one = Computer.stocked(folder, "one", 500)) {
            Cable cable = one.call(desk);
            cable.delay(3);
            until(
                    "some are known to be missing",
                    () -> {
                        ReplicaStatus status = one.status(LIBRARY);
                        return status != null && status.compared() && status.behind() > 100;
                    });
            until(
                    "the other side is told",
                    () -> {
                        ReplicaStatus status = desk.status(LIBRARY);
                        return status != null && status.behind() > 100;
                    });
        }
    }
}
