package xyz.groundmist.sync.lan;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import xyz.groundmist.sync.lan.PairedDevice.Standing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The devices of a backup, with this machine's key and without it. */
@Timeout(120)
class RestoredDevicesTest {
    private static final String KEY = "device-key.pem";
    private static final Instant NOW = Instant.parse("2026-11-22T14:32:00Z");

    @TempDir private Path folder;
    private final List<Machine> running = new ArrayList<>();

    @AfterEach
    void stop() {
        running.forEach(Machine::close);
    }

    private Machine start(String name) throws IOException {
        return start(name, 0);
    }

    private Machine start(String name, int port) throws IOException {
        Machine machine = Machine.start(folder.resolve(name), name, port);
        running.add(machine);
        return machine;
    }

    private static void connected(Machine one, Machine other) {
        Machine.until(() -> one.connectedTo(other) && other.connectedTo(one));
    }

    /** A desk and a laptop that were paired, and what a backup of the desk has. */
    private byte[] paired(Machine desk, Machine laptop) throws Exception {
        laptop.pairWith(desk);
        connected(desk, laptop);
        return Files.readAllBytes(folder.resolve("desk").resolve(Lan.BOOK));
    }

    /** A data folder that the desk's backup was restored into, in the desk's place. */
    private Path restored(String name, byte[] book, Instant now) throws IOException {
        Path data = Files.createDirectories(folder.resolve(name));
        Files.copy(folder.resolve("desk").resolve(KEY), data.resolve(KEY));
        RestoredDevices.pause(data, book, now);
        return data;
    }

    private static Standing standing(Machine machine) {
        return machine.lan.devices().getFirst().device().standing();
    }

    @Test
    void withItsKeyTheyAreNeitherCalledNorLetInUntilTheyAreConfirmed() throws Exception {
        Machine desk = start("desk");
        Machine laptop = start("laptop");
        byte[] book = paired(desk, laptop);
        int port = desk.lan.port();
        desk.close();
        Machine.until(() -> !laptop.connectedTo(desk));
        Path data = restored("new", book, NOW);
        assertThat(RestoredDevices.read(data).paused()).containsExactly("laptop");
        Machine fresh = start("new", port);

        assertThat(standing(fresh)).isEqualTo(Standing.PAUSED);
        Thread.sleep(1_500); // the laptop calls again and again meanwhile
        assertThat(fresh.links).isEmpty();
        assertThat(laptop.lan.devices().getFirst().route()).isNull();
        assertThat(laptop.lan.devices().getFirst().device().estranged()).isFalse();

        assertThat(fresh.lan.trustAgain(laptop.lan.id())).isTrue();
        connected(fresh, laptop);
        assertThat(fresh.lan.trustAgain(laptop.lan.id())).as("once is enough").isFalse();
        fresh.close();
        Machine again = start("new", port);
        connected(again, laptop);
    }

    @Test
    void withoutItsKeyTheyHaveToBePairedAgain() throws Exception {
        Machine desk = start("desk");
        Machine laptop = start("laptop");
        byte[] book = paired(desk, laptop);
        desk.close();
        Path data = Files.createDirectories(folder.resolve("new"));
        Files.write(data.resolve(RestoredDevices.FILE), book);
        assertThat(RestoredDevices.read(data).former()).containsExactly("laptop");
        Machine fresh = start("new");

        assertThat(standing(fresh)).isEqualTo(Standing.FORMER);
        assertThat(fresh.lan.trustAgain(laptop.lan.id())).as("that isn't enough").isFalse();
        assertThat(data.resolve(RestoredDevices.FILE)).doesNotExist();
        fresh.pairWith(laptop);
        connected(fresh, laptop);
        assertThat(fresh.lan.devices()).hasSize(1);
        assertThat(standing(fresh)).isEqualTo(Standing.TRUSTED);
    }

    @Test
    void aListThatSomebodyHasTamperedWithTrustsNobodyAndStopsNothing() throws Exception {
        Path data = Files.createDirectories(folder.resolve("new"));
        for (String text : List.of("{}", "no JSON", "{\"devices\":[{\"id\":\"?\"}]}")) {
            Files.writeString(data.resolve(RestoredDevices.FILE), text);
            try (Machine fresh = Machine.start(data, "new")) {
                assertThat(fresh.lan.devices()).as(text).isEmpty();
            }
        }
        Machine desk = start("desk");
        Machine laptop = start("laptop");
        String trusted = new String(paired(desk, laptop), StandardCharsets.UTF_8);
        assertThat(trusted).contains("TRUSTED");
        Files.writeString(data.resolve(RestoredDevices.FILE), trusted);
        Machine fresh = start("new");

        assertThat(standing(fresh)).isEqualTo(Standing.FORMER);
    }

    @Test
    void theOldMachineThatIsNotGoneIsTurnedAwayAndThatIsSaidOnAllSides() throws Exception {
        Machine desk = start("desk");
        Machine laptop = start("laptop");
        byte[] book = paired(desk, laptop);
        restored("new", book, NOW);
        Machine fresh = start("new");
        assertThat(fresh.lan.id()).isEqualTo(desk.lan.id());
        laptop.lan.locate(desk.lan.id(), desk.address());

        fresh.lan.locate(laptop.lan.id(), laptop.address());
        fresh.lan.trustAgain(laptop.lan.id());

        Machine.until(() -> fresh.connectedTo(laptop) && !desk.connectedTo(laptop));
        Machine.until(() -> desk.lan.problems().contains(Doubles.REPLACED));
        Machine.until(() -> laptop.lan.problems().contains(Doubles.of("new")));
        assertThat(laptop.lan.devices().getFirst().doubled()).isTrue();
        assertThat(fresh.lan.problems()).isEmpty();
        Thread.sleep(1_500); // the desk tries again meanwhile
        assertThat(fresh.connectedTo(laptop)).isTrue();
        assertThat(desk.connectedTo(laptop)).isFalse();
    }

    @Test
    void theOldMachineThatComesBackAfterwardsIsTurnedAwayToo() throws Exception {
        Machine desk = start("desk");
        Machine laptop = start("laptop");
        byte[] book = paired(desk, laptop);
        desk.close();
        restored("new", book, NOW);
        Machine fresh = start("new");
        fresh.lan.locate(laptop.lan.id(), laptop.address());
        fresh.lan.trustAgain(laptop.lan.id());
        connected(fresh, laptop);
        fresh.close();
        Machine.until(() -> laptop.lan.devices().getFirst().route() == null);

        Machine back = start("desk");
        Machine.until(() -> back.lan.problems().contains(Doubles.REPLACED));
        assertThat(laptop.lan.devices().getFirst().route()).isNull();
        back.pairWith(laptop); // its owner says that it is this one after all
        connected(back, laptop);
    }

    @Test
    void aBackupRestoredTwiceBelongsToTheSecondThoughItsClockIsSlow() throws Exception {
        Machine desk = start("desk");
        byte[] book = paired(desk, start("laptop"));
        byte[] first = Files.readAllBytes(restored("new", book, NOW).resolve(Lan.BOOK));
        restored("newer", first, NOW.minusSeconds(3600));

        try (Machine one = Machine.start(folder.resolve("new"), "new");
                Machine other = Machine.start(folder.resolve("newer"), "newer")) {
            assertThat(other.lan.id()).isEqualTo(one.lan.id());
        }
        assertThat(DeviceBook.open(folder.resolve("newer").resolve(Lan.BOOK)).restored())
                .isGreaterThan(DeviceBook.open(folder.resolve("new").resolve(Lan.BOOK)).restored());
    }

    /** What one machine hears of another on the local network. */
    private static Discovery.Found announced(Machine machine) {
        return new Discovery.Found(
                Announcement.of(machine.lan.id(), new SecureRandom()),
                List.of(new LanAddress("127.0.0.1", machine.lan.port())));
    }

    @Test
    void onTheLocalNetworkTheTwoFindEachOtherOutByTheirKeyOnly() throws Exception {
        Machine desk = start("desk");
        byte[] book = paired(desk, start("laptop"));
        Path data = restored("new", book, NOW);
        DeviceKey key = DeviceKey.open(data.resolve(KEY));
        var caller = new Caller(key, Machine.LIMITS);
        var old = new Doubles(key.id(), caller, Machine.LIMITS, () -> hello(0), () -> {});
        var late = new Doubles(key.id(), caller, Machine.LIMITS, () -> hello(NOW), () -> {});
        Machine fresh = start("new");
        Machine liar = start("liar");
        var lie =
                new Discovery.Found(
                        Announcement.of(key.id(), new SecureRandom()),
                        List.of(new LanAddress("127.0.0.1", liar.lan.port())));

        Discovery.Found heardOfDesk = announced(desk);
        Discovery.Found heardOfFresh = announced(fresh);
        late.look(lie);
        late.look(heardOfDesk);
        old.look(heardOfFresh);
        Machine.until(() -> late.problem(List.of(heardOfDesk)) != null);
        Machine.until(() -> old.problem(List.of(heardOfFresh)) != null);

        assertThat(late.problem(List.of(heardOfDesk))).contains("isn't gone: it runs at 127.0.0.1");
        assertThat(old.problem(List.of(heardOfFresh))).isEqualTo(Doubles.REPLACED);
        assertThat(late.problem(List.of(lie))).as("it can't show the key").isNull();
        assertThat(late.problem(List.of())).as("it is heard no more").isNull();
    }

    private static Hello hello(Instant restored) {
        return hello(restored.getEpochSecond());
    }

    private static Hello hello(long restored) {
        return new Hello("desk", 1, null, List.of(), restored);
    }
}
