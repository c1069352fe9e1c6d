package xyz.groundmist.sync.devices;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import xyz.groundmist.sync.clients.Mounted;
import xyz.groundmist.sync.home.DocumentEntry;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** Computers on a network that keep each other's documents, with apps on them. */
@Timeout(900)
class ReplicasIT {
    private static final Duration A_WHILE = Duration.ofSeconds(240);

    @TempDir private Path folder;
    private HomeNetwork network;
    private HomeComputer desk;
    private HomeComputer laptop;

    @BeforeEach
    void build() throws Exception {
        network = new HomeNetwork();
        desk = computer("desk", 1);
        laptop = computer("laptop", 2);
    }

    @AfterEach
    void tearDown() throws Exception {
        network.close();
    }

    private HomeComputer computer(String name, int number) throws Exception {
        return HomeComputer.start(name, network.plug(name, "10.77.0." + number), folder);
    }

    private static Map<String, String> documents(HomeComputer computer) throws Exception {
        var all = new TreeMap<String, String>();
        for (var one : computer.ask("documents.list", Map.of(), DocumentEntry[].class)) {
            all.put(one.id(), one.changes() + " changes, " + one.bytes() + " bytes");
        }
        return all;
    }

    private static Duration untilSame(int documents, HomeComputer... computers) throws Exception {
        return Waiting.until(
                A_WHILE,
                () -> {
                    var counts = new ArrayList<Integer>();
                    for (HomeComputer one : computers) counts.add(documents(one).size());
                    return "%d documents everywhere, but: %s; %s"
                            .formatted(documents, counts, computers[0].devices());
                },
                () -> {
                    Map<String, String> first = documents(computers[0]);
                    if (first.size() != documents) return false;
                    for (HomeComputer one : computers) {
                        if (!documents(one).equals(first) || !inStep(one)) return false;
                    }
                    return true;
                });
    }

    private static boolean inStep(HomeComputer computer) throws Exception {
        return computer.devices().devices().stream()
                .allMatch(device -> Boolean.TRUE.equals(device.inStep()));
    }

    private static Duration untilKept(HomeComputer computer, int documents) throws Exception {
        return Waiting.until(
                A_WHILE,
                () -> documents + " documents at " + computer.name,
                () -> documents(computer).size() == documents);
    }

    @Test
    void aThousandDocumentsAndEditsOnBothSides() throws Exception {
        var here = new HomeApp(desk);
        var there = new HomeApp(laptop);
        List<String> ofDesk = here.create(500, "desk");
        List<String> ofLaptop = there.create(500, "laptop");
        untilKept(desk, 500);
        untilKept(laptop, 500);
        laptop.pairWith(desk);
        System.out.println(
                "ReplicasIT: 500 documents each way, in step after "
                        + untilSame(1_000, desk, laptop).toMillis()
                        + " ms, from being connected");

        // Half of the documents edited are the other side's, and some are edited on both.
        var edited = new ArrayList<String>(ofDesk.subList(0, 10));
        edited.addAll(ofLaptop.subList(0, 10));
        here.open(edited);
        there.open(edited);
        both(here, there, edited, 100);
        here.sent.clear();
        there.sent.clear();
        both(here, there, edited, 300);
        report("desk", here, there);
        report("laptop", there, here);

        int throughout = here.edit(edited, "desk", 200, Duration.ofMillis(30));
        network.restartRouter(Duration.ofSeconds(4));
        here.finish(throughout);
        System.out.println(
                "ReplicasIT: edits went on while the router restarted, in step "
                        + untilSame(1_000, desk, laptop).toMillis()
                        + " ms after the last");
    }

    private void both(HomeApp here, HomeApp there, List<String> documents, int edits)
            throws Exception {
        here.seen.clear();
        there.seen.clear();
        int deskEdits = here.edit(documents, "desk", edits, Duration.ofMillis(60));
        int laptopEdits = there.edit(documents, "laptop", edits, Duration.ofMillis(60));
        here.finish(deskEdits);
        there.finish(laptopEdits);
        untilSame(1_000, desk, laptop);
        // The last edit of each document gets to the other app, whichever came together before it.
        List<String> last =
                IntStream.range(edits - documents.size(), edits).mapToObj(n -> "" + n).toList();
        Waiting.until(
                A_WHILE,
                () -> "the last edits: " + there.seen.keySet() + here.seen.keySet(),
                () ->
                        last.stream()
                                .allMatch(n ->
                                        there.seen.containsKey("desk" + n)
                                                && here.seen.containsKey("laptop" + n)));
    }

    /** From the author's socket to the reader's app, for people to read. */
    private static void report(String side, HomeApp author, HomeApp reader) {
        List<Long> took =
                author.sent.entrySet().stream()
                        .filter(edit -> edit.getKey().startsWith(side))
                        .filter(edit -> reader.seen.containsKey(edit.getKey()))
                        .map(edit -> reader.seen.getOrDefault(edit.getKey(), 0L) - edit.getValue())
                        .sorted()
                        .toList();
        assertThat(took).isNotEmpty();
        System.out.printf(
                "ReplicasIT: edits at the %s seen on the other: %d, p50 %.1f ms, p99 %.1f ms%n",
                side,
                took.size(),
                took.get(took.size() / 2) / 1000.0,
                took.get(Math.min(took.size() - 1, took.size() * 99 / 100)) / 1000.0);
    }

    @Test
    void aFullDiskIsToldOnBothSidesAndWhenThereIsRoomItGoesOnByItself() throws Exception {
        Path place = Files.createDirectories(folder.resolve("boat"));
        try (Mounted disk = Mounted.small(place, 24)) {
            HomeComputer boat = computer("boat", 3);
            try {
                boat.pairWith(desk);
                var app = new HomeApp(desk);
                List<String> documents = app.create(20, "desk");
                untilSame(20, desk, boat);

                Path other = place.resolve("something-else");
                fill(other, disk);
                app.open(documents);
                app.finish(app.edit(documents, "desk", 100, Duration.ofMillis(10)));
                app.create(30, "desk");
                untilKept(desk, 50);
                awaitProblem(boat, desk, "Free some space");
                awaitProblem(desk, boat, "the other computer");
                assertThat(desk.paired(boat).behind()).isPositive();
                assertThat(documents(boat)).hasSize(20);

                Files.delete(other);
                System.out.println(
                        "ReplicasIT: in step "
                                + untilSame(50, desk, boat).toMillis()
                                + " ms after there was room again");
                assertThat(desk.paired(boat).problem()).isNull();
                assertThat(boat.paired(desk).problem()).isNull();
            } finally {
                boat.close();
            }
        }
    }

    private static void awaitProblem(HomeComputer computer, HomeComputer other, String words)
            throws Exception {
        Waiting.until(
                A_WHILE,
                () -> "%s: %s".formatted(computer.name, computer.devices()),
                () -> String.valueOf(computer.paired(other).problem()).contains(words));
    }

    private static void fill(Path file, Mounted disk) throws IOException {
        try (var out = Files.newOutputStream(file)) {
            while (disk.free() > 0) out.write(new byte[4_096]);
        } catch (IOException e) {
            // it is full
        }
    }

    @Test
    void oneIsStoppedForAThousandEditsAndKilledWhileItCatchesUp() throws Exception {
        laptop.pairWith(desk);
        var app = new HomeApp(desk);
        List<String> documents = app.create(20, "desk");
        untilSame(20, desk, laptop);
        laptop.stop();
        app.finish(app.edit(documents, "desk", 1_000, Duration.ofMillis(2)));
        app.create(600, "desk");
        untilKept(desk, 620);
        for (int kills = 0; kills < 3; kills++) {
            laptop.restart();
            int before = documents(laptop).size();
            Waiting.until(
                    A_WHILE,
                    () -> "more than " + before,
                    () -> documents(laptop).size() > before || documents(laptop).size() == 620);
            System.out.printf(
                    "ReplicasIT: killed with %d of 620 documents%n", documents(laptop).size());
            laptop.kill();
        }
        laptop.restart();
        System.out.println(
                "ReplicasIT: after 1,000 edits and three kills in step in "
                        + untilSame(620, desk, laptop).toMillis()
                        + " ms");
    }

    private static long sentBytes(HomeComputer... computers) throws Exception {
        long all = 0;
        for (HomeComputer one : computers) all += one.plug.sentBytes();
        return all;
    }

    @Test
    void threeInARingComeToRestAndADeletionGoesRound() throws Exception {
        HomeComputer boat = computer("boat", 3);
        laptop.pairWith(desk);
        boat.pairWith(desk);
        boat.pairWith(laptop);
        var app = new HomeApp(desk);
        List<String> documents = app.create(100, "desk");
        untilSame(100, desk, laptop, boat);
        var other = new HomeApp(boat);
        other.open(documents.subList(0, 20));
        other.finish(other.edit(documents.subList(0, 20), "boat", 100, Duration.ofMillis(10)));
        boat.ask("documents.delete", Map.of("id", documents.get(99)), Object.class);
        untilSame(99, desk, laptop, boat);
        Thread.sleep(2_000);
        long before = sentBytes(desk, laptop, boat);
        Thread.sleep(5_000);
        long after = sentBytes(desk, laptop, boat);
        System.out.printf("ReplicasIT: three at rest send %d bytes in 5 s%n", after - before);
        assertThat(after - before).as("signs of life and announcements").isLessThan(50_000);
        laptop.ask("documents.undelete", Map.of("id", documents.get(99)), Object.class);
        untilSame(100, desk, laptop, boat);
    }
}
