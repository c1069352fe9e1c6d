package xyz.groundmist.sync.lan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;

class LinkTest {
    @TempDir private Path folder;
    private Machine desk;
    private Machine laptop;

    @BeforeEach
    void start() throws Exception {
        desk = Machine.start(folder.resolve("desk"), "desk");
        laptop = Machine.start(folder.resolve("laptop"), "laptop");
        laptop.pairWith(desk);
        connected();
    }

    private void connected() {
        Machine.until(() ->
                desk.connectedTo(laptop)
                        && laptop.connectedTo(desk)
                        && desk.link().dialled() != laptop.link().dialled());
    }

    @AfterEach
    void stop() {
        desk.close();
        laptop.close();
    }

    @Test
    void theyFindEachOtherAgainAfterOneWasAway() throws Exception {
        int port = desk.lan.port();
        desk.close();
        Machine.until(() -> !laptop.connectedTo(desk));
        desk = Machine.start(folder.resolve("desk"), "desk", port);

        connected();
        assertThat(desk.lan.devices().getFirst().device().name()).isEqualTo("laptop");
    }

    @Test
    void whatFailsInAnUnforeseenWayIsTriedAgainAsWell() throws Exception {
        int port = desk.lan.port();
        desk.close();
        Machine.until(() -> !laptop.connectedTo(desk));
        laptop.broken = true;
        desk = Machine.start(folder.resolve("desk"), "desk", port);
        desk.broken = true; // so that it is the laptop that calls
        Machine.until(() -> laptop.failures.get() > 2);
        laptop.broken = false;
        desk.broken = false;

        connected();
    }

    @Test
    void framesOfEverySizeArriveAsTheyWereWhileBothSend() throws Exception {
        Link one = laptop.link();
        var random = new Random(1);
        List<String> sent = new ArrayList<>();
        for (int length : new int[] {1, 100, 16_384, 70_000, 3 << 20}) {
            byte[] bytes = new byte[length];
            random.nextBytes(bytes);
            for (int i = 0; i < length; i++) bytes[i] = (byte) (bytes[i] & 0x3F | 0x40);
            sent.add(new String(bytes, UTF_8));
        }
        Link back = desk.link();
        Thread other = Thread.ofVirtual().start(() -> sendAll(back, sent));
        sendAll(one, sent);
        other.join();

        for (String each : sent) {
            assertThat(desk.heard().equals(each)).isTrue();
            assertThat(laptop.heard().equals(each)).isTrue();
        }
    }

    private static void sendAll(Link link, List<String> frames) {
        try {
            for (String each : frames) link.send(each.getBytes(UTF_8));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aQuietLinkLives() throws Exception {
        Link link = laptop.link();
        Thread.sleep(Machine.LIMITS.silence().multipliedBy(2));

        link.send("still here".getBytes(UTF_8));
        assertThat(desk.heard()).isEqualTo("still here");
    }

    @Test
    void aForgottenDeviceIsOutAtOnceIsToldAndStaysOut() throws Exception {
        Link link = desk.link();
        desk.lan.forget(laptop.lan.id());

        assertThatThrownBy(() -> link.send(new byte[1])).isInstanceOf(IOException.class);
        assertThat(desk.lan.devices()).isEmpty();
        Machine.until(() -> laptop.lan.devices().getFirst().device().estranged());
        assertThat(laptop.knows()).as("each decides for itself").containsExactly(desk.lan.id());
        Thread.sleep(1_000);
        assertThat(laptop.connectedTo(desk)).isFalse();

        laptop.pairWith(desk);
        connected();
        assertThat(laptop.lan.devices().getFirst().device().estranged()).isFalse();
    }

    @Test
    void thatOneIsForgottenIsAdviceToTheOthersUntilItIsPairedAgain() throws Exception {
        try (Machine server = Machine.start(folder.resolve("server"), "server")) {
            server.pairWith(desk);
            server.pairWith(laptop);
            Machine.until(() -> server.connectedTo(desk) && server.connectedTo(laptop));

            desk.lan.forget(laptop.lan.id());

            Machine.until(() -> server.advisedAgainst(laptop).equals(List.of("desk")));
            assertThat(server.connectedTo(laptop)).as("each decides for itself").isTrue();
            assertThat(server.advisedAgainst(desk)).isEmpty();
            assertThat(DeviceBook.open(folder.resolve("server/devices.json")).list())
                    .as("and known after a restart")
                    .anyMatch(one -> one.forgot().contains(laptop.lan.id()));

            laptop.pairWith(desk);
            Machine.until(() -> server.advisedAgainst(laptop).isEmpty());
        }
    }

    @Test
    void whoWasAwayIsAdvisedWhenItComesBack() throws Exception {
        Machine server = Machine.start(folder.resolve("server"), "server");
        try (server) {
            server.pairWith(desk);
            server.pairWith(laptop);
            Machine.until(() -> server.connectedTo(desk));
        }
        int port = desk.lan.port();
        desk.lan.forget(laptop.lan.id());
        desk.close();
        desk = Machine.start(folder.resolve("desk"), "desk", port);

        try (Machine again = Machine.start(folder.resolve("server"), "server")) {
            Machine.until(() -> again.advisedAgainst(laptop).equals(List.of("desk")));
        }
    }

    /** By the only address that there is between them. */
    @Test
    void theyAreConnectedByIpv6() throws Exception {
        laptop.close();
        Machine.until(() -> !desk.connectedTo(laptop));
        laptop = Machine.start(folder.resolve("elsewhere"), "laptop");
        var waiting = (PairingState.Waiting) laptop.lan.pair();
        desk.lan.pairWith(waiting.link() + "&at=[::1]:" + laptop.lan.port());

        assertThat(desk.paired()).isInstanceOf(PairingState.Done.class);
        connected();
        assertThat(desk.lan.devices().getLast().device().addresses())
                .isNotEmpty()
                .allMatch(one -> one.endsWith(":1]:" + laptop.lan.port()));
    }

    @Test
    void whoWasForgottenWhileAwayLearnsItWhenItComesBack() throws Exception {
        int port = laptop.lan.port();
        laptop.close();
        Machine.until(() -> !desk.connectedTo(laptop));
        desk.lan.forget(laptop.lan.id());
        laptop = Machine.start(folder.resolve("laptop"), "laptop", port);

        Machine.until(() -> laptop.lan.devices().getFirst().device().estranged());
        assertThat(laptop.lan.devices().getFirst().route()).isNull();
    }

    @Test
    void anotherMachineAtTheSameAddressIsNotTakenForIt() throws Exception {
        int port = desk.lan.port();
        desk.close();
        Machine.until(() -> !laptop.connectedTo(desk));
        try (Machine impostor = Machine.start(folder.resolve("impostor"), "desk", port)) {
            assertThat(impostor.lan.port()).isEqualTo(port);
            Thread.sleep(1_500);

            assertThat(laptop.lan.devices().getFirst().route()).isNull();
            assertThat(impostor.links).isEmpty();
        }
    }

    @Test
    void aStrangerGetsNoLink() throws Exception {
        DeviceKey stranger = DeviceKey.open(folder.resolve("stranger.pem"));
        var caller = new Caller(stranger, Machine.LIMITS);
        var place = new Caller.Place.Local(new LanAddress("127.0.0.1", desk.lan.port()));

        try (Frames frames = caller.call(place, desk.lan.id(), Purpose.LINK)) {
            frames.send(Frames.Kind.HELLO, new Hello("laptop", 1, null, List.of(), 0).json());
            Frames.Frame first = frames.next(1_000);
            assertThat(first.kind()).isEqualTo(Frames.Kind.BYE);
            assertThat(Farewell.read(first.body())).isEqualTo(Farewell.UNKNOWN);
            assertThatThrownBy(() -> frames.next(1_000)).isInstanceOf(IOException.class);
        }
        assertThat(desk.lan.devices()).hasSize(1);
    }

    @Test
    void strangersWhoSayNothingKeepNoDeviceOut() throws Exception {
        laptop.close();
        Machine.until(() -> !desk.connectedTo(laptop));
        List<Socket> silent = new ArrayList<>();
        try {
            for (int i = 0; i < 40; i++) {
                silent.add(new Socket("127.0.0.1", desk.lan.port()));
            }
            laptop = Machine.start(folder.resolve("laptop"), "laptop");
            connected();
            for (Socket one : silent) {
                one.setSoTimeout(5_000);
                assertThat(one.getInputStream().read()).as("closed in time").isEqualTo(-1);
            }
        } finally {
            for (Socket one : silent) one.close();
        }
    }

    @Test
    void theLongestHelloOfAStrangerIsShort() throws Exception {
        DeviceKey key = DeviceKey.open(folder.resolve("desk/device-key.pem"));
        try (var channel =
                SocketChannel.open(new InetSocketAddress("127.0.0.1", laptop.lan.port()))) {
            SecureChannel tls = SecureChannel.over(channel, key.engine(true, null, Purpose.LINK));
            tls.write(ByteBuffer.wrap(new byte[] {1, 0, 0, 0, 3}));
            var frames = new Frames(tls);
            assertThatThrownBy(() -> frames.next(1_000)).isInstanceOf(IOException.class);
        }
    }

    @Test
    void theKeyIsForItsUsersEyesOnlyAndStaysTheSame() throws Exception {
        Path file = folder.resolve("desk/device-key.pem");

        assertThat(DeviceKey.open(file).id()).isEqualTo(desk.lan.id());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(desk.lan.id().text()).matches("(?:[A-Z2-7]{4}-){12}[A-Z2-7]{4}");
        assertThat(DeviceId.parse(desk.lan.id().text().toLowerCase(Locale.ROOT)))
                .isEqualTo(desk.lan.id());
    }
}
