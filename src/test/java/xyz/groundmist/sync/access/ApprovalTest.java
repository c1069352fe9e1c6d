package xyz.groundmist.sync.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static xyz.groundmist.sync.access.AnApp.admitted;
import static xyz.groundmist.sync.access.AnApp.code;
import static xyz.groundmist.sync.access.AnApp.granted;
import static xyz.groundmist.sync.access.AnApp.refused;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import xyz.groundmist.sync.store.StoreException;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** What happens between an app that is signed in to the owner's account, and the owner. */
@Timeout(30)
class ApprovalTest {
    private static final String ORIGIN = "https://library.example";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @SuppressWarnings("NullAway.Init")
    private Premises premises;

    @BeforeEach
    void open() throws Exception {
        premises = new Premises(folder, Premises.ANNA);
    }

    @AfterEach
    void close() {
        premises.close();
    }

    private Approvals approvals() {
        return premises.access.approvals();
    }

    /** The disk is busy between the question and the answer, and the owner changes their mind. */
    @Test
    void isRevokedWhileItsTokenIsBeingWritten() throws Exception {
        AnApp app = premises.approved(ORIGIN);
        String id = premises.access.grants().list().getFirst().id();
        var answers = new java.util.concurrent.LinkedBlockingQueue<Authentication>();
        try (var other = java.sql.DriverManager.getConnection("jdbc:sqlite:" + premises.file());
                var lock = other.createStatement()) {
            lock.execute("BEGIN IMMEDIATE");
            Thread asking = Thread.ofVirtual().start(() -> answers.add(app.renews()));
            Thread.sleep(300);
            Thread revoking =
                    Thread.ofVirtual()
                            .start(() -> {
                                try {
                                    premises.access.grants().revoke(id);
                                } catch (xyz.groundmist.sync.store.StoreException e) {
                                    throw new IllegalStateException(e);
                                }
                            });
            while (premises.access.grants().list().getFirst().revoked() == null) Thread.sleep(5);
            assertThat(answers).isEmpty();
            lock.execute("ROLLBACK");
            asking.join();
            revoking.join();
        }
        assertThat(refused(answers.remove())).isEqualTo("not_approved");
    }

    @Test
    void anAppTheOwnerSignedInToButNeverApprovedGetsNothing() {
        AnApp app = premises.app(ORIGIN);
        String code = code(app.asks());

        assertThat(code).matches("[A-Z3-9]{2}-[A-Z3-9]{2}");
        assertThat(premises.access.grants().list()).isEmpty();
        PendingApproval pending = approvals().list().getFirst();
        assertThat(pending.code()).isEqualTo(code);
        assertThat(pending.appName()).isEqualTo("Library");
        assertThat(pending.origin()).isEqualTo(ORIGIN);
        assertThat(pending.space().domain()).isEqualTo(AnApp.LIBRARY);
        assertThat(pending.proven()).isEqualTo(PendingApproval.Proven.ACCOUNT);
        assertThat(refused(app.renews())).isEqualTo("not_approved");
    }

    @Test
    void onceApprovedItGetsATokenAndWithThatATicketAndWithThatASocket() throws Exception {
        AnApp app = premises.app(ORIGIN);
        Grant grant =
                Objects.requireNonNull(
                        approvals().approve(code(app.asks()), false, " My library "));

        Authentication.Granted granted = granted(app.asks());
        assertThat(granted.token()).matches("[A-Za-z0-9_-]{43}");
        assertThat(granted.kind()).isEqualTo(GrantKind.APP);
        assertThat(granted.expires())
                .isEqualTo(premises.clock.instant().plus(Duration.ofMinutes(15)));
        String ticket = AnApp.ticket(app.asksForTicket(granted.token()));
        Grant admitted = admitted(app.connects(ticket)).grant();
        assertThat(admitted.id()).isEqualTo(grant.id());
        assertThat(admitted.name()).isEqualTo("My library");
        assertThat(admitted.owner()).isEqualTo(Premises.ANNA);
        assertThat(approvals().list()).isEmpty();
    }

    @Test
    void theCodeStaysTheSameAndMayBeTypedAsPeopleType() throws Exception {
        AnApp app = premises.app(ORIGIN);
        String code = code(app.asks());
        premises.clock.forward(Duration.ofMinutes(9));
        app.name = "Something else";
        assertThat(code(app.asks())).isEqualTo(code);
        premises.clock.forward(Duration.ofMinutes(9));
        assertThat(code(app.asks())).isEqualTo(code);
        assertThat(approvals().list()).hasSize(1);
        assertThat(approvals().list().getFirst().appName()).isEqualTo("Library");

        String typed = " " + code.toLowerCase(java.util.Locale.ROOT).replace("-", " ") + "\n";
        assertThat(approvals().approve(typed, false, null)).isNotNull();
    }

    @Test
    void aRequestThatIsHeldReturnsWhenTheOwnerDecides() throws Exception {
        AnApp app = premises.app(ORIGIN);
        var held = held(app);
        assertThat(held).isNotDone();
        approvals().approve(approvals().list().getFirst().code(), false, null);
        granted(held.get(10, TimeUnit.SECONDS));

        AnApp other = premises.app("https://other.example");
        held = held(other);
        approvals().deny(approvals().list().getFirst().code());
        assertThat(refused(held.get(10, TimeUnit.SECONDS))).isEqualTo("denied");
    }

    /** One that waits for its decision, a minute at most; it is among those who wait. */
    private CompletableFuture<Authentication> held(AnApp app) throws Exception {
        int before = approvals().list().size();
        var held = new CompletableFuture<Authentication>();
        Thread.ofVirtual()
                .start(() -> {
                    try {
                        held.complete(app.asks(Duration.ofSeconds(60)));
                    } catch (RuntimeException | Error e) {
                        held.completeExceptionally(e);
                    }
                });
        while (approvals().list().size() == before) Thread.sleep(5);
        return held;
    }

    @Test
    void aHeldRequestReturnsWithItsCodeWhenTheOwnerTakesLonger() {
        AnApp app = premises.app(ORIGIN);
        String code = code(app.asks(Duration.ofMillis(100)));
        assertThat(code).isEqualTo(approvals().list().getFirst().code());
    }

    @Test
    void noMoreRequestsAreHeldThanThereIsRoomFor() throws Exception {
        AnApp app = premises.app(ORIGIN);
        var held = new ArrayList<CompletableFuture<Authentication>>();
        held.add(held(app));
        for (int i = 1; i < AccessLimits.DEFAULT.heldPerApp(); i++) {
            held.add(
                    CompletableFuture.supplyAsync(
                            () -> app.asks(Duration.ofSeconds(60)),
                            task -> Thread.ofVirtual().start(task)));
        }
        awaitHeld(AccessLimits.DEFAULT.heldPerApp());
        code(app.asks(Duration.ofSeconds(60))); // at once, or this test takes too long
        premises.access.release();
        for (var one : held) one.get(10, TimeUnit.SECONDS);
    }

    private void awaitHeld(int count) throws InterruptedException {
        Waiting waiting = approvals().all().getFirst();
        while (waiting.held() < count) Thread.sleep(5);
    }

    @Test
    void whenTheServerStopsNobodyIsHeld() throws Exception {
        var held = held(premises.app(ORIGIN));
        premises.access.release();
        assertThat(refused(held.get(10, TimeUnit.SECONDS))).isEqualTo("ask_again");
        code(premises.app(ORIGIN).asks(Duration.ofSeconds(60)));
    }

    @Test
    void whatWasRefusedIsNotAskedAgainForAnHour() throws Exception {
        AnApp app = premises.app(ORIGIN);
        approvals().deny(code(app.asks()));
        assertThat(refused(app.asks())).isEqualTo("denied");
        premises.clock.forward(Duration.ofMinutes(59));
        assertThat(refused(app.asks())).isEqualTo("denied");
        assertThat(approvals().list()).isEmpty();

        // Another space, or another installation, is another question.
        app.space = "xyz.groundmist.notebook";
        code(app.asks());
        code(premises.app(ORIGIN).asks());

        premises.clock.forward(Duration.ofMinutes(1));
        app.space = AnApp.LIBRARY;
        approvals().list().forEach(pending -> approvals().deny(pending.code()));
        assertThat(approvals().approve(code(app.asks()), false, null)).isNotNull();
        granted(app.asks());
    }

    @Test
    void atMostFiveWaitAndTwoOfOneOrigin() {
        code(premises.app(ORIGIN).asks());
        code(premises.app(ORIGIN).asks());
        assertThat(refused(premises.app(ORIGIN).asks())).isEqualTo("too_many_waiting");
        for (int i = 0; i < 3; i++) code(premises.app("https://app" + i + ".example").asks());
        assertThat(refused(premises.app("https://app9.example").asks()))
                .isEqualTo("too_many_waiting");
        assertThat(approvals().list()).hasSize(5);

        premises.clock.forward(Duration.ofMinutes(10));
        assertThat(approvals().list()).isEmpty();
        code(premises.app("https://app9.example").asks());
    }

    @Test
    void freshKeysCantFloodTheOwnerWithQuestions() {
        int asked = 0;
        for (int i = 0; i < 30; i++) {
            Authentication answer = premises.app("https://app" + i + ".example").asks();
            if (answer instanceof Authentication.ApprovalRequired(String code)) {
                asked++;
                approvals().deny(code);
            }
        }
        assertThat(asked).isEqualTo(AccessLimits.DEFAULT.newPendingPerMinute());
    }

    @Test
    void codesAreToldApart() {
        var codes = new ArrayList<String>();
        for (int i = 0; i < 5; i++) {
            codes.add(code(premises.app("https://app" + i + ".example").asks()));
        }
        assertThat(codes).doesNotHaveDuplicates();
        assertThat(approvals().deny("")).isFalse();
        assertThat(approvals().deny("ZZ-ZZ")).isFalse();
        assertThat(approvals().list()).hasSize(5);
    }

    @Test
    void readingOnlyIsAnAnswerToo() throws Exception {
        AnApp app = premises.app(ORIGIN);
        Grant grant = Objects.requireNonNull(approvals().approve(code(app.asks()), true, null));
        assertThat(grant.readOnly()).isTrue();
        // It may follow where the app begins, not set it.
        app.rootDocUrl = AnApp.document(1);
        assertThat(granted(app.asks()).rootDocUrl()).isNull();
    }

    @Test
    void ofTwoWhoDecideAtOnceOneDoes() throws Exception {
        for (int round = 0; round < 20; round++) {
            premises.clock.forward(Duration.ofMinutes(1));
            AnApp app = premises.app("https://round" + round + ".example");
            String code = code(app.asks());
            var grant =
                    CompletableFuture.supplyAsync(() -> {
                        try {
                            return approvals().approve(code, false, null) != null;
                        } catch (StoreException e) {
                            throw new AssertionError(e);
                        }
                    });
            boolean denied = approvals().deny(code);
            assertThat(denied).isNotEqualTo(grant.get());
            if (denied) assertThat(refused(app.asks())).isEqualTo("denied");
            else granted(app.asks());
        }
    }

    @Test
    void whatCantBeWrittenDownIsNotGranted() throws Exception {
        AnApp app = premises.app(ORIGIN);
        String code = code(app.asks());
        premises.fill("grants");
        assertThatThrownBy(() -> approvals().approve(code, false, null))
                .isInstanceOf(StoreException.class);
        assertThat(code(app.asks())).isEqualTo(code);
        premises.empty("grants");

        assertThat(approvals().approve(code, false, null)).isNotNull();
    }

    @Test
    void anApprovedAppGoesOnWhenTheDiskIsFull() throws Exception {
        AnApp app = premises.app(ORIGIN);
        approvals().approve(code(app.asks()), false, null);
        premises.fill("tokens");
        String token = granted(app.asks()).token();
        admitted(app.connects(AnApp.ticket(app.asksForTicket(token))));
        premises.empty("tokens");

        premises.restart();
        assertThat(refused(app.asksForTicket(token))).isEqualTo("token_unknown");
        granted(app.renews());
    }

    @Test
    void afterARestartItAsksAgainAndAnApprovedOneGoesOn() throws Exception {
        AnApp app = premises.app(ORIGIN);
        code(app.asks());
        premises.restart();
        assertThat(approvals().list()).isEmpty();
        approvals().approve(code(app.asks()), false, null);
        String token = granted(app.asks()).token();

        premises.restart();
        admitted(app.connects(AnApp.ticket(app.asksForTicket(token))));
        granted(app.renews());
    }

    @Test
    void anApprovedAppGoesOnWhenTheOwnersServerIsDown() throws Exception {
        AnApp app = premises.approved(ORIGIN);
        premises.clock.forward(Duration.ofDays(2));
        premises.directoryIsDown();
        granted(app.renews());
        granted(app.asks());
        assertThat(refused(premises.app(ORIGIN).asks())).isEqualTo("owner_unreachable");
    }

    @Test
    void anotherAccountIsRefusedBeforeAnyoneIsAsked() {
        assertThat(refused(premises.app(ORIGIN).asksAs(Premises.BORIS.text())))
                .isEqualTo("not_the_owner");
        assertThat(premises.lookUps()).isZero();
        assertThat(approvals().list()).isEmpty();
    }

    @Test
    void aForgedTokenGetsNothing() {
        AnApp app = premises.app(ORIGIN);
        String token = app.serviceToken(Premises.ANNA.text());
        String forged = token.substring(0, token.lastIndexOf('.') + 1) + "A".repeat(86);
        assertThat(
                        refused(
                                app.send(
                                        "Bearer " + forged,
                                        app.proof("/authenticate", forged),
                                        null,
                                        Duration.ZERO)))
                .isEqualTo("proof_invalid");
        assertThat(approvals().list()).isEmpty();
    }

    @Test
    void aProofIsGoodOnceHereAndWithOurNonce() throws Exception {
        AnApp app = premises.approved(ORIGIN);
        granted(app.renews());
        assertThat(refused(app.send(null, app.lastProof, null, Duration.ZERO)))
                .isEqualTo("proof_used");
        String elsewhere = "https://evil.example/authenticate";
        String nonce = premises.access.authenticator().nonce();
        assertThat(refused(app.send(null, app.proof(elsewhere, null, nonce), null, Duration.ZERO)))
                .isEqualTo("proof_for_another_host");
        String here = Premises.PUBLIC + "/authenticate";
        Authentication answer = app.send(null, app.proof(here, null, null), null, Duration.ZERO);
        assertThat(answer).isInstanceOf(Authentication.NonceNeeded.class);
        assertThat(refused(app.send(null, null, null, Duration.ZERO))).isEqualTo("proof_missing");
    }

    @Test
    void aGrantIsForItsKeyItsOriginAndItsSpaceOnly() throws Exception {
        AnApp app = premises.approved(ORIGIN);
        assertThat(refused(premises.app(ORIGIN).renews())).isEqualTo("not_approved");
        assertThat(refused(app.withSameKey("https://evil.example").renews()))
                .isEqualTo("not_approved");
        assertThat(refused(app.withSameKey(null).renews())).isEqualTo("not_approved");
        assertThat(refused(app.withSameKey("null").renews())).isEqualTo("opaque_origin");
        app.space = "xyz.groundmist.notebook";
        assertThat(refused(app.renews())).isEqualTo("not_approved");
    }

    @Test
    void anAppThatWasCutOffCantRenew() throws Exception {
        AnApp app = premises.approved(ORIGIN);
        String token = granted(app.renews()).token();
        premises.access.grants().revoke(premises.access.grants().list().getFirst().id());
        assertThat(refused(app.renews())).isEqualTo("not_approved");
        assertThat(refused(app.asksForTicket(token))).isEqualTo("revoked");
        // It may ask the owner again, and is another grant then.
        approvals().approve(code(app.asks()), false, null);
        granted(app.renews());
        assertThat(premises.access.grants().list()).hasSize(2);
    }

    @Test
    void aGrantThatNobodyUsesForNinetyDaysIsGone() throws Exception {
        AnApp app = premises.approved(ORIGIN);
        premises.clock.forward(Duration.ofDays(89));
        granted(app.renews());
        premises.clock.forward(Duration.ofDays(89));
        granted(app.renews());
        premises.restart();
        premises.clock.forward(Duration.ofDays(90));
        assertThat(refused(app.renews())).isEqualTo("not_approved");
        approvals().approve(code(app.asks()), false, null);
        granted(app.renews());
    }

    @Test
    void aSocketThatIsOpenForMonthsIsInUse() throws Exception {
        AnApp app = premises.approved(ORIGIN);
        String ticket = AnApp.ticket(app.asksForTicket(granted(app.renews()).token()));
        Visit visit = admitted(app.connects(ticket));
        var ended = new AtomicInteger();
        visit.begin(ended::incrementAndGet);
        for (int month = 0; month < 5; month++) {
            premises.clock.forward(Duration.ofDays(30));
            premises.access.tidy();
        }
        granted(app.renews());
        assertThat(ended).hasValue(0);
        visit.end(Traffic.NONE);
    }

    @Test
    void withoutAnOwnerNobodyCanAsk() throws Exception {
        premises.restart(null);
        assertThat(refused(premises.app(ORIGIN).asks())).isEqualTo("no_owner");
        assertThat(premises.lookUps()).isZero();
    }

    @Test
    void whatAnAppCallsItselfCantDisguiseTheQuestion() {
        AnApp app = premises.app(ORIGIN);
        app.name = "Li\u202ebrary\n\u0000\u200b " + "x".repeat(5_000);
        code(app.asks());
        assertThat(approvals().list().getFirst().appName())
                .hasSizeLessThan(60)
                .startsWith("Library");
    }

    @Test
    void whoListensIsToldOfEachChange() throws Exception {
        var told = new AtomicInteger();
        var listening = approvals().onChange(told::incrementAndGet);
        AnApp app = premises.app(ORIGIN);
        String code = code(app.asks());
        assertThat(told).hasValue(1);
        app.asks();
        assertThat(told).hasValue(1);
        approvals().approve(code, false, null);
        assertThat(told).hasValue(2);
        listening.close();
        code(premises.app(ORIGIN).asks());
        assertThat(told).hasValue(2);
    }

    @Test
    void anotherOwnerIsNotAskedForWhatTheFormerOneWas() throws Exception {
        var held = held(premises.app(ORIGIN));
        premises.owner.change(Premises.BORIS);
        assertThat(refused(held.get(10, TimeUnit.SECONDS))).isEqualTo("ask_again");
        assertThat(approvals().list()).isEmpty();
    }

    @Test
    void whatIsNotOfTheRightFormIsABadRequest() {
        AnApp app = premises.app(ORIGIN);
        for (String space : List.of("", "..", "library", "x".repeat(10_000), "a.b/../c")) {
            app.space = space;
            assertThat(refused(app.asks())).isEqualTo("invalid_space");
        }
        app.space = AnApp.LIBRARY;
        for (String url : List.of("", "automerge:", "automerge:../../etc", "https://a.example")) {
            app.rootDocUrl = url;
            assertThat(refused(app.asks())).isEqualTo("invalid_root_document");
        }
        app.rootDocUrl = null;
        assertThat(
                        refused(
                                app.send(
                                        "Basic x",
                                        app.proof("/authenticate", "x"),
                                        null,
                                        Duration.ZERO)))
                .isEqualTo("invalid_authorization");
    }
}
