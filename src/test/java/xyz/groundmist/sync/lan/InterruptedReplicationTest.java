package xyz.groundmist.sync.lan;

import static org.assertj.core.api.Assertions.assertThat;

import static xyz.groundmist.sync.lan.Computer.LIBRARY;
import static xyz.groundmist.sync.lan.Computer.NOTEBOOK;
import static xyz.groundmist.sync.lan.Computer.document;
import static xyz.groundmist.sync.lan.Computer.until;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import xyz.groundmist.sync.engine.DocumentId;
import xyz.groundmist.sync.store.SpaceName;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Links break and machines stop at any moment; in the end all have the same. */
@Timeout(300)
class InterruptedReplicationTest {
    private static final int DOCUMENTS = 6;

    @TempDir Path folder;

    @Test
    void aLinkThatBreaksAfterAnyFrame() throws Exception {
        try (var desk = new Computer(folder, "desk");
                var attic = new Computer(folder, "attic")) {
            desk.edit(document(0), "title", "Clouds");
            attic.edit(NOTEBOOK, document(1), "title", "Rain");
            for (int frames = 0; ; frames++) {
                desk.edit(document(0), "k", "v" + frames);
                attic.edit(document(100 + frames), "k", "v");
                Cable cable = frames % 2 == 0 ? desk.call(attic, frames) : attic.call(desk, frames);
                until(
                        "it breaks or all is in step",
                        () -> cable.isOver() || (desk.inStep() && attic.inStep()));
                boolean wasInStep = !cable.isOver();
                cable.cut();
                assertThat(cable.failures()).noneMatch(Error.class::isInstance);
                if (wasInStep && frames > 30) break;
            }
            desk.call(attic);
            until("all is in step", () -> desk.inStep() && attic.inStep());
            for (SpaceName space : List.of(LIBRARY, NOTEBOOK)) {
                assertThat(desk.documents(space)).isEqualTo(attic.documents(space));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void threeMachinesAtRandom(long seed) throws Exception {
        var random = new Random(seed);
        var machines = new ArrayList<Computer>();
        for (String name : List.of("desk", "attic", "boat")) {
            machines.add(new Computer(folder, name));
        }
        var cables = new ArrayList<Cable>();
        try {
            for (int deed = 0; deed < 150; deed++) deed(machines, cables, random);
            cables.forEach(Cable::cut);
            for (int i = 0; i < 3; i++) machines.get(i).call(machines.get((i + 1) % 3));
            until(
                    "all agree (seed %d)".formatted(seed),
                    () ->
                            machines.stream().allMatch(Computer::inStep)
                                    && List.of(LIBRARY, NOTEBOOK).stream()
                                            .allMatch(space -> agree(machines, space)));
            for (Cable cable : cables) {
                assertThat(cable.failures()).noneMatch(Error.class::isInstance);
            }
        } finally {
            machines.forEach(Computer::close);
        }
    }

    private static boolean agree(List<Computer> machines, SpaceName space) {
        return machines.stream().map(machine -> machine.documents(space)).distinct().count() == 1;
    }

    private static void deed(List<Computer> machines, List<Cable> cables, Random random)
            throws Exception {
        int which = random.nextInt(3);
        Computer machine = machines.get(which);
        SpaceName space = random.nextBoolean() ? LIBRARY : NOTEBOOK;
        DocumentId id = document(random.nextInt(DOCUMENTS));
        switch (random.nextInt(20)) {
            case 0 -> machine.restart();
            case 1 -> {
                if (!cables.isEmpty()) cables.get(random.nextInt(cables.size())).cut();
            }
            case 2, 3 -> {
                Computer other = machines.get((which + 1 + random.nextInt(2)) % 3);
                long frames = random.nextBoolean() ? random.nextInt(60) : Long.MAX_VALUE;
                boolean linked =
                        cables.stream().anyMatch(c -> !c.isOver() && c.joins(machine, other));
                if (!linked) cables.add(machine.call(other, frames));
            }
            case 4 -> {
                machine.space(space).delete(id);
            }
            case 5 -> {
                machine.space(space).undelete(id);
            }
            case 6 -> Computer.pause(random.nextInt(30));
            case 7, 8 -> machine.app(space).find(id);
            case 9, 10 -> machine.app(space).step();
            default ->
                    machine.app(space).edit(id, "k" + random.nextInt(4), "v" + deedValue(random));
        }
    }

    private static String deedValue(Random random) {
        return random.nextInt(10) == 0
                ? "long ".repeat(40_000) + random.nextInt()
                : "" + random.nextInt();
    }
}
