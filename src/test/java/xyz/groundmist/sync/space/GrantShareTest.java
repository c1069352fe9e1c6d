package xyz.groundmist.sync.space;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.time.Duration;

/** What the sockets of one grant use together. */
class GrantShareTest {
    private final TotalMemory total = new TotalMemory(new TotalLimits(1_200, 1_000, 3));
    private final GrantShare share =
            new GrantShare(
                    new GrantLimits(
                            1_000,
                            2,
                            1,
                            1,
                            Duration.ofMillis(50),
                            Duration.ofMillis(10),
                            Duration.ZERO),
                    total);

    @Test
    void holdsSoMuchAndGetsRoomBack() {
        assertThat(share.hold(1_000)).isTrue();
        assertThat(share.hold(1)).isFalse();
        assertThat(share.hold(-501)).as("less is always fine").isTrue();
        assertThat(share.hold(500)).isTrue();
    }

    @Test
    void allGrantsTogetherHoldSoMuch() {
        var other = new GrantShare(GrantLimits.DEFAULT, total);
        assertThat(other.hold(900)).isTrue();
        assertThat(share.hold(400)).as("its own limit isn't reached").isFalse();
        assertThat(share.hold(-400)).isTrue();
        assertThat(share.holdsTooMuch()).isFalse();
    }

    @Test
    void inACrowdFewAnswersMayWaitForOneSocket() {
        total.answers(1_000);
        assertThat(total.mostAnswers(50)).isEqualTo(50);
        total.answers(1);
        assertThat(total.mostAnswers(50)).isEqualTo(3);
        total.answers(-1);
        assertThat(total.mostAnswers(50)).isEqualTo(50);
    }

    @Test
    void opensSoManyDocuments() {
        share.open(2);
        assertThat(share.mayOpen()).isFalse();
        share.open(-1);
        assertThat(share.mayOpen()).isTrue();
    }

    @Test
    void asksForSoManyDocumentsThatNobodyHas() {
        share.unknown(1);
        assertThat(share.mayAskForUnknown()).isFalse();
        share.unknown(-1);
        assertThat(share.mayAskForUnknown()).isTrue();
    }

    @Test
    void whoWorkedLongHasToPauseAndWhoDidNotHasNotTo() throws Exception {
        long before = System.nanoTime();
        share.pause(() -> false);
        long free = System.nanoTime() - before;
        long worked = System.nanoTime();
        try (var _ = share.begin()) {
            Thread.sleep(200);
        }
        long ended = System.nanoTime();
        share.pause(() -> false);
        long paused = System.nanoTime() - ended;
        // Worked off at one second a second, but for the 50 ms that may stay owed.
        assertThat(paused).isGreaterThan(Duration.ofMillis(130).toNanos()).isGreaterThan(free);
        assertThat(ended - worked).isPositive();
    }

    @Test
    void aMessageThatTakesTooLongIsGivenUp() throws Exception {
        try (var _ = share.begin()) {
            Thread.sleep(100);
        }
        share.pause(() -> true); // over: doesn't wait
        assertThat(share.givesUp(System.nanoTime() - 1)).isTrue();
    }

    @Test
    void withMuchOwedOneWorksAtATime() throws Exception {
        try (var _ = share.begin()) {
            Thread.sleep(1_000); // more than a busy machine lets pass until the second one begins
        }
        var first = share.begin();
        var second = Thread.ofVirtual().start(() -> share.begin().close());
        assertThat(second.join(Duration.ofMillis(50))).isFalse();
        first.close();
        assertThat(second.join(Duration.ofSeconds(20))).isTrue();
    }
}
