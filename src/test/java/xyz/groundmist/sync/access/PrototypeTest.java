package xyz.groundmist.sync.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static xyz.groundmist.sync.access.AnApp.admitted;
import static xyz.groundmist.sync.access.AnApp.granted;
import static xyz.groundmist.sync.access.AnApp.parked;
import static xyz.groundmist.sync.access.AnApp.refused;
import static xyz.groundmist.sync.access.AnApp.turnedAway;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import xyz.groundmist.sync.store.StoreException;

import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The prototype's clients: they prove nothing but a key, and their tokens can leak. */
@Timeout(30)
class PrototypeTest {
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

    private void openWindow() {
        premises.access.window().open(Duration.ofMinutes(5));
    }

    /** Its request hangs, as the server holds it until the owner has decided. */
    private CompletableFuture<Authentication> asks(AnApp app) throws InterruptedException {
        int before = approvals().list().size();
        var held = new CompletableFuture<Authentication>();
        Thread.ofVirtual().start(() -> held.complete(app.asksAsPrototype()));
        while (approvals().list().size() == before && !held.isDone()) Thread.sleep(5);
        return held;
    }

    private static Authentication answer(CompletableFuture<Authentication> held) throws Exception {
        return held.get(10, TimeUnit.SECONDS);
    }

    private Grant approve() throws StoreException {
        String code = approvals().list().getFirst().code();
        return Objects.requireNonNull(approvals().approve(code, false, null));
    }

    private AnApp approvedClient() throws Exception {
        AnApp app = premises.app(ORIGIN);
        openWindow();
        var held = asks(app);
        approve();
        granted(answer(held));
        return app;
    }

    @Test
    void isHeardOnlyWhileTheWindowIsOpen() throws Exception {
        AnApp app = premises.app(ORIGIN);
        assertThat(refused(app.asksAsPrototype())).isEqualTo("window_closed");
        assertThat(approvals().list()).isEmpty();

        openWindow();
        premises.clock.forward(Duration.ofMinutes(5));
        assertThat(premises.access.window().openUntil()).isNull();
        assertThat(refused(app.asksAsPrototype())).isEqualTo("window_closed");
        assertThat(premises.lookUps()).isZero();
    }

    @Test
    void isHeldUntilTheOwnerDecidesAndThenIn() throws Exception {
        AnApp app = premises.app(ORIGIN);
        app.rootDocUrl = AnApp.document(1);
        openWindow();
        var held = asks(app);
        assertThat(held).isNotDone();
        assertThat(approvals().list().getFirst().proven()).isEqualTo(PendingApproval.Proven.KEY);
        assertThat(approve().kind()).isEqualTo(GrantKind.PROTOTYPE);

        Authentication.Granted granted = granted(answer(held));
        assertThat(granted.rootDocUrl()).isEqualTo(AnApp.document(1));
        admitted(app.connects(granted.token()));
        assertThat(premises.access.window().openUntil()).as("closed by the approval").isNull();
        // Each page load asks anew; the window isn't needed any more.
        granted(app.asksAsPrototype());
        assertThat(refused(premises.app(ORIGIN).asksAsPrototype())).isEqualTo("window_closed");
    }

    @Test
    void twoInOneWindowAreBothRefusedAndTheOwnerIsTold() throws Exception {
        openWindow();
        AnApp first = premises.app(ORIGIN);
        var held = asks(first);
        String code = approvals().list().getFirst().code();
        AnApp second = premises.app(ORIGIN);
        assertThat(refused(second.asksAsPrototype())).isEqualTo("two_asked");
        assertThat(refused(answer(held))).isEqualTo("two_asked");

        assertThat(approvals().approve(code, false, null)).as("too late").isNull();
        assertThat(approvals().list()).isEmpty();
        assertThat(refused(first.asksAsPrototype())).isEqualTo("window_closed");
        assertThat(premises.access.grants().list()).isEmpty();
        assertThat(premises.access.notices().list().getFirst().sentence())
                .startsWith("Two apps asked in the same window");
        assertThat(premises.access.ledger().newest(null, 10))
                .anyMatch(line -> line.event() == LedgerEntry.Event.TWO_KEYS);

        openWindow();
        held = asks(first);
        approve();
        granted(answer(held));
    }

    /** A stranger lies in wait, is taken for the owner's app, and then the owner's app comes. */
    @Test
    void oneThatComesJustAfterTheDecisionIsReported() throws Exception {
        AnApp first = approvedClient();
        first.space = "xyz.groundmist.notebook";
        assertThat(refused(first.asksAsPrototype())).isEqualTo("window_closed");
        assertThat(premises.access.notices().list()).isEmpty();

        assertThat(refused(premises.app(ORIGIN).asksAsPrototype())).isEqualTo("window_closed");
        assertThat(premises.access.notices().list().getFirst().sentence())
                .contains("just after you had decided", "let older apps ask once more");
        premises.clock.forward(Duration.ofHours(25));
        assertThat(refused(premises.app(ORIGIN).asksAsPrototype())).isEqualTo("window_closed");
        assertThat(premises.access.notices().list()).isEmpty();
    }

    @Test
    void theSameKeyUnderAnotherOriginIsASecondOne() throws Exception {
        openWindow();
        AnApp app = premises.app(ORIGIN);
        var held = asks(app);
        assertThat(refused(app.withSameKey("https://evil.example").asksAsPrototype()))
                .isEqualTo("two_asked");
        assertThat(refused(answer(held))).isEqualTo("two_asked");
    }

    @Test
    void mayAskForTwoSpacesInOneWindow() throws Exception {
        openWindow();
        AnApp app = premises.app(ORIGIN);
        AnApp essays = app.withSameKey(ORIGIN);
        essays.space = "xyz.groundmist.notebook.essay";
        var one = asks(app);
        var two = asks(essays);
        approve();
        approve();
        granted(answer(one));
        granted(answer(two));
    }

    @Test
    void ofApprovalAndASecondKeyAtOnceExactlyOneWins() throws Exception {
        for (int round = 0; round < 20; round++) {
            premises.clock.forward(Duration.ofMinutes(2));
            openWindow();
            AnApp first = premises.app("https://round" + round + ".example");
            var held = asks(first);
            String code = approvals().list().getFirst().code();
            AnApp second = premises.app(ORIGIN);
            var answer =
                    CompletableFuture.supplyAsync(
                            second::asksAsPrototype, task -> Thread.ofVirtual().start(task));
            boolean approved = approvals().approve(code, false, null) != null;
            assertThat(refused(answer(answer))).isEqualTo(approved ? "window_closed" : "two_asked");
            if (approved) granted(answer(held));
            else assertThat(refused(answer(held))).isEqualTo("two_asked");
        }
    }

    @Test
    void whoeverIsFirstOfADecisionAndASecondKeyTheOtherIsTooLate() {
        PrototypeWindow window = premises.access.window();
        openWindow();
        var one = (PrototypeWindow.Answer.Open) window.ask("one", null);
        assertThat(window.ask("two", null)).isInstanceOf(PrototypeWindow.Answer.TwoAsked.class);
        assertThat(one.opening().decide()).isFalse();
        assertThat(window.ask("one", null)).isInstanceOf(PrototypeWindow.Answer.Closed.class);

        openWindow();
        one = (PrototypeWindow.Answer.Open) window.ask("one", null);
        assertThat(one.opening().decide()).isTrue();
        assertThat(window.ask("two", null)).isInstanceOf(PrototypeWindow.Answer.TooLate.class);
    }

    @Test
    void aRefusedOneClosesTheWindow() throws Exception {
        openWindow();
        AnApp app = premises.app(ORIGIN);
        var held = asks(app);
        approvals().deny(approvals().list().getFirst().code());
        assertThat(refused(answer(held))).isEqualTo("denied");
        assertThat(premises.access.window().openUntil()).isNull();
        openWindow();
        assertThat(refused(app.asksAsPrototype())).isEqualTo("denied");
    }

    @Test
    void anotherWindowIsAnotherQuestion() throws Exception {
        openWindow();
        AnApp stranger = premises.app(ORIGIN);
        var held = asks(stranger);
        openWindow();
        assertThat(refused(answer(held))).isEqualTo("ask_again");
        held = asks(premises.app(ORIGIN));
        approve();
        granted(answer(held));
        assertThat(refused(stranger.asksAsPrototype())).isEqualTo("window_closed");
    }

    @Test
    void whatWasAskedInTheWindowMayBeAnsweredAfterIt() throws Exception {
        openWindow();
        AnApp app = premises.app(ORIGIN);
        var held = asks(app);
        premises.clock.forward(Duration.ofMinutes(6));
        approve();
        granted(answer(held));
    }

    @Test
    void theWindowNeedsAnOwnerAndASensibleTime() throws Exception {
        PrototypeWindow window = premises.access.window();
        for (Duration wrong : List.of(Duration.ZERO, Duration.ofHours(2))) {
            assertThatThrownBy(() -> window.open(wrong))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("1 to 60 minutes");
        }
        premises.restart(null);
        assertThatThrownBy(() -> premises.access.window().open(Duration.ofMinutes(5)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no owner");
    }

    @Test
    void theOwnerCanCloseTheWindowAndIsToldOfIt() {
        var told = new AtomicInteger();
        premises.access.window().onChange(told::incrementAndGet);
        openWindow();
        premises.access.window().close();
        premises.access.window().close();
        assertThat(told).hasValue(2);
        assertThat(refused(premises.app(ORIGIN).asksAsPrototype())).isEqualTo("window_closed");
    }

    @Test
    void itsTokenDiesAnHourAfterItsLastSocket() throws Exception {
        AnApp app = approvedClient();
        String token = granted(app.asksAsPrototype()).token();
        Visit tab = admitted(app.connects(token));
        tab.begin(() -> {});
        Visit other = admitted(app.connects(token));
        other.begin(() -> {});
        premises.clock.forward(Duration.ofDays(3));
        tab.end(Traffic.NONE);
        premises.clock.forward(Duration.ofDays(3));
        other.end(Traffic.NONE);

        premises.clock.forward(Duration.ofMinutes(59));
        admitted(app.connects(token));
        premises.clock.forward(Duration.ofMinutes(1));
        parked(app.connects(token));
    }

    @Test
    void aTokenOfAnOpenSocketOutlivesARestartByAnHour() throws Exception {
        AnApp app = approvedClient();
        String token = granted(app.asksAsPrototype()).token();
        admitted(app.connects(token)).begin(() -> {});
        premises.clock.forward(Duration.ofDays(3));
        premises.restart();
        admitted(app.connects(token));
        premises.restart();
        premises.clock.forward(Duration.ofHours(1));
        parked(app.connects(token));
    }

    @Test
    void whoseTokenIsOverIsParkedForAWhile() throws Exception {
        AnApp app = approvedClient();
        String token = granted(app.asksAsPrototype()).token();
        premises.clock.forward(Duration.ofHours(2));
        Visit visit = parked(app.connects(token));
        var ended = new CountDownLatch(1);
        visit.begin(ended::countDown);
        assertThat(ended.await(600, TimeUnit.MILLISECONDS)).isFalse();
        premises.clock.forward(Duration.ofMinutes(10));
        assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
        visit.end(Traffic.NONE);
        // Cut off it is still parked: refused, it would come back every five seconds for ever.
        premises.access.grants().revoke(visit.grant().id());
        parked(app.connects(token));
    }

    @Test
    void onlyWhoOnceHadATokenIsParkedAndOnlySoMany() throws Exception {
        AnApp app = approvedClient();
        String token = granted(app.asksAsPrototype()).token();
        premises.clock.forward(Duration.ofHours(2));
        assertThat(turnedAway(app.connects("A".repeat(43)))).isEqualTo(Admission.Why.UNKNOWN);
        assertThat(turnedAway(app.withSameKey("https://evil.example").connects(token)))
                .isEqualTo(Admission.Why.WRONG_ORIGIN);

        var visits = new ArrayList<Visit>();
        for (int i = 0; i < AccessLimits.DEFAULT.parked(); i++) {
            Visit visit = parked(app.connects(token));
            visit.begin(() -> {});
            visits.add(visit);
        }
        assertThat(turnedAway(app.connects(token))).isEqualTo(Admission.Why.EXPIRED);
        visits.getFirst().end(Traffic.NONE);
        Visit last = parked(app.connects(token));
        Visit late = parked(app.connects(token));
        last.begin(() -> {});
        var told = new AtomicInteger();
        late.begin(told::incrementAndGet);
        assertThat(told).as("there was room for one only").hasValue(1);
    }

    @Test
    void aTokenInTwoNetworksAtOnceIsParkedAndReported() throws Exception {
        AnApp app = approvedClient();
        String token = granted(app.asksAsPrototype()).token();
        app.from = ClientAddress.of(InetAddress.getByName("203.0.113.7"));
        Visit home = admitted(app.connects(token));
        home.begin(() -> {});
        admitted(app.connects(token)); // another tab

        AnApp thief = app.withSameKey(ORIGIN);
        thief.from = ClientAddress.of(InetAddress.getByName("198.51.100.9"));
        Visit parked = parked(thief.connects(token));
        var ended = new AtomicInteger();
        parked.begin(ended::incrementAndGet);
        parked(thief.connects(token));
        assertThat(premises.access.notices().list()).hasSize(1);
        assertThat(premises.access.notices().list().getFirst().sentence())
                .contains("two networks")
                .contains("its id is " + home.grant().id());
        assertThat(premises.access.ledger().newest(home.grant().id(), 10))
                .filteredOn(line -> line.event() == LedgerEntry.Event.SECOND_NETWORK)
                .singleElement()
                .extracting(LedgerEntry::network)
                .isEqualTo("198.51.100.0/24");

        // A laptop that was carried elsewhere: its old socket ends, and it may come in.
        assertThat(ended).hasValue(0);
        home.end(Traffic.NONE);
        assertThat(ended).hasValue(1);
        admitted(thief.connects(token));
    }

    @Test
    void ofTwoNetworksThatCameAtOnceOneIsSentAway() throws Exception {
        AnApp app = approvedClient();
        String token = granted(app.asksAsPrototype()).token();
        app.from = ClientAddress.of(InetAddress.getByName("2001:db8:7::1"));
        Visit one = admitted(app.connects(token));
        app.from = ClientAddress.of(InetAddress.getByName("2001:db8:8::1"));
        Visit two = admitted(app.connects(token));
        var ended = new AtomicInteger();
        one.begin(() -> ended.addAndGet(100));
        two.begin(ended::incrementAndGet);
        assertThat(ended).hasValue(1);
        two.end(Traffic.NONE);
        app.from = ClientAddress.UNKNOWN; // through a tunnel everybody comes from this machine
        admitted(app.connects(token));
    }

    @Test
    void aPageLoadInALoopKeepsABoundedNumberOfTokens() throws Exception {
        AnApp app = approvedClient();
        String first = granted(app.asksAsPrototype()).token();
        Visit open = admitted(app.connects(first));
        open.begin(() -> {});
        String second = granted(app.asksAsPrototype()).token();
        for (int i = 0; i < AccessLimits.DEFAULT.tokensPerGrant(); i++) {
            premises.clock.forward(Duration.ofSeconds(1));
            granted(app.asksAsPrototype());
        }
        admitted(app.connects(first));
        assertThat(turnedAway(app.connects(second))).isEqualTo(Admission.Why.UNKNOWN);
    }
}
