package xyz.groundmist.sync.lan;

import static org.assertj.core.api.Assertions.assertThat;

import static xyz.groundmist.sync.lan.Computer.document;
import static xyz.groundmist.sync.lan.Computer.until;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import xyz.groundmist.sync.engine.DocumentId;

import java.nio.file.Path;

/** A deletion is carried to the other machines, and can be taken back. */
@Timeout(120)
class DeletionTest {
    private static final DocumentId ESSAY = document(1);

    @TempDir Path folder;
    private Computer desk;
    private Computer attic;

    @BeforeEach
    void open() throws Exception {
        desk = new Computer(folder, "desk");
        attic = new Computer(folder, "attic");
        desk.edit(ESSAY, "title", "Clouds");
        desk.call(attic);
        untilInStep();
    }

    @AfterEach
    void close() {
        desk.close();
        attic.close();
    }

    private void untilInStep() {
        until(
                "both are in step",
                () ->
                        desk.inStep()
                                && attic.inStep()
                                && desk.documents().equals(attic.documents()));
    }

    private static void untilDeleted(Computer machine) {
        until(
                "it is deleted on " + machine.name(),
                () -> machine.documents().getOrDefault(ESSAY.toString(), "").startsWith("deleted"));
    }

    private static void untilRead(Computer machine, String key) {
        try (var app = new App(machine.library(), "reader on " + machine.name())) {
            app.find(ESSAY);
            until(
                    "it can be read on " + machine.name(),
                    () -> {
                        app.step();
                        return app.has(ESSAY, key);
                    });
        }
    }

    @Test
    void itIsGoneOnBothAndAppsHearThatItIsUnavailable() throws Exception {
        assertThat(desk.library().delete(ESSAY)).isTrue();
        untilDeleted(attic);
        untilInStep();
        assertThat(attic.library().documents()).isEmpty();
        assertThat(attic.library().status().documents()).isZero();
        attic.app().find(ESSAY);
        until(
                "the attic's app hears it",
                () -> {
                    attic.app().step();
                    return attic.app().unavailable().contains(ESSAY);
                });
        assertThat(desk.library().delete(ESSAY)).as("a second time").isFalse();
    }

    @Test
    void anAppThatHasItOpenHearsItOnceAndItsEditsAreNotKept() throws Exception {
        attic.app().find(ESSAY);
        until(
                "the attic's app reads it",
                () -> {
                    attic.app().step();
                    return attic.app().has(ESSAY, "title");
                });
        desk.library().delete(ESSAY);
        untilDeleted(attic);
        String stored = attic.documents().toString();
        for (int i = 0; i < 5; i++) attic.app().edit(ESSAY, "k", "v" + i);
        Computer.pause(100);
        attic.app().step();
        assertThat(attic.app().unavailable()).containsExactly(ESSAY);
        assertThat(attic.app().closeCode()).isNull();
        assertThat(attic.documents()).hasToString(stored);
        untilInStep();
    }

    @Test
    void aMachineThatWasAwayHearsOfItAndItWinsOverItsEdits() throws Exception {
        desk.restart();
        attic.edit(document(2), "title", "Rain");
        attic.app().find(ESSAY);
        until(
                "the attic's app reads it",
                () -> {
                    attic.app().step();
                    return attic.app().has(ESSAY, "title");
                });
        attic.edit(ESSAY, "late", "written while away");
        desk.library().delete(ESSAY);
        attic.call(desk);
        untilDeleted(attic);
        untilInStep();

        // Nothing is lost: brought back, it has what was written meanwhile, everywhere.
        assertThat(desk.library().undelete(ESSAY)).isTrue();
        untilInStep();
        untilRead(desk, "late");
        untilRead(attic, "title");
    }

    @Test
    void broughtBackItGoesOnForAppsThatConnectAgain() throws Exception {
        desk.library().delete(ESSAY);
        untilDeleted(attic);
        attic.app().find(ESSAY);
        until(
                "the attic's app hears it",
                () -> {
                    attic.app().step();
                    return !attic.app().unavailable().isEmpty();
                });
        assertThat(attic.library().undelete(ESSAY)).isTrue();
        until("the app is asked to connect again", () -> attic.app().closeCode() != null);
        untilInStep();
        untilRead(desk, "title");
        untilRead(attic, "title");
        untilInStep();
        assertThat(attic.library().undelete(ESSAY)).as("a second time").isFalse();
    }

    @Test
    void theLaterDecisionHoldsWhateverTheOrderInWhichTheyArrive() throws Exception {
        desk.library().delete(ESSAY);
        untilDeleted(attic);
        attic.restart();
        attic.library().undelete(ESSAY);
        Computer boat = new Computer(folder, "boat");
        desk.call(boat);
        until("the boat knows that it is deleted", () -> !boat.documents().isEmpty());
        untilDeleted(boat);
        attic.call(boat);
        until("the boat has it", () -> boat.documents().equals(attic.documents()));
        until("the desk has it", () -> desk.documents().equals(attic.documents()));
        untilRead(desk, "title");
        boat.close();
    }

    @Test
    void manyDeletionsGoOver() throws Exception {
        for (int i = 10; i < 300; i++) desk.edit(document(i), "k", "v");
        untilInStep();
        desk.restart();
        for (int i = 10; i < 300; i++) desk.library().delete(document(i));
        desk.call(attic);
        until("all are deleted", () -> attic.library().status().documents() == 1);
        untilInStep();
    }
}
