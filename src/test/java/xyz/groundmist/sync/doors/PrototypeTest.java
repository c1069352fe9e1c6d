package xyz.groundmist.sync.doors;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.Curve;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import xyz.groundmist.sync.home.AppEntry;
import xyz.groundmist.sync.home.AppRequest;
import xyz.groundmist.sync.home.Status;
import xyz.groundmist.sync.wire.Peer;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Unchanged clients of the prototype, which prove their key and nothing else. */
@Timeout(60)
class PrototypeTest {
    private static final String PAGE = "https://library.example";

    private final Account anna = new Account(Curve.SECP256K1);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @SuppressWarnings("NullAway.Init")
    private Plc plc;

    @SuppressWarnings("NullAway.Init")
    private Server server;

    @SuppressWarnings("NullAway.Init")
    private App library;

    @BeforeEach
    void start() throws Exception {
        plc = new Plc();
        plc.publish(anna);
        server = new Server(folder, plc, anna);
        library = new App(server, PAGE);
    }

    @AfterEach
    void stop() {
        library.close();
        server.close();
        plc.close();
    }

    private CompletableFuture<App.Reply> asks(App app, String accessToken) {
        return App.meanwhile(() -> app.prototype(accessToken, Map.of()));
    }

    private String letIn() throws Exception {
        server.openWindow();
        CompletableFuture<App.Reply> held = asks(library, "opaque-access-token");
        server.approve(server.request().code());
        return held.get(10, TimeUnit.SECONDS).token();
    }

    @Test
    void withoutTheWindowNobodyHearsThem() throws Exception {
        assertThat(library.prototype("opaque-access-token", Map.of()).error())
                .isEqualTo("403 window_closed");
        assertThat(server.apps().requests()).isEmpty();
    }

    @Test
    void inTheWindowOneIsHeldApprovedAndConnectsWithItsToken() throws Exception {
        server.openWindow();
        assertThat(server.apps().windowOpenUntil()).isNotNull();
        CompletableFuture<App.Reply> held = asks(library, "opaque-access-token");
        AppRequest request = server.request();
        assertThat(request).returns("key", AppRequest::proven).returns(PAGE, AppRequest::origin);
        assertThat(held).isNotDone();

        server.approve(request.code());

        App.Reply reply = held.get(10, TimeUnit.SECONDS);
        assertThat(reply.status()).as(reply.http().body()).isEqualTo(200);
        assertThat(reply.body().path("rootDocUrl").isNull()).isTrue();
        Socket socket = library.open(reply.token());
        assertThat(socket.join("page-1").next(10_000)).isInstanceOf(Peer.class);
        assertThat(library.at("https://evil.example").open(reply.token()).status).isEqualTo(403);
        assertThat(server.apps().apps()).singleElement().returns("prototype", AppEntry::kind);
        assertThat(server.apps().windowOpenUntil()).isNull();
    }

    @Test
    void anApprovedKeyNeedsNoWindowForItsNextPage() throws Exception {
        String first = letIn();

        App.Reply next = library.prototype("another-access-token", Map.of());

        assertThat(next.status()).isEqualTo(200);
        assertThat(next.token()).isNotEqualTo(first);
    }

    @Test
    void twoInOneWindowAreBothRefusedAndTheOwnerIsTold() throws Exception {
        server.openWindow();
        CompletableFuture<App.Reply> held = asks(library, "opaque-access-token");
        server.request();
        try (var other = new App(server, PAGE)) {
            assertThat(other.prototype("their-access-token", Map.of()).error())
                    .isEqualTo("403 two_asked");
        }

        assertThat(held.get(10, TimeUnit.SECONDS).error()).isEqualTo("403 two_asked");
        assertThat(server.apps().requests()).isEmpty();
        Status status = server.command("status", Map.of(), Status.class);
        assertThat(status.notices()).isNotEmpty();
        assertThat(status.windowOpenUntil()).isNull();
        assertThat(library.prototype("opaque-access-token", Map.of()).error())
                .isEqualTo("403 window_closed");
    }

    @Test
    void aRevokedClientsSocketIsClosedAndFromThenOnItIsParked() throws Exception {
        String token = letIn();
        Socket socket = library.open(token);
        assertThat(socket.join("page-1").next(10_000)).isInstanceOf(Peer.class);

        server.revoke(server.apps().apps().getFirst().id());

        assertThat(socket.closed()).isEqualTo(1008);
        Socket parked = library.open(token);
        assertThat(parked.join("page-2").next(1_000)).isNull();
        assertThat(parked.isOpen()).isTrue();
        server.openWindow();
        CompletableFuture<App.Reply> held = asks(library, "opaque-access-token");
        server.approve(server.request().code());
        assertThat(held.get(10, TimeUnit.SECONDS).status()).isEqualTo(200);
    }

    @Test
    void aTokenSurvivesARestart() throws Exception {
        String token = letIn();

        server.restart();

        assertThat(library.open(token).join("page-1").next(10_000)).isInstanceOf(Peer.class);
    }
}
