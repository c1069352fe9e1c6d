package xyz.groundmist.sync.doors;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.Curve;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;

import xyz.groundmist.sync.home.AppEntry;
import xyz.groundmist.sync.home.AppList;
import xyz.groundmist.sync.home.AppRequest;
import xyz.groundmist.sync.home.ControlException;
import xyz.groundmist.sync.home.LogEntry;
import xyz.groundmist.sync.wire.Peer;
import xyz.groundmist.sync.wire.Request;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Apps that prove whose they are, and what becomes of them. */
@Timeout(60)
class AppsTest {
    private static final String PAGE = "https://library.example";
    private static final String ROOT = "automerge:2j9knpCseyhnK8izDmLpGP5WMdZQ";

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

    /** The app, let in; its token. */
    private String letIn(App app) throws Exception {
        app.signedIn(anna, Map.of("appName", "Library"));
        server.approve(server.request().code());
        return app.again(Map.of()).token();
    }

    private Socket connected(App app, String token) throws Exception {
        Socket socket = app.open(app.ticket(token).text("ticket"));
        assertThat(socket.join("storage-of-" + System.nanoTime()).next(10_000))
                .isInstanceOf(Peer.class);
        return socket;
    }

    @Test
    void anAppIsHeldUntilTheOwnerApprovesItAndThenSyncs() throws Exception {
        CompletableFuture<App.Reply> held =
                App.meanwhile(
                        () -> library.signedIn(anna, Map.of("wait", 60, "appName", "Library")));
        AppRequest request = server.request();
        assertThat(request)
                .returns("Library", AppRequest::name)
                .returns(PAGE, AppRequest::origin)
                .returns(App.SPACE, AppRequest::space)
                .returns("account", AppRequest::proven);
        assertThat(held).isNotDone();

        AppEntry approved = server.approve(request.code().toLowerCase(Locale.ROOT));

        App.Reply reply = held.get(10, TimeUnit.SECONDS);
        assertThat(reply.status()).as(reply.http().body()).isEqualTo(200);
        assertThat(reply.text("result")).isEqualTo("OK");
        assertThat(reply.body().has("rootDocUrl")).isTrue();
        assertThat(reply.body().path("expiresIn").longValue()).isBetween(880L, 900L);
        assertThat(approved)
                .returns("Library", AppEntry::name)
                .returns("app", AppEntry::kind)
                .returns(PAGE, AppEntry::origin);
        Socket socket = connected(library, reply.token());
        assertThat(server.apps().requests()).isEmpty();
        socket.leave();
    }

    @Test
    void whoDoesntWaitGetsTheCodeThatTheOwnerSees() throws Exception {
        App.Reply reply = library.signedIn(anna);

        assertThat(reply.error()).isEqualTo("403 approval_required");
        assertThat(reply.text("code")).isEqualTo(server.request().code());
        assertThat(reply.text("message")).endsWith(".");
        assertThat(library.signedIn(anna).text("code")).isEqualTo(reply.text("code"));
    }

    @Test
    void aRefusedAppHearsItAtOnceAndIsntAskedAboutAgain() throws Exception {
        CompletableFuture<App.Reply> held =
                App.meanwhile(() -> library.signedIn(anna, Map.of("wait", 60)));

        server.deny(server.request().code());

        assertThat(held.get(10, TimeUnit.SECONDS).error()).isEqualTo("403 denied");
        assertThat(library.signedIn(anna).error()).isEqualTo("403 denied");
        assertThat(server.apps().requests()).isEmpty();
    }

    @Test
    void anAccountOnTheOtherCurveIsAsGood() throws Exception {
        var bert = new Account(Curve.P_256);
        plc.publish(bert);
        server.close();
        server = new Server(folder, plc, bert);
        try (var app = new App(server, PAGE)) {
            assertThat(app.signedIn(bert).error()).isEqualTo("403 approval_required");
        }
    }

    @Test
    void anotherAccountIsTurnedAwayWithoutAskingTheNetwork() throws Exception {
        var mallory = new Account(Curve.SECP256K1);
        plc.publish(mallory);
        int before = plc.asked.get();

        assertThat(library.signedIn(mallory).error()).isEqualTo("403 not_the_owner");

        assertThat(plc.asked).hasValue(before);
        assertThat(server.apps().requests()).isEmpty();
    }

    @Test
    void aKeyThatWasRotatedIsLookedUpAnewAndTheOldOneIsVoid() throws Exception {
        assertThat(library.signedIn(anna).error()).isEqualTo("403 approval_required");
        var stolen = new Account(Curve.SECP256K1);
        anna.rotate();
        plc.publish(anna);

        assertThat(library.signedIn(anna).error()).isEqualTo("403 approval_required");
        assertThat(library.signedIn(stolen).error()).isEqualTo("403 not_the_owner");
    }

    @Test
    void anApprovedAppGoesOnWhenNobodyCanBeAsked() throws Exception {
        String token = letIn(library);
        plc.down = true;
        server.restart();
        plc.down = true;

        connected(library, token).leave();
        assertThat(library.again(Map.of()).status()).isEqualTo(200);
        assertThat(library.signedIn(anna).status()).isEqualTo(200);
        try (var stranger = new App(server, PAGE)) {
            App.Reply reply = stranger.signedIn(anna);
            assertThat(reply.error()).isEqualTo("503 owner_unreachable");
            assertThat(reply.http().headers().firstValue("Retry-After")).isPresent();
        }
    }

    @Test
    void aRootDocumentIsTheFirstOneEverAfter() throws Exception {
        letIn(library);
        assertThat(library.again(Map.of("rootDocUrl", ROOT)).text("rootDocUrl")).isEqualTo(ROOT);
        String other = "automerge:4NMNnkMhL8jXrdJ9jamS58PAVdXu";
        assertThat(library.again(Map.of("rootDocUrl", other)).text("rootDocUrl")).isEqualTo(ROOT);
        server.restart();
        assertThat(library.again(Map.of()).text("rootDocUrl")).isEqualTo(ROOT);
    }

    @Test
    void aTokenGetsTicketsAndATicketOneSocketFromOnePage() throws Exception {
        String token = letIn(library);
        String ticket = library.ticket(token).text("ticket");

        assertThat(library.open(token).status).isEqualTo(403);
        assertThat(library.open(ticket).status).isEqualTo(101);
        assertThat(library.open(ticket).status).isEqualTo(403);
        String stolen = library.ticket(token).text("ticket");
        assertThat(library.at("https://evil.example").open(stolen).status).isEqualTo(403);
    }

    @Test
    void aStolenTokenIsNoUseToAnotherKeyOrPage() throws Exception {
        String token = letIn(library);
        try (var thief = new App(server, PAGE)) {
            assertThat(thief.ticket(token).error()).isEqualTo("403 wrong_key");
        }
        assertThat(library.at("https://evil.example").ticket(token).error())
                .isEqualTo("403 wrong_origin");
        assertThat(library.at("https://evil.example").again(Map.of()).error())
                .isEqualTo("403 not_approved");
    }

    @Test
    void anAppIsApprovedForOneSpaceOnly() throws Exception {
        letIn(library);

        assertThat(
                        library.again(Map.of("lexiconAuthorityDomain", "xyz.groundmist.notebook"))
                                .error())
                .isEqualTo("403 not_approved");
    }

    @Test
    void aRevokedAppIsOutAndMayNotComeBackByItself() throws Exception {
        String token = letIn(library);
        Socket socket = connected(library, token);
        String id = server.apps().apps().getFirst().id();

        server.revoke(id);

        assertThat(socket.closedWithin(1)).isEqualTo(1008);
        assertThat(library.ticket(token).status()).isEqualTo(403);
        assertThat(library.again(Map.of()).error()).isEqualTo("403 not_approved");
    }

    @Test
    void whoseAccessIsNarrowedIsOutAtOnceAndComesBackToReadOnly() throws Exception {
        String token = letIn(library);
        Socket socket = connected(library, token);
        String id = server.apps().apps().getFirst().id();

        server.access(id, true);

        assertThat(socket.closedWithin(1)).isEqualTo(1008);
        assertThat(library.ticket(token).status()).isEqualTo(200);
        connected(library, token);
        server.close();
        server = new Server(folder, plc, anna);
        assertThat(server.apps().apps())
                .singleElement()
                .satisfies(app -> {
                    assertThat(app.id()).isEqualTo(id);
                    assertThat(app.readOnly()).isTrue();
                });
        server.access(id, false);
        assertThat(server.apps().apps().getFirst().readOnly()).isFalse();
        assertThat(entries("narrowed")).hasSize(1);
        assertThat(entries("widened")).hasSize(1);
    }

    @Test
    void anotherOwnerOfTheServerEndsWhatTheFirstOneGranted() throws Exception {
        String token = letIn(library);
        var bert = new Account(Curve.P_256);
        plc.publish(bert);
        server.close();
        server = new Server(folder, plc, bert);
        App same = library.on(server);

        assertThat(same.ticket(token).status()).isEqualTo(403);
        assertThat(same.again(Map.of()).error()).isEqualTo("403 not_approved");
        assertThat(same.signedIn(anna).error()).isEqualTo("403 not_the_owner");
        assertThat(same.signedIn(bert).error()).isEqualTo("403 approval_required");
    }

    @Test
    void aProofIsGoodOnceHereAndNowOnly() throws Exception {
        String jwt = anna.serviceAuth(Server.SERVICE_DID);
        library.again(Map.of()); // for a nonce
        String proof = library.proof("/authenticate", jwt);
        Object body = App.body(Map.of());
        assertThat(library.send("/authenticate", proof, "Bearer", jwt, body).error())
                .isEqualTo("403 approval_required");

        assertThat(library.send("/authenticate", proof, "Bearer", jwt, body).error())
                .isEqualTo("403 proof_used");
        assertThat(
                        library.send(
                                        "/authenticate",
                                        library.proof("/authenticate", jwt),
                                        "Bearer",
                                        jwt,
                                        body)
                                .error())
                .as("the service-auth token again, with a fresh proof")
                .isEqualTo("403 proof_used");
        assertThat(library.send("/authenticate", "nonsense", "Bearer", jwt, body).error())
                .isEqualTo("403 proof_invalid");
    }

    @Test
    void aProofForAnotherHostIsRefusedAndSoIsATokenForAnotherServer() throws Exception {
        assertThat(new App(server, PAGE).believingIn("https://evil.example").signedIn(anna).error())
                .isEqualTo("403 proof_for_another_host");
        String elsewhere = anna.serviceAuth("did:web:evil.example");
        library.again(Map.of());
        assertThat(
                        library.send(
                                        "/authenticate",
                                        library.proof("/authenticate", elsewhere),
                                        "Bearer",
                                        elsewhere,
                                        App.body(Map.of()))
                                .error())
                .isEqualTo("403 proof_for_another_host");
    }

    @Test
    void anInvitedAppNeedsNoAccountAndNoApproval() throws Exception {
        String link =
                server.command(
                                "apps.invite",
                                Map.of(
                                        "space",
                                        App.SPACE,
                                        "app",
                                        PAGE + "/notes",
                                        "name",
                                        "Phone",
                                        "readOnly",
                                        true),
                                JsonNode.class)
                        .path("link")
                        .stringValue("");
        String beginning = PAGE + "/notes#groundmist-sync=sync.example.org&invitation=";
        assertThat(link).startsWith(beginning);
        String secret = link.substring(beginning.length());

        App.Reply reply = library.again(Map.of("invitation", secret));

        assertThat(reply.status()).as(reply.http().body()).isEqualTo(200);
        connected(library, reply.token()).leave();
        AppList apps = server.apps();
        assertThat(apps.apps())
                .singleElement()
                .returns("Phone", AppEntry::name)
                .returns(true, AppEntry::readOnly);
        try (var second = new App(server, PAGE)) {
            assertThat(second.again(Map.of("invitation", secret)).error())
                    .isEqualTo("403 invitation_unknown");
        }
    }

    @Test
    void theOwnerCanReadWhoCameAndWhatTheyTouched() throws Exception {
        Socket socket = connected(library, letIn(library));
        socket.send(new Request("nobody", "server", ROOT.substring(10), ByteBuffer.allocate(0)));
        assertThat(socket.closed()).isEqualTo(1008);
        server.revoke(server.apps().apps().getFirst().id());

        Server.eventually(() -> entries("connected").stream().anyMatch(e -> e.until() != null));
        LogEntry visit = entries("connected").getFirst();
        assertThat(visit)
                .returns("Library", LogEntry::name)
                .returns(PAGE, LogEntry::origin)
                .returns(App.SPACE, LogEntry::space)
                .returns(1, LogEntry::sockets);
        assertThat(visit.received()).isPositive();
        assertThat(visit.sent()).isPositive();
        assertThat(entries("approved")).hasSize(1);
        assertThat(entries("revoked")).hasSize(1);
    }

    private List<LogEntry> entries(String event) {
        try {
            return Arrays.stream(server.command("apps.log", Map.of(), LogEntry[].class))
                    .filter(entry -> entry.event().equals(event))
                    .toList();
        } catch (ControlException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aHeldAppHearsThatTheServerStops() throws Exception {
        CompletableFuture<App.Reply> held =
                App.meanwhile(() -> library.signedIn(anna, Map.of("wait", 60)));
        server.request();

        server.close();

        assertThat(held.get(10, TimeUnit.SECONDS).status()).isIn(403, 503);
    }

    @Test
    void anAppThatGoesWhileItIsHeldIsForgottenByTheDoorNotByTheOwner() throws Exception {
        var impatient = new App(server, PAGE);
        CompletableFuture<App.Reply> held =
                App.meanwhile(() -> impatient.signedIn(anna, Map.of("wait", 60)));
        AppRequest request = server.request();
        impatient.close();
        assertThat(held).failsWithin(10, TimeUnit.SECONDS);

        assertThat(server.apps().requests()).containsExactly(request);
        server.approve(request.code());
        assertThat(impatient.at(PAGE).again(Map.of()).status()).isEqualTo(200);
    }
}
