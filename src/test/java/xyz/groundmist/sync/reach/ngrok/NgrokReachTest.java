package xyz.groundmist.sync.reach.ngrok;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.ngrok.NgrokException;
import com.sun.net.httpserver.HttpServer;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import xyz.groundmist.sync.reach.Door;
import xyz.groundmist.sync.reach.OpenReach;
import xyz.groundmist.sync.reach.ReachException;
import xyz.groundmist.sync.reach.ReachKeeper;
import xyz.groundmist.sync.reach.ReachState;
import xyz.groundmist.sync.reach.Visitor;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/** Our session with the edge that ngrok's own agent serves through. */
@Timeout(60)
class NgrokReachTest {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @TempDir static Path keys;
    @TempDir Path folder;

    @SuppressWarnings("NullAway.Init")
    private NgrokEdge edge;

    @SuppressWarnings("NullAway.Init")
    private HttpServer app;

    @SuppressWarnings("NullAway.Init")
    private Door door;

    @SuppressWarnings("NullAway.Init")
    private MonthlyUse use;

    private volatile Instant now = Instant.parse("2026-11-22T12:00:00Z");

    @BeforeEach
    void begin() throws Exception {
        edge = new NgrokEdge(keys);
        app = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        app.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        app.createContext(
                "/",
                exchange -> {
                    byte[] body = exchange.getRequestBody().readAllBytes();
                    byte[] answer = body.length == 0 ? "hello".getBytes(UTF_8) : body;
                    exchange.sendResponseHeaders(200, answer.length);
                    exchange.getResponseBody().write(answer);
                    exchange.close();
                });
        app.start();
        door = new Door(app.getAddress().getPort());
        use = new MonthlyUse(folder.resolve("ngrok-use"), () -> now);
    }

    @AfterEach
    void end() throws Exception {
        edge.close();
        app.stop(0);
    }

    private NgrokReach reach(@Nullable String token, @Nullable String domain) {
        return new NgrokReach(() -> token, domain, edge.service(), "0.1.0", use, () -> now);
    }

    private String get() throws Exception {
        return HTTP.send(request().build(), HttpResponse.BodyHandlers.ofString()).body();
    }

    private HttpRequest.Builder request() {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + edge.publicPort() + "/"))
                .timeout(Duration.ofSeconds(50));
    }

    private static void eventually(BooleanSupplier condition) throws InterruptedException {
        while (!condition.getAsBoolean()) Thread.sleep(5);
    }

    @Test
    void carriesRequestsAndSaysWhoComes() throws Exception {
        try (OpenReach open = reach(NgrokEdge.TOKEN, null).open(door)) {
            assertThat(open.publicUrl()).isEqualTo(URI.create("https://lab-1.ngrok-free.test"));

            assertThat(get()).isEqualTo("hello");

            assertThat(door.visitors())
                    .containsExactly(new Visitor(InetAddress.getByName(NgrokEdge.CLIENT), true));
            assertThat(open.answers(Duration.ofSeconds(5))).isTrue();
        }
        eventually(() -> edge.domains().isEmpty());
    }

    @Test
    void saysWhatItIs() throws Exception {
        try (var _ = reach(NgrokEdge.TOKEN, null).open(door)) {
            var extra = edge.authentications().getLast().path("Extra");

            assertThat(extra.path("UserAgent").asString()).isEqualTo("groundmist-sync/0.1.0");
            assertThat(extra.path("ClientType").asString()).isEqualTo("groundmist-sync");
            assertThat(extra.path("Hostname").asString()).isEmpty();
        }
    }

    @Test
    void usesTheOwnersDomain() throws Exception {
        try (OpenReach open = reach(NgrokEdge.TOKEN, "sync.example.org").open(door)) {
            assertThat(open.publicUrl()).isEqualTo(URI.create("https://sync.example.org"));
            assertThat(edge.domains()).containsExactly("sync.example.org");
        }
    }

    @Test
    void carriesMuchBothWaysAtOnce() throws Exception {
        byte[] large = new byte[64 * 1024 * 1024];
        new Random(5).nextBytes(large);
        try (var _ = reach(NgrokEdge.TOKEN, null).open(door)) {
            HttpResponse<byte[]> answer =
                    HTTP.send(
                            request().POST(HttpRequest.BodyPublishers.ofByteArray(large)).build(),
                            HttpResponse.BodyHandlers.ofByteArray());

            assertThat(sha256(answer.body())).isEqualTo(sha256(large));
        }
        assertThat(use.count().bytesOut()).isGreaterThan(large.length);
    }

    private static String sha256(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }

    /**
     * A socket that nobody reads takes what windows and buffers hold, and no more; others go on.
     */
    @Test
    void aClientThatDoesNotReadHoldsUpOnlyItself() throws Exception {
        try (var source = new ServerSocket(0, 9, InetAddress.getLoopbackAddress())) {
            var sent = new AtomicLong();
            Thread.ofVirtual().start(() -> pourInto(source, sent));
            var spring = new Door(source.getLocalPort());
            try (var _ = reach(NgrokEdge.TOKEN, null).open(spring);
                    var thirsty = new Socket(InetAddress.getLoopbackAddress(), edge.publicPort())) {
                thirsty.setReceiveBufferSize(16 * 1024);
                thirsty.getOutputStream()
                        .write("GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(UTF_8));
                long before;
                do {
                    before = sent.get();
                    Thread.sleep(300);
                } while (sent.get() != before || before == 0);

                // windows, and what the system's sockets hold on the way: up to some 20 MB
                assertThat(sent.get()).isLessThan(48_000_000);
                try (var other = new Socket(InetAddress.getLoopbackAddress(), edge.publicPort())) {
                    other.getOutputStream()
                            .write("GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(UTF_8));
                    assertThat(other.getInputStream().readNBytes(2_000_000)).hasSize(2_000_000);
                }
                assertThat(thirsty.getInputStream().readNBytes(20_000_000)).hasSize(20_000_000);
            }
        }
    }

    private static void pourInto(ServerSocket source, AtomicLong sent) {
        while (!source.isClosed()) {
            try {
                Socket socket = source.accept();
                Thread.ofVirtual()
                        .start(() -> {
                            byte[] piece = new byte[32_768];
                            try (socket;
                                    OutputStream out = socket.getOutputStream()) {
                                while (true) {
                                    out.write(piece);
                                    sent.addAndGet(piece.length);
                                }
                            } catch (IOException _) {
                                // the other side has enough
                            }
                        });
            } catch (IOException _) {
                return;
            }
        }
    }

    @Test
    void theEndOfOneDirectionLeavesTheOther() throws Exception {
        try (var echo = new ServerSocket(0, 9, InetAddress.getLoopbackAddress());
                var _ = reach(NgrokEdge.TOKEN, null).open(new Door(echo.getLocalPort()));
                var client = new Socket(InetAddress.getLoopbackAddress(), edge.publicPort())) {
            Thread.ofVirtual()
                    .start(() -> {
                        try (Socket inside = echo.accept()) {
                            InputStream in = inside.getInputStream();
                            int count =
                                    in.readAllBytes().length; // to the end of what the client says
                            inside.getOutputStream().write(("read " + count).getBytes(UTF_8));
                        } catch (IOException e) {
                            throw new AssertionError(e);
                        }
                    });
            client.getOutputStream().write("GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(UTF_8));
            client.shutdownOutput();

            assertThat(new String(client.getInputStream().readAllBytes(), UTF_8))
                    .startsWith("read ");
        }
    }

    @Test
    void manyVisitorsAtOnceAreAllServedByOneSession() throws Exception {
        try (OpenReach open = reach(NgrokEdge.TOKEN, null).open(door);
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var answers = new ArrayList<Future<String>>();
            for (int i = 0; i < 200; i++) answers.add(threads.submit(this::get));
            for (Future<String> answer : answers) assertThat(answer.get()).isEqualTo("hello");

            assertThat(open.lost()).isNotDone();
        }
    }

    @Test
    void comesBackUnderTheSameNameAfterTheEdgeWasKilled() throws Exception {
        var keeper = new ReachKeeper(reach(NgrokEdge.TOKEN, null), door);
        keeper.start();
        try {
            eventually(() -> keeper.state() instanceof ReachState.Up);
            edge.noticesNoDrops();

            edge.kill();
            eventually(() -> keeper.state() instanceof ReachState.Down);
            edge.revive();
            keeper.hurry();
            eventually(() -> keeper.state() instanceof ReachState.Up);

            assertThat(keeper.state())
                    .isEqualTo(new ReachState.Up(URI.create("https://lab-1.ngrok-free.test")));
            assertThat(get()).isEqualTo("hello");
        } finally {
            keeper.close();
        }
    }

    @Test
    void noticesAnEdgeThatSaysNothingAnyMore() throws Exception {
        try (OpenReach open = reach(NgrokEdge.TOKEN, null).open(door)) {
            edge.freeze();

            assertThat(open.answers(Duration.ofMillis(500))).isFalse();
            ReachException why = open.lost().get(50, TimeUnit.SECONDS);
            assertThat(why).hasMessage("The connection to ngrok was lost.");
            assertThat(why.fatal()).isFalse();
        }
    }

    @Test
    void aWrongTokenIsFatalAndNotRepeatedInWords() {
        assertThatThrownBy(() -> reach("mistyped-secret", null).open(door))
                .isInstanceOfSatisfying(
                        ReachException.class,
                        e -> {
                            assertThat(e).hasMessage("ngrok doesn't accept the authtoken.");
                            assertThat(e.fatal()).isTrue();
                            assertThat(e.link()).isEqualTo(NgrokErrors.TOKEN_PAGE);
                            assertThat(e.toString() + e.nextStep())
                                    .doesNotContain("mistyped-secret");
                        });
        assertThatThrownBy(() -> reach(null, null).open(door))
                .hasMessage("ngrok needs your authtoken, and none is kept here.");
    }

    @Test
    void wordsOfNgrokAreShownWithoutTheToken() {
        var unknown = new NgrokException("ERR_NGROK_9999", "Bad: my-secret-token");

        ReachException e = NgrokErrors.of(unknown, "my-secret-token");

        assertThat(e).hasMessage("ngrok says: Bad: ***.");
        assertThat(e.link()).isEqualTo(URI.create("https://ngrok.com/docs/errors/err_ngrok_9999"));
        assertThat(e.fatal()).isFalse();
    }

    @Test
    void aDomainOfAnotherAccountIsFatal() {
        assertThatThrownBy(() -> reach(NgrokEdge.TOKEN, NgrokEdge.OTHERS_DOMAIN).open(door))
                .isInstanceOfSatisfying(
                        ReachException.class,
                        e -> {
                            assertThat(e)
                                    .hasMessage("This domain belongs to another ngrok account.");
                            assertThat(e.fatal()).isTrue();
                        });
    }

    /** It may be our own former connection, which the service hasn't given up yet. */
    @Test
    void anAddressInUseIsTriedForAWhileAndThenFatal() throws Exception {
        try (var _ = reach(NgrokEdge.TOKEN, "sync.example.org").open(door)) {
            NgrokReach second = reach(NgrokEdge.TOKEN, "sync.example.org");

            ReachException early = refusal(second);
            now = now.plusSeconds(60);
            ReachException later = refusal(second);
            now = now.plusSeconds(60);
            ReachException late = refusal(second);

            assertThat(early.fatal()).isFalse();
            assertThat(later.fatal()).isFalse();
            assertThat(late.fatal()).isTrue();
            assertThat(late).hasMessage("Your address at ngrok is used by another program.");
        }
    }

    private ReachException refusal(NgrokReach reach) throws InterruptedException {
        try (var _ = reach.open(door)) {
            throw new AssertionError("it was opened");
        } catch (ReachException e) {
            return e;
        }
    }

    @Test
    void aStopInTheDashboardIsHeeded() throws Exception {
        try (OpenReach open = reach(NgrokEdge.TOKEN, null).open(door)) {
            edge.stopFromDashboard();

            ReachException why = open.lost().get(5, TimeUnit.SECONDS);
            assertThat(why.fatal()).isTrue();
            assertThat(why).hasMessage("The way through ngrok was stopped in ngrok's dashboard.");
        }
    }

    @Test
    void somebodyElsesCertificateIsRefused() {
        var own = new NgrokReach.Service(edge.service().address(), new byte[0]);
        var reach = new NgrokReach(() -> NgrokEdge.TOKEN, null, own, "0.1.0", use, () -> now);

        assertThatThrownBy(() -> reach.open(door))
                .hasMessageContaining("its certificate isn't ngrok's");
        assertThat(edge.authentications()).isEmpty();
    }

    @Test
    void aServiceThatSaysNothingIsNotReached() throws Exception {
        try (var silent = new ServerSocket(0, 9, InetAddress.getLoopbackAddress())) {
            var service = new NgrokReach.Service("127.0.0.1:" + silent.getLocalPort(), new byte[0]);
            var reach = new NgrokReach(() -> NgrokEdge.TOKEN, null, service, "1", use, () -> now);

            assertThat(refusal(reach)).hasMessage("ngrok's service can't be reached.");
        }
    }

    @Test
    void anAttemptCanBeInterrupted() throws Exception {
        try (var silent = new ServerSocket(0, 9, InetAddress.getLoopbackAddress())) {
            var service = new NgrokReach.Service("127.0.0.1:" + silent.getLocalPort(), new byte[0]);
            var reach = new NgrokReach(() -> NgrokEdge.TOKEN, null, service, "1", use, () -> now);
            var ended = new CompletableFuture<Throwable>();
            Thread attempt =
                    Thread.ofVirtual()
                            .start(() -> {
                                try {
                                    reach.open(door).close();
                                } catch (ReachException | InterruptedException e) {
                                    ended.complete(e);
                                }
                            });
            silent.accept();

            attempt.interrupt();

            assertThat(ended.get(5, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
        }
    }

    @Test
    void countsWhatWasUsedInTheMonth() throws Exception {
        use.add(3, 1000);
        use.save();
        var later = new MonthlyUse(folder.resolve("ngrok-use"), () -> now);
        later.add(1, 1);

        assertThat(later.count().requests()).isEqualTo(4);
        assertThat(later.count().bytesOut()).isEqualTo(1001);

        now = Instant.parse("2026-12-01T00:00:00Z");
        assertThat(later.count().requests()).isZero();
        later.save();
        assertThat(
                        new MonthlyUse(folder.resolve("ngrok-use"), InstantSource.fixed(now))
                                .count()
                                .bytesOut())
                .isZero();
    }
}
