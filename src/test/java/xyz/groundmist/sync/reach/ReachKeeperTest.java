package xyz.groundmist.sync.reach;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.net.URI;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

@Timeout(20)
class ReachKeeperTest {
    private static final ReachException LINE_DOWN =
            ReachException.passing("The line is down.", "It is tried again.");
    private static final ReachException WRONG_TOKEN =
            ReachException.fatal("The token is wrong.", "Enter another one.")
                    .linking(URI.create("https://example.org/token"));

    private static final Inside NOWHERE =
            new Inside() {
                @Override
                public SocketChannel connect(Visitor visitor) {
                    throw new AssertionError("nobody comes");
                }

                @Override
                public int port() {
                    return 0;
                }
            };

    private final FakeReach reach = new FakeReach();
    private final List<ReachState> states = new CopyOnWriteArrayList<>();

    /** Each pause as it begins; it lasts until the test lets it end, or until it is cut short. */
    private final BlockingQueue<Duration> pauses = new LinkedBlockingQueue<>();

    private final Semaphore timePasses = new Semaphore(0);
    private volatile Instant now = Instant.parse("2026-11-22T12:00:00Z");

    private final ReachKeeper keeper =
            new ReachKeeper(reach, NOWHERE, () -> now, new Random(1), this::pause);

    private void pause(Semaphore hurried, Duration longest) throws InterruptedException {
        pauses.add(longest);
        while (!hurried.tryAcquire(1, TimeUnit.MILLISECONDS)) {
            if (timePasses.tryAcquire()) {
                now = now.plus(longest);
                return;
            }
        }
    }

    private void start() {
        keeper.onChange(() -> states.add(keeper.state()));
        keeper.start();
    }

    @AfterEach
    void end() {
        keeper.close();
    }

    private static void eventually(BooleanSupplier condition) throws InterruptedException {
        while (!condition.getAsBoolean()) Thread.sleep(2);
    }

    @Test
    void saysWhatItDoesAndWhereItIsReached() throws Exception {
        assertThat(keeper.state()).isEqualTo(new ReachState.Off());
        reach.stands();
        start();

        eventually(() -> keeper.state() instanceof ReachState.Up);
        keeper.close();

        assertThat(states)
                .containsExactly(
                        new ReachState.Connecting(),
                        new ReachState.Up(FakeReach.ADDRESS),
                        new ReachState.Off());
        assertThat(reach.closed).hasValue(1);
    }

    @Test
    void triesForEverWithPausesThatGrowToAMinute() throws Exception {
        for (int i = 0; i < 40; i++) reach.fails(LINE_DOWN);
        start();

        long least = 500;
        for (int i = 0; i < 40; i++) {
            Duration pause = pauses.take();
            long most = Math.min(60_000, 1000L << Math.min(i + 1, 6));
            assertThat(pause.toMillis())
                    .as("pause %d", i)
                    .isBetween(Math.max(1000, most / 2), most)
                    .isGreaterThanOrEqualTo(least);
            timePasses.release();
        }
        reach.stands();
        eventually(() -> keeper.state() instanceof ReachState.Up);
    }

    @Test
    void pausesAreNotAllEqual() throws Exception {
        for (int i = 0; i < 20; i++) reach.fails(LINE_DOWN);
        start();

        for (int i = 0; i < 8; i++) {
            pauses.take();
            timePasses.release();
        }
        var late = new HashSet<Duration>();
        for (int i = 0; i < 12; i++) {
            late.add(pauses.take());
            timePasses.release();
        }
        assertThat(late).hasSizeGreaterThan(6);
    }

    @Test
    void saysWhyItIsDownAndWhenItTriesAgain() throws Exception {
        reach.fails(LINE_DOWN);
        start();

        Duration pause = pauses.take();
        eventually(() -> keeper.state() instanceof ReachState.Down);
        assertThat(keeper.state())
                .isEqualTo(
                        new ReachState.Down(
                                "The line is down.",
                                "It is tried again.",
                                null,
                                false,
                                now.plus(pause)));
    }

    @Test
    void whatOnlyTheOwnerCanMendIsShownAndNotTriedAgain() throws Exception {
        reach.fails(WRONG_TOKEN);
        start();

        eventually(() -> keeper.state() instanceof ReachState.Down);
        Thread.sleep(50);

        assertThat(keeper.state())
                .isEqualTo(
                        new ReachState.Down(
                                "The token is wrong.",
                                "Enter another one.",
                                URI.create("https://example.org/token"),
                                true,
                                null));
        assertThat(reach.attempts).hasValue(1);
        assertThat(pauses).isEmpty();

        reach.stands();
        keeper.hurry();
        eventually(() -> keeper.state() instanceof ReachState.Up);
    }

    @Test
    void opensAgainWhatBroke() throws Exception {
        FakeReach.Standing first = reach.stands();
        reach.stands();
        start();
        eventually(() -> keeper.state() instanceof ReachState.Up);

        first.lost.complete(LINE_DOWN);
        assertThat(pauses.take()).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(2));
        timePasses.release();

        eventually(() -> reach.attempts.get() == 2 && keeper.state() instanceof ReachState.Up);
        assertThat(reach.closed).hasValue(1);
    }

    @Test
    void aWayThatStoodForLongBeginsWithAShortPause() throws Exception {
        for (int i = 0; i < 6; i++) reach.fails(LINE_DOWN);
        FakeReach.Standing standing = reach.stands();
        start();
        for (int i = 0; i < 6; i++) {
            pauses.take();
            timePasses.release();
        }
        eventually(() -> keeper.state() instanceof ReachState.Up);

        now = now.plusSeconds(3600);
        standing.lost.complete(LINE_DOWN);

        assertThat(pauses.take()).isLessThanOrEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void aHurryCutsAPauseShort() throws Exception {
        reach.fails(LINE_DOWN);
        reach.stands();
        start();
        pauses.take();

        keeper.hurry();

        eventually(() -> keeper.state() instanceof ReachState.Up);
        assertThat(timePasses.availablePermits()).isZero();
    }

    @Test
    void aHurryBeginsAnAttemptAnewThatHangs() throws Exception {
        start();
        eventually(() -> reach.attempts.get() == 1);

        keeper.hurry();
        eventually(() -> reach.attempts.get() == 2);

        reach.stands();
        eventually(() -> keeper.state() instanceof ReachState.Up);
        assertThat(pauses).isEmpty();
    }

    @Test
    void aHurryLeavesAWayThatAnswersAlone() throws Exception {
        reach.stands();
        start();
        eventually(() -> keeper.state() instanceof ReachState.Up);

        keeper.hurry();
        Thread.sleep(50);

        assertThat(reach.attempts).hasValue(1);
        assertThat(reach.closed).hasValue(0);
    }

    @Test
    void aHurryReplacesAWayThatIsDeadAtOnce() throws Exception {
        FakeReach.Standing asleep = reach.stands();
        reach.stands();
        start();
        eventually(() -> keeper.state() instanceof ReachState.Up);
        asleep.answers = false;

        keeper.hurry();

        eventually(() -> reach.attempts.get() == 2 && keeper.state() instanceof ReachState.Up);
        assertThat(reach.closed).hasValue(1);
        assertThat(pauses).isEmpty();
    }

    @Test
    void aFaultSeenFromOutsideIsSaidUntilItIsGone() throws Exception {
        reach.stands();
        start();
        eventually(() -> keeper.state() instanceof ReachState.Up);

        keeper.seen(URI.create("https://another.example.org"), "Somebody else answers.");
        assertThat(keeper.state()).isEqualTo(new ReachState.Up(FakeReach.ADDRESS));
        keeper.seen(FakeReach.ADDRESS, "Somebody else answers.");
        assertThat(keeper.state())
                .isEqualTo(new ReachState.Degraded(FakeReach.ADDRESS, "Somebody else answers."));
        keeper.seen(FakeReach.ADDRESS, null);
        assertThat(keeper.state()).isEqualTo(new ReachState.Up(FakeReach.ADDRESS));
    }

    @Test
    void closingEndsAPauseAnAttemptAndAFatalFailure() throws Exception {
        start();
        eventually(() -> reach.attempts.get() == 1);
        keeper.close();
        assertThat(keeper.state()).isEqualTo(new ReachState.Off());

        var fatal = new FakeReach();
        fatal.fails(WRONG_TOKEN);
        var second = new ReachKeeper(fatal, NOWHERE);
        second.start();
        eventually(() -> second.state() instanceof ReachState.Down);
        second.close();
        assertThat(second.state()).isEqualTo(new ReachState.Off());

        var down = new FakeReach();
        down.fails(LINE_DOWN);
        var third = new ReachKeeper(down, NOWHERE);
        third.start();
        eventually(() -> third.state() instanceof ReachState.Down);
        third.close();
        third.close();
        assertThat(third.state()).isEqualTo(new ReachState.Off());
    }
}
