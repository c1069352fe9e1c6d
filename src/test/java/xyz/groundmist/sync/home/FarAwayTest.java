package xyz.groundmist.sync.home;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.nio.charset.StandardCharsets.US_ASCII;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

import xyz.groundmist.sync.identity.Network;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/** Two computers that reach each other through a public address only. */
@Timeout(180)
class FarAwayTest {
    @TempDir private Path folder;
    private final Deque<Home> homes = new ArrayDeque<>();

    @AfterEach
    void stop() {
        while (!homes.isEmpty()) homes.pop().close();
    }

    private Home start(String name, boolean published) throws Exception {
        int port;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        return start(
                name, port, published ? "http://127.0.0.1:" + port : null, InstantSource.system());
    }

    private Home start(String name, int port, @Nullable String url, InstantSource clock)
            throws Exception {
        var flags =
                new Settings.Flags(
                        folder.resolve(name).toString(), Integer.toString(port), url, true);
        Home home = Home.start(Settings.read(flags, Map.of()), Map.of(), Network.PUBLIC, clock);
        homes.push(home);
        return home;
    }

    private static <T> T ask(Home home, String command, Map<String, ?> with, Class<T> type)
            throws Exception {
        try (var client = ControlClient.connect(home.settings().dataFolder(), "start it")) {
            return client.ask(command, with, type);
        }
    }

    private static DeviceList devices(Home home) throws Exception {
        return ask(home, "devices.list", Map.of(), DeviceList.class);
    }

    private static void until(Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(75);
        while (!condition.call()) {
            assertThat(System.nanoTime()).isLessThan(end);
            Thread.sleep(50);
        }
    }

    private void pair(Home here, Home there) throws Exception {
        String link = ask(there, "devices.pair", Map.of(), PairingEntry.class).link();
        ask(here, "devices.pair", Map.of("to", String.valueOf(link)), PairingEntry.class);
        until(() -> connected(here) && connected(there));
    }

    private static boolean connected(Home home) throws Exception {
        return devices(home).devices().stream().anyMatch(one -> "internet".equals(one.connected()));
    }

    @Test
    void theyArePairedAndConnectedThroughItAndAgainAfterARestart() throws Exception {
        Home there = start("there", true);
        Home here = start("here", false);
        pair(here, there);
        assertThat(devices(here).devices().getFirst().publicUrl())
                .isEqualTo(there.settings().publicUrl() + "");

        here.close();
        homes.remove(here);
        until(() -> !connected(there));
        Home again = start("here", false);
        until(() -> connected(again) && connected(there));
    }

    @Test
    void aForgottenComputerIsOutThoughTheTunnelWouldLetItIn() throws Exception {
        Home there = start("there", true);
        Home here = start("here", false);
        pair(here, there);

        String id = devices(there).devices().getFirst().id();
        ask(there, "devices.forget", Map.of("id", id), Object.class);
        assertThat(devices(there).devices()).isEmpty();
        until(() -> devices(here).devices().getFirst().estranged());
        assertThat(connected(here)).isFalse();
    }

    /** The line to the other is dead, and by itself nobody would notice for half a minute. */
    @Test
    void afterSleepTheOtherIsAskedWhetherItIsThere() throws Exception {
        var said = new ListAppender<ILoggingEvent>();
        said.start();
        var log = (Logger) LoggerFactory.getLogger("xyz.groundmist.sync.lan.SecureLink");
        log.addAppender(said);
        try (var line = new Line()) {
            Home there = start("there", 0, line.address(), InstantSource.system());
            line.leadTo(there.status().port());
            var slept = new AtomicReference<>(Duration.ZERO);
            Home here = start("here", 0, null, () -> Instant.now().plus(slept.get()));
            pair(here, there);

            line.hold();
            slept.set(Duration.ofHours(1));

            until(() -> said.list.stream().anyMatch(one -> one.getMessage().contains("answer")));
            line.letGo();
            until(() -> connected(here) && connected(there));
        } finally {
            log.detachAppender(said);
        }
    }

    @Test
    void aRestoredComputerTakesThePlaceOfTheOldOneOnceTheOtherIsConfirmed() throws Exception {
        Home there = start("there", true);
        Home here = start("here", false);
        pair(here, there);
        here.close();
        homes.remove(here);
        Path file = folder.resolve("here.zip");
        char[] passphrase = "correct horse battery".toCharArray();
        new Backups(folder.resolve("here"), Map.of()).make(file, passphrase);
        RestoreResult back =
                new Backups(folder.resolve("new"), Map.of())
                        .restore(file, new Backups.Wish(passphrase, true, false));
        assertThat(back.pausedDevices()).hasSize(1);

        Home fresh = start("new", false);
        Thread.sleep(1_000); // it would be connected by now
        assertThat(connected(fresh)).isFalse();
        assertThat(fresh.status().devices().paired()).isZero();
        ask(fresh, "devices.confirm", Map.of(), Object.class);
        until(() -> connected(fresh) && connected(there));

        Home old = start("here", false);
        until(() ->
                old.status().problems().stream()
                        .anyMatch(one -> one.contains("was restored on another one")));
        until(() -> !connected(old) && connected(fresh));
        assertThat(there.status().problems())
                .anyMatch(one -> one.contains("the old one isn’t gone"));
    }

    @Test
    void whoSpeaksNoTlsThereIsCutOffAndAWebPageNeverGetsIn() throws Exception {
        Home there = start("there", true);
        URI door = URI.create(there.url().replace("http", "ws") + "/device");
        var ended = new CompletableFuture<Integer>();
        try (HttpClient client = HttpClient.newHttpClient()) {
            WebSocket socket =
                    client.newWebSocketBuilder()
                            .buildAsync(
                                    door,
                                    new WebSocket.Listener() {
                                        @Override
                                        public @Nullable CompletionStage<?> onClose(
                                                WebSocket from, int code, String reason) {
                                            ended.complete(code);
                                            return null;
                                        }

                                        @Override
                                        public void onError(WebSocket from, Throwable failure) {
                                            ended.complete(-1);
                                        }
                                    })
                            .join();
            socket.sendBinary(ByteBuffer.wrap("GET / HTTP/1.1\r\n\r\n".getBytes(US_ASCII)), true)
                    .join();
            ended.get(20, TimeUnit.SECONDS);

            var page =
                    client.newWebSocketBuilder()
                            .header("Origin", "https://evil.example")
                            .buildAsync(door, new WebSocket.Listener() {});
            assertThatThrownBy(page::join).isInstanceOf(CompletionException.class);
            client.shutdownNow();
        }
    }
}
