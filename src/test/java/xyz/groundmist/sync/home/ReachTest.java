package xyz.groundmist.sync.home;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import xyz.groundmist.sync.identity.Network;
import xyz.groundmist.sync.reach.ngrok.NgrokEdge;

import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;

/** A whole server behind a home router, and its owner at the command line. */
@Timeout(120)
class ReachTest {
    private static final String FIRST = "lab-1.ngrok-free.test";

    @TempDir static Path keys;
    @TempDir Path folder;

    @SuppressWarnings("NullAway.Init")
    private NgrokEdge edge;

    @SuppressWarnings("NullAway.Init")
    private Home home;

    @BeforeEach
    void begin() throws Exception {
        edge = new NgrokEdge(keys);
        home = start();
    }

    @AfterEach
    void end() throws Exception {
        home.close();
        edge.close();
    }

    private Home start() throws Exception {
        var settings =
                Settings.read(new Settings.Flags(folder.toString(), "0", null, true), Map.of());
        var nobody = new Network(URI.create("http://127.0.0.1:9"), null, true);
        return Home.start(settings, Map.of(), nobody, edge.internet(), InstantSource.system());
    }

    private ReachEntry ask(String command, Map<String, ?> with) throws ControlException {
        try (var client = ControlClient.connect(folder, "groundmist-sync serve")) {
            return client.ask(command, with, ReachEntry.class);
        }
    }

    private ReachEntry use(Map<String, ?> reach) throws ControlException {
        return ask("reach.use", Map.of("reach", reach, "token", NgrokEdge.TOKEN));
    }

    private ReachEntry await(Predicate<ReachEntry> wanted) throws Exception {
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        ReachEntry now = home.status().reach();
        while (!wanted.test(now)) {
            if (System.nanoTime() > end) throw new AssertionError("never so: " + now);
            Thread.sleep(20);
            now = home.status().reach();
        }
        return now;
    }

    private static ReachEntry.Look look(ReachEntry entry) {
        return Objects.requireNonNull(entry.look());
    }

    private ReachEntry.Use use() {
        return Objects.requireNonNull(home.status().reach().use());
    }

    private static boolean reached(ReachEntry entry) {
        return entry.up() && entry.look() != null && entry.look().reached();
    }

    private int outside(String host) throws Exception {
        // the JDK's client writes the Host header itself, so the edge is asked by hand
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), edge.publicPort())) {
            socket.getOutputStream()
                    .write(
                            ("GET /healthz HTTP/1.1\r\nHost: "
                                            + host
                                            + "\r\nConnection: close\r\n\r\n")
                                    .getBytes(StandardCharsets.US_ASCII));
            String answer =
                    new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            return answer.isEmpty() ? 0 : Integer.parseInt(answer.substring(9, 12));
        }
    }

    private String did() throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(home.url() + "/.well-known/did.json"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
    }

    @Test
    void atFirstOnlyThisComputerIsServed() {
        ReachEntry entry = home.status().reach();

        assertThat(entry.way()).isEqualTo("none");
        assertThat(entry.state()).isEqualTo("off");
        assertThat(home.status().problems()).isEmpty();
    }

    @Test
    void aTunnelGivesThisServerItsName() throws Exception {
        use(Map.of("way", "ngrok"));

        ReachEntry entry = await(ReachTest::reached);
        assertThat(entry.url()).isEqualTo("https://" + FIRST);
        assertThat(entry.throwaway()).isTrue();
        assertThat(look(entry).hops())
                .extracting(ReachEntry.Step::place)
                .containsExactly("computer", "tunnel", "internet", "back");
        assertThat(outside(FIRST)).isEqualTo(200);
        assertThat(did()).contains("did:web:" + FIRST);
        assertThat(home.status().publicUrl()).isEqualTo("https://" + FIRST);
        assertThat(Files.readString(folder.resolve("settings.json")))
                .contains("\"way\" : \"ngrok\"", "https://" + FIRST)
                .doesNotContain(NgrokEdge.TOKEN);
    }

    @Test
    void isThereAgainAfterARestart() throws Exception {
        use(Map.of("way", "ngrok", "domain", "sync.example.org"));
        await(ReachTest::reached);

        home.close();
        home = start();

        assertThat(await(ReachTest::reached).url()).isEqualTo("https://sync.example.org");
    }

    @Test
    void anotherAddressIsToldToTheOwner() throws Exception {
        use(Map.of("way", "ngrok", "domain", "sync.example.org"));
        await(ReachTest::reached);
        use(Map.of("way", "ngrok"));
        await(entry -> reached(entry) && ("https://" + FIRST).equals(entry.url()));

        assertThat(home.status().notices())
                .extracting(NoticeEntry::sentence)
                .anySatisfy(sentence ->
                        assertThat(sentence)
                                .startsWith("Your public address is " + FIRST + " now"));
        assertThat(outside("sync.example.org")).isIn(404, 421);
        assertThat(did()).doesNotContain("sync.example.org");
    }

    @Test
    void heals() throws Exception {
        use(Map.of("way", "ngrok"));
        await(ReachTest::reached);

        edge.kill();
        ReachEntry down = await(entry -> entry.state().equals("down"));
        assertThat(down.reason()).isNotNull();
        assertThat(home.status().problems())
                .anySatisfy(problem ->
                        assertThat(problem)
                                .startsWith("This server isn't reachable from outside: "));
        edge.revive();

        ReachEntry up = await(ReachTest::reached);
        assertThat(up.url()).isEqualTo("https://" + FIRST);
        assertThat(home.status().problems()).isEmpty();
    }

    @Test
    void saysWhenSomebodyElseAnswers() throws Exception {
        use(Map.of("way", "ngrok", "domain", "sync.example.org"));
        await(ReachTest::reached);
        Path elsewhere = Files.createDirectories(folder.resolve("elsewhere"));
        var another =
                Home.start(
                        Settings.read(
                                new Settings.Flags(
                                        elsewhere.toString(),
                                        "0",
                                        "https://sync.example.org",
                                        true),
                                Map.of()),
                        Map.of(),
                        new Network(URI.create("http://127.0.0.1:9"), null, true));
        try (another) {
            edge.passOnTo(another.status().port());

            ReachEntry entry = ask("reach.test", Map.of());

            assertThat(entry.state()).isEqualTo("degraded");
            assertThat(look(entry).verdict()).isEqualTo("not_me");
            assertThat(entry.reason()).contains("it isn't this server");
        }
    }

    @Test
    void aWrongTokenWaitsForTheOwner() throws Exception {
        ask("reach.use", Map.of("reach", Map.of("way", "ngrok"), "token", "mistyped"));

        ReachEntry entry = await(ReachEntry::waitsForOwner);
        assertThat(entry.state()).isEqualTo("down");
        assertThat(entry.reason()).isEqualTo("ngrok doesn't accept the authtoken.");
        assertThat(entry.link())
                .isEqualTo("https://dashboard.ngrok.com/get-started/your-authtoken");
        int tries = edge.authentications().size();
        Thread.sleep(1500);
        assertThat(edge.authentications()).hasSize(tries);

        use(Map.of("way", "ngrok"));
        await(ReachTest::reached);
    }

    @Test
    void withoutATokenNothingIsTried() {
        assertThatThrownBy(() -> ask("reach.use", Map.of("reach", Map.of("way", "ngrok"))))
                .hasMessageContaining("ngrok needs your authtoken");
        assertThat(home.status().reach().way()).isEqualTo("none");
    }

    @Test
    void offClosesTheWayAndForgetsTheName() throws Exception {
        use(Map.of("way", "ngrok"));
        await(ReachTest::reached);

        ask("reach.off", Map.of());

        ReachEntry entry = home.status().reach();
        assertThat(entry.way()).isEqualTo("none");
        assertThat(entry.url()).isNull();
        assertThat(outside(FIRST)).isEqualTo(404);
        assertThat(did()).contains("did:web:localhost");
        assertThat(Files.readString(folder.resolve("settings.json")))
                .doesNotContain("ngrok", "publicUrl");
    }

    @Test
    void aThrowawayAddressIsPublishedOnlyWhenTheOwnerKnowsWhatItIs() throws Exception {
        use(Map.of("way", "ngrok"));
        await(ReachTest::reached);

        assertThatThrownBy(() -> ask("publish", Map.of()))
                .hasMessageContaining("lasts only as long as its tunnel");
        assertThatThrownBy(() -> ask("publish", Map.of("anyway", true)))
                .hasMessageNotContaining("lasts only as long as its tunnel");
    }

    @Test
    void aProxyOfOnesOwnIsLookedAtToo() throws Exception {
        ask(
                "reach.use",
                Map.of(
                        "reach",
                        Map.of("way", "proxy", "publicUrl", "https://sync.example.org"),
                        "trustedProxies",
                        List.of("127.0.0.1")));

        ReachEntry entry = await(now -> now.look() != null);
        assertThat(entry.state()).isEqualTo("degraded");
        assertThat(entry.reason())
                .isEqualTo("ngrok says that nobody serves this address at the moment.");
        assertThat(Files.readString(folder.resolve("settings.json"))).contains("127.0.0.1");

        assertThatThrownBy(() ->
                        ask(
                                "reach.use",
                                Map.of(
                                        "reach",
                                        Map.of(
                                                "way",
                                                "proxy",
                                                "publicUrl",
                                                "https://sync.example.org"),
                                        "trustedProxies",
                                        List.of("my-proxy"))))
                .hasMessageContaining("must be an address");
    }

    @Test
    void countsWhatNgrokCounts() throws Exception {
        use(Map.of("way", "ngrok"));
        await(ReachTest::reached);
        outside(FIRST);

        assertThat(use().bytesOut()).isPositive();
        home.close();
        assertThat(Files.readString(folder.resolve("ngrok-use")))
                .matches("20\\d\\d-\\d\\d [1-9]\\d* \\d+\n");
        home = start();
        assertThat(use().requests()).isPositive();
    }
}
