package xyz.groundmist.sync.owner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import xyz.groundmist.sync.home.ControlClient;
import xyz.groundmist.sync.home.ControlException;
import xyz.groundmist.sync.home.ControlException.Leave;
import xyz.groundmist.sync.home.Home;
import xyz.groundmist.sync.home.Settings;
import xyz.groundmist.sync.home.SignInEntry;
import xyz.groundmist.sync.home.SignInResult;
import xyz.groundmist.sync.reach.ngrok.NgrokEdge;

import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;

/** An address that lasts as long as its tunnel, and what may happen to the record meanwhile. */
@Timeout(120)
class ThrowawayAddressTest {
    private static final String LASTING = "sync.example.org";
    private static final String PUT = "/xrpc/com.atproto.repo.putRecord";
    private static final String DELETE = "/xrpc/com.atproto.repo.deleteRecord";

    @TempDir static Path keys;
    @TempDir Path folder;

    @SuppressWarnings("NullAway.Init")
    private NgrokEdge edge;

    @SuppressWarnings("NullAway.Init")
    private FakePds pds;

    @SuppressWarnings("NullAway.Init")
    private Home home;

    @BeforeEach
    void begin() throws Exception {
        edge = new NgrokEdge(keys);
        pds = new FakePds();
        pds.record("", "", "");
        pds.answer(DELETE, 200, Map.of());
        var settings = Settings.read(new Settings.Flags(folder.toString(), "0", null), Map.of());
        home =
                Home.start(
                        settings, Map.of(), pds.network(), edge.internet(), InstantSource.system());
    }

    @AfterEach
    void end() throws Exception {
        home.close();
        pds.close();
        edge.close();
    }

    @Test
    void leaveToReplaceIsNoLeaveToPublishIt() throws Exception {
        signIn();
        throwaway();

        for (boolean replace : new boolean[] {false, true}) {
            assertThatExceptionOfType(ControlException.class)
                    .isThrownBy(() -> publish(Map.of("replace", replace)))
                    .withMessageContaining("lasts only as long as its tunnel")
                    .extracting(ControlException::leave)
                    .isEqualTo(Leave.ANYWAY);
        }
        pds.record("cid-other", "laptop.example.org", "zDnaother");
        assertThatExceptionOfType(ControlException.class)
                .isThrownBy(() -> publish(Map.of("anyway", true)))
                .withMessageContaining("“laptop.example.org”")
                .extracting(ControlException::leave)
                .isEqualTo(Leave.REPLACE);
        assertThat(pds.count(PUT)).isZero();
        publish(Map.of("anyway", true, "replace", true));
        assertThat(pds.last(PUT).body()).contains("lab-1.ngrok-free.test");
    }

    @Test
    void oneThatCouldNotBePublishedCostsTheRecordOfTheLastingOneNothing() throws Exception {
        signIn();
        lasting();
        publish(Map.of());
        throwaway();
        pds.refusing = true;
        pds.answer(PUT, 503, Map.of());
        assertThatExceptionOfType(ControlException.class)
                .isThrownBy(() -> publish(Map.of("anyway", true)))
                .withMessageContaining("has a fault at the moment");
        pds.refusing = false;
        long tried = pds.count(PUT);

        throwaway();
        lasting();

        assertThat(pds.count(DELETE)).isZero();
        assertThat(pds.count(PUT)).as("nothing is published by itself").isEqualTo(tried);
        assertThat(home.status().account().published()).isEqualTo(LASTING);
    }

    @Test
    void aNamePublishedByHandSinceStays() throws Exception {
        signIn();
        throwaway();
        publish(Map.of("anyway", true));
        publish(Map.of("host", "front.example.org"));

        ask("reach.off", Map.of(), Object.class);

        assertThat(pds.count(DELETE)).isZero();
        assertThat(home.status().account().published()).isEqualTo("front.example.org");
    }

    @Test
    void itIsTakenBackWhileTheAccountsServerCanStillReadThisOnesPage() throws Exception {
        var hasty = pds.tokens();
        hasty.put("expires_in", 1);
        pds.answer("/token", 200, hasty);
        signIn();
        String host = throwaway();
        publish(Map.of("anyway", true));
        signIn();
        assertThat(pds.last("/par").form().get("client_id")).startsWith("https://" + host);
        var read = new AtomicInteger();
        pds.during("/token", () -> read.set(visit(host, OAuthClient.Confidential.METADATA)));

        ask("reach.off", Map.of(), Object.class);

        assertThat(read).as("what a PDS reads before it renews a sign-in").hasValue(200);
        assertThat(pds.count(DELETE)).isEqualTo(1);
        assertThat(home.status().account().published()).isNull();
        assertThat(home.status().notices()).isEmpty();
    }

    private String throwaway() throws Exception {
        ask(
                "reach.use",
                Map.of("reach", Map.of("way", "ngrok"), "token", NgrokEdge.TOKEN),
                Object.class);
        return awaitUp(true);
    }

    private void lasting() throws Exception {
        ask(
                "reach.use",
                Map.of(
                        "reach",
                        Map.of("way", "ngrok", "domain", LASTING),
                        "token",
                        NgrokEdge.TOKEN),
                Object.class);
        awaitUp(false);
    }

    private String awaitUp(boolean throwaway) throws InterruptedException {
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!home.status().reach().up() || home.status().reach().throwaway() != throwaway) {
            if (System.nanoTime() > end) throw new AssertionError(home.status().reach().toString());
            Thread.sleep(20);
        }
        return URI.create(String.valueOf(home.status().reach().url())).getHost();
    }

    /** As Alice's browser would. */
    private void signIn() throws Exception {
        var begun = ask("login.start", Map.of("who", "alice.example.com"), SignInEntry.class);
        var asked = pds.last("/par").form();
        URI back = URI.create(Objects.requireNonNull(asked.get("redirect_uri")));
        String query =
                "?code=x&state="
                        + asked.get("state")
                        + "&iss="
                        + URLEncoder.encode(pds.url(), StandardCharsets.UTF_8);
        if (back.getScheme().equals("https")) visit(back.getHost(), back.getPath() + query);
        else get(back.getPort(), back.getAuthority(), back.getPath() + query);
        SignInResult done = ask("login.wait", Map.of("id", begun.id()), SignInResult.class);
        assertThat(done.account()).isNotNull();
    }

    private int visit(String host, String path) throws Exception {
        return get(edge.publicPort(), host, path);
    }

    /** The JDK's client writes the Host header itself. */
    private static int get(int port, String host, String path) throws Exception {
        try (var socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), port)) {
            socket.getOutputStream()
                    .write(
                            "GET %s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n"
                                    .formatted(path, host)
                                    .getBytes(StandardCharsets.US_ASCII));
            String answer =
                    new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            return answer.isEmpty() ? 0 : Integer.parseInt(answer.substring(9, 12));
        }
    }

    private void publish(Map<String, ?> with) throws ControlException {
        ask("publish", with, Object.class);
    }

    private <T> T ask(String command, Map<String, ?> with, Class<T> type) throws ControlException {
        try (var client = ControlClient.connect(folder, "groundmist-sync serve")) {
            return client.ask(command, with, type);
        }
    }
}
