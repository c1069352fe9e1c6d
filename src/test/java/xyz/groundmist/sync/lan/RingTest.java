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

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** Three machines, each linked to both others: nothing goes round and round. */
@Timeout(120)
class RingTest {
    private static final DocumentId ESSAY = document(1);
    private static final int MESSAGE = 6; // ReplicaFrame.Part

    @TempDir Path folder;
    private List<Computer> machines;
    private List<Cable> cables;

    @BeforeEach
    void open() throws Exception {
        machines =
                List.of(
                        new Computer(folder, "desk"),
                        new Computer(folder, "attic"),
                        new Computer(folder, "boat"));
        cables =
                List.of(
                        machines.get(0).call(machines.get(1)),
                        machines.get(1).call(machines.get(2)),
                        machines.get(2).call(machines.get(0)));
    }

    @AfterEach
    void close() {
        machines.forEach(Computer::close);
    }

    private void untilAllAgree() {
        until(
                "all have the same",
                () ->
                        machines.stream().allMatch(Computer::inStep)
                                && machines.stream().map(Computer::documents).distinct().count()
                                        == 1);
    }

    private static long messages(List<byte[]> frames) {
        return frames.stream().filter(frame -> frame[0] == MESSAGE).count();
    }

    private static long with(String text, List<byte[]> frames) {
        return frames.stream()
                .filter(frame -> new String(frame, StandardCharsets.ISO_8859_1).contains(text))
                .count();
    }

    @Test
    void anEditTravelsEachEdgeAtMostTwiceAndThenThereIsSilence() {
        machines.getFirst().edit(ESSAY, "title", "Clouds");
        untilAllAgree();
        for (int round = 0; round < 20; round++) {
            cables.forEach(Cable::record);
            cables.forEach(Cable::takeFrames);
            Computer author = machines.get(round % 3);
            author.app().find(ESSAY);
            until(
                    "the author has the essay",
                    () -> {
                        author.app().step();
                        return author.app().has(ESSAY, "title");
                    });
            String word = "Unmistakable" + round;
            author.edit(ESSAY, "k", word);
            untilAllAgree();
            Computer.pause(30);
            for (Cable cable : cables) {
                List<byte[]> frames = cable.takeFrames();
                assertThat(with(word, frames)).as("%s, round %d", cable, round).isBetween(0L, 2L);
                assertThat(messages(frames)).as("%s, round %d", cable, round).isLessThan(10);
            }
        }
    }

    @Test
    void aHundredDocumentsWrittenOnAllThreeComeToRest() {
        for (int i = 0; i < 99; i++) machines.get(i % 3).edit(document(i), "k", "v" + i);
        untilAllAgree();
        Computer.pause(1_500); // longer than figures take
        cables.forEach(Cable::record);
        Computer.pause(1_500);
        for (Cable cable : cables) assertThat(cable.takeFrames()).as(cable.toString()).isEmpty();
    }

    @Test
    void threeWritersOfOneDocumentDontMultiplyEachOthersEdits() {
        machines.getFirst().edit(ESSAY, "title", "Clouds");
        untilAllAgree();
        for (Computer machine : machines) {
            machine.app().find(ESSAY);
            until(
                    "it has the essay",
                    () -> {
                        machine.app().step();
                        return machine.app().has(ESSAY, "title");
                    });
        }
        cables.forEach(Cable::record);
        int edits = 90;
        for (int i = 0; i < edits; i++) {
            Computer author = machines.get(i % 3);
            author.app().edit(ESSAY, "of " + author.name(), "v" + i);
            if (i % 10 == 0) machines.forEach(machine -> machine.app().step());
        }
        machines.forEach(machine ->
                until(
                        "its edits are stored",
                        () -> {
                            machines.forEach(one -> one.app().step());
                            return machine.app().isStored(ESSAY);
                        }));
        untilAllAgree();
        Computer.pause(100);
        for (Cable cable : cables) {
            // Each edit twice, each with an answer, is the worst there may be.
            assertThat(messages(cable.takeFrames())).as(cable.toString()).isLessThan(4 * edits);
        }
    }
}
