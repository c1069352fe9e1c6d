package xyz.groundmist.sync.http;

import static org.assertj.core.api.Assertions.assertThat;

import static xyz.groundmist.sync.http.RunningServer.eventually;

import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledThreadPoolExecutor;

/** Requests that wait longer than a connection may otherwise take. */
@Timeout(60)
class HeldRequestsTest {
    private static final String REQUEST = "GET /x HTTP/1.1\r\nHost: localhost\r\n\r\n";

    private final ScheduledThreadPoolExecutor clock = new ScheduledThreadPoolExecutor(1);
    private final CountDownLatch decided = new CountDownLatch(1);
    private final Queue<LetGoException.Cause> letGo = new ConcurrentLinkedQueue<>();
    private final Queue<String> interrupted = new ConcurrentLinkedQueue<>();
    private final Server server = new Server();
    private final ServerConnector connector = new ServerConnector(server);
    private final Connections connections;
    private final HeldRequests held;

    HeldRequestsTest() {
        var limits = new RunningServer.Limits();
        limits.heldRequests = 2;
        limits.requestDeadline = Duration.ofSeconds(2);
        connections = new Connections(clock, limits.build());
        held = new HeldRequests(connections, limits.build());
    }

    @BeforeEach
    void start() throws Exception {
        connector.setIdleTimeout(2_000);
        connector.addBean(connections);
        server.addConnector(connector);
        server.setHandler(new Holding());
        server.start();
    }

    @AfterEach
    void stop() throws Exception {
        decided.countDown();
        server.stop();
        clock.shutdownNow();
    }

    private final class Holding extends Handler.Abstract {
        @Override
        public boolean handle(Request request, Response response, Callback callback)
                throws Exception {
            var endPoint = request.getConnectionMetaData().getConnection().getEndPoint();
            String answer;
            try (var _ = held.answering()) {
                answer = held.hold(endPoint, this::decision);
            } catch (LetGoException e) {
                letGo.add(e.what());
                answer = e.what().name();
            }
            response.getHeaders().put("Connection", "close");
            response.write(
                    true, ByteBuffer.wrap(answer.getBytes(StandardCharsets.UTF_8)), callback);
            return true;
        }

        private String decision() {
            try {
                decided.await();
            } catch (InterruptedException e) {
                interrupted.add("interrupted");
            }
            return "decided";
        }
    }

    private RawClient asks() throws Exception {
        int before = held.count();
        var client = new RawClient(connector.getLocalPort());
        client.write(REQUEST);
        eventually(() -> held.count() > before || !letGo.isEmpty());
        return client;
    }

    @Test
    void oneIsAnsweredLongAfterTheDeadlineOfNewcomers() throws Exception {
        try (var client = asks()) {
            Thread.sleep(3_000);
            assertThat(held.count()).isOne();
            assertThat(connections.newcomers()).isZero();

            decided.countDown();

            assertThat(client.rest()).startsWith("HTTP/1.1 200 ").endsWith("decided");
        }
        eventually(() -> connections.newcomers() == 0);
        assertThat(letGo).isEmpty();
    }

    @Test
    void whenItsClientGoesItEnds() throws Exception {
        asks().close();

        eventually(() -> !letGo.isEmpty());
        assertThat(held.count()).isZero();
        assertThat(letGo).containsExactly(LetGoException.Cause.CLIENT_GONE);
        assertThat(interrupted).hasSize(1);
    }

    @Test
    void whoeverSendsMoreMeanwhileIsCutOff() throws Exception {
        try (var client = asks()) {
            client.write(REQUEST);

            assertThat(client.endsByServer()).isTrue();
        }
        eventually(() -> !letGo.isEmpty());
        assertThat(letGo).containsExactly(LetGoException.Cause.CLIENT_GONE);
    }

    @Test
    void oneTooManyEndsTheOldest() throws Exception {
        try (var first = asks();
                var second = asks();
                var third = new RawClient(connector.getLocalPort())) {
            third.write(REQUEST);

            assertThat(first.rest()).endsWith("CROWDED");
            assertThat(held.count()).isEqualTo(2);
            decided.countDown();
            assertThat(second.rest()).endsWith("decided");
            assertThat(third.rest()).endsWith("decided");
        }
    }

    @Test
    void theEndOfTheServerEndsAllAndTakesNoMore() throws Exception {
        try (var one = asks();
                var another = asks()) {
            held.stop();
            held.awaitAnswered(Duration.ofSeconds(10));

            assertThat(one.rest()).endsWith("STOPPING");
            assertThat(another.rest()).endsWith("STOPPING");
            try (var late = asks()) {
                assertThat(late.rest()).endsWith("STOPPING");
            }
        }
        assertThat(held.count()).isZero();
    }
}
