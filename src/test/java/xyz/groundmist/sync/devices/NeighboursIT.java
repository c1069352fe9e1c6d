package xyz.groundmist.sync.devices;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

/** Two computers and a stranger on a network without internet. */
@Timeout(600)
class NeighboursIT {
    private static final Duration A_WHILE = Duration.ofSeconds(120);

    @TempDir private Path folder;
    private HomeNetwork network;

    @BeforeEach
    void build() throws Exception {
        network = new HomeNetwork();
    }

    @AfterEach
    void tearDown() throws Exception {
        network.close();
    }

    private HomeComputer computer(String name, int number) throws Exception {
        return HomeComputer.start(name, network.plug(name, "10.77.0." + number), folder);
    }

    @Test
    void theyFindEachOtherArePairedAndStayConnectedThroughWhatHappensAtHome() throws Exception {
        // or a connection by IPv6 would outlive the address that changes below
        HomeNetwork.Plug place = network.plug("desk", "10.77.0.1").withoutIpv6();
        HomeComputer desk = HomeComputer.start("desk", place, folder);
        HomeComputer laptop = computer("laptop", 2);
        Duration found =
                Waiting.until(
                        A_WHILE,
                        () -> "not found: " + laptop.devices() + desk.devices(),
                        () ->
                                laptop.found().contains("10.77.0.1:3032")
                                        && desk.found().contains("10.77.0.2:3032"));
        System.out.println("NeighboursIT: both found each other in " + found.toMillis() + " ms");
        assertThat(laptop.found())
                .as("nothing of containers")
                .allMatch(one -> !one.startsWith("172."));
        laptop.pairWith(desk);
        assertThat(laptop.paired(desk).name()).isEqualTo("desk");
        assertThat(laptop.paired(desk).connected()).isEqualTo("lan");
        Waiting.until(A_WHILE, () -> "in step", () -> laptop.found().isEmpty());

        laptop.plug.pull();
        String deskId = desk.id();
        String laptopId = laptop.id();
        Duration gone =
                Waiting.until(
                        A_WHILE,
                        () -> "the cable is pulled",
                        () -> !laptop.connectedTo(deskId) && !desk.connectedTo(laptopId));
        laptop.plug.putBack();
        long back = System.nanoTime();
        laptop.awaitConnected(desk);
        System.out.printf(
                "NeighboursIT: noticed the pulled cable in %d ms, back %d ms after it was put"
                        + " back%n",
                gone.toMillis(), Duration.ofNanos(System.nanoTime() - back).toMillis());

        long changed = System.nanoTime();
        desk.plug.address("10.77.0.99");
        Waiting.until(
                A_WHILE,
                () -> "not connected at the new address: " + laptop.devices(),
                () ->
                        laptop.connectedTo(deskId)
                                && String.valueOf(laptop.paired(desk).address())
                                        .startsWith("10.77.0.99"));
        System.out.println(
                "NeighboursIT: connected at a new address in "
                        + Duration.ofNanos(System.nanoTime() - changed).toMillis()
                        + " ms");

        desk.kill();
        Waiting.until(A_WHILE, () -> "killed", () -> !laptop.connectedTo(deskId));
        desk.restart();
        laptop.awaitConnected(desk);

        desk.ask("devices.forget", Map.of("id", "laptop"), Object.class);
        assertThat(desk.devices().devices()).isEmpty();
        Waiting.until(A_WHILE, () -> "told", () -> laptop.paired(desk).estranged());
        laptop.stop();
        laptop.restart();
        Thread.sleep(3_000);
        assertThat(laptop.connectedTo(deskId)).as("stays out").isFalse();
    }

    @Test
    void theyFindEachOtherAndAreConnectedWithoutIpv4() throws Exception {
        HomeNetwork.Plug one = network.plug("desk", "10.77.0.1").onlyIpv6("fd77::1");
        HomeNetwork.Plug other = network.plug("laptop", "10.77.0.2").onlyIpv6("fd77::2");
        HomeComputer desk = HomeComputer.start("desk", one, folder);
        HomeComputer laptop = HomeComputer.start("laptop", other, folder);
        Waiting.until(
                A_WHILE,
                () -> "not found: " + laptop.devices() + desk.devices(),
                () -> !laptop.found().isEmpty() && !desk.found().isEmpty());
        laptop.pairWith(desk);

        assertThat(laptop.paired(desk).connected()).isEqualTo("lan");
        assertThat(laptop.paired(desk).address()).startsWith("[");
    }

    @Test
    void anotherProgramFindsThemAndTheyFindWhatItAnnounces() throws Exception {
        HomeComputer desk = computer("desk", 1);
        Avahi other = Avahi.start(network.plug("other", "10.77.0.2"), folder);
        String line = announcedBy(other, "10.77.0.1");

        assertThat(line).contains(";10.77.0.1;3032;", "\"v=1\"").doesNotContain("desk");
        assertThat(text(line)).hasSize(3).allMatch(one -> one.matches("[vnm]=[0-9a-f]+"));
        other.publish(3033, "v=1", "n=0011223344556677", "m=8899aabbccddeeff");
        Waiting.until(
                A_WHILE,
                () -> "not found: " + desk.devices(),
                () -> desk.found().contains("10.77.0.2:3033"));

        desk.stop();
        Waiting.until(
                A_WHILE,
                () -> "no goodbye: " + other.browse(),
                () -> other.browse().stream().noneMatch(one -> one.contains(";3032;")));
    }

    @Test
    void aStrangerWithTheSameAnnouncementsAndThenTheSameAddressGetsNothing() throws Exception {
        HomeComputer desk = computer("desk", 1);
        HomeComputer laptop = computer("laptop", 2);
        HomeComputer stranger = computer("stranger", 3);
        Avahi megaphone = Avahi.start(stranger.plug, folder);
        laptop.pairWith(desk);
        String deskId = desk.id();
        String[] copied = text(announcedBy(megaphone, "10.77.0.1"));
        desk.kill();
        Waiting.until(A_WHILE, () -> "killed", () -> !laptop.connectedTo(deskId));

        int before = stranger.plug.calls();
        megaphone.publish(3032, copied);
        awaitCall(stranger, before);
        assertThat(laptop.connectedTo(deskId)).isFalse();
        assertThat(laptop.paired(desk).address()).startsWith("10.77.0.1:");

        desk.plug.pull();
        before = stranger.plug.calls();
        stranger.plug.address("10.77.0.1");
        awaitCall(stranger, before);
        assertThat(laptop.connectedTo(deskId)).isFalse();
        assertThat(stranger.devices().devices()).isEmpty();

        stranger.plug.address("10.77.0.3");
        desk.plug.putBack();
        desk.restart();
        laptop.awaitConnected(desk);
    }

    /** Until it was called, and whoever called has had the time to find out who it is. */
    private static void awaitCall(HomeComputer called, int before) throws Exception {
        Waiting.until(
                Duration.ofSeconds(120),
                () -> "nobody calls the " + called.name,
                () -> called.plug.calls() > before);
        Thread.sleep(2_000);
    }

    private static String announcedBy(Avahi avahi, String address) throws Exception {
        var lines = new AtomicReference<>("");
        Waiting.until(
                A_WHILE,
                () -> "not found: " + avahi.browse(),
                () -> {
                    lines.set(
                            avahi.browse().stream()
                                    .filter(one -> one.contains(";" + address + ";"))
                                    .findFirst()
                                    .orElse(""));
                    return !lines.get().isEmpty();
                });
        return lines.get();
    }

    /** The text of an announcement, out of a line of its own. */
    private static String[] text(String line) {
        String text = line.substring(line.indexOf('"') + 1, line.lastIndexOf('"'));
        return text.split("\" \"", -1);
    }
}
