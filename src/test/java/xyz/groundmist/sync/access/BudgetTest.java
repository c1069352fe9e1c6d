package xyz.groundmist.sync.access;

import static org.assertj.core.api.Assertions.assertThat;

import static xyz.groundmist.sync.access.AnApp.granted;
import static xyz.groundmist.sync.access.AnApp.refused;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;

/** How often may be asked, and by whom. */
class BudgetTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @Test
    void nothingThatStrangersDoKeepsAnApprovedAppOut() throws Exception {
        try (var premises = new Premises(folder, Premises.ANNA)) {
            AnApp app = premises.approved("https://library.example");
            int heard = 0;
            for (int i = 0; i < 600; i++) {
                AnApp stranger = premises.app("https://stranger" + i % 40 + ".example");
                stranger.from = ClientAddress.of(InetAddress.getByName("203.0." + i % 30 + ".1"));
                String answer = refused(stranger.renews());
                if (answer.equals("not_approved")) heard++;
                else assertThat(answer).isEqualTo("too_many_requests");
            }
            assertThat(heard).isEqualTo(AccessLimits.DEFAULT.strangersPerMinute() - 1);
            assertThat(refused(premises.app("https://library.example").asks()))
                    .isEqualTo("too_many_requests");
            granted(app.renews());

            // One app in a loop has its own limit, and another goes on.
            int renewed = 1;
            while (app.renews() instanceof Authentication.Granted) renewed++;
            assertThat(renewed).isEqualTo(AccessLimits.DEFAULT.requestsPerKeyPerMinute());
            Authentication answer = app.renews();
            assertThat(((Authentication.Refused) answer).retryAfter()).isPositive();
            premises.clock.forward(Duration.ofMinutes(1));
            granted(app.renews());
            granted(premises.approved("https://other.example").renews());
        }
    }

    /** Or they would fill it, and keep everybody out long after they are gone. */
    @Test
    void whatIsTooMuchTakesNoRoomAmongTheUsedProofs() throws Exception {
        try (var premises = new Premises(folder, Premises.ANNA)) {
            AnApp stranger = premises.app("https://stranger.example");
            while (!refused(stranger.renews()).equals("too_many_requests")) continue;
            String proof = stranger.lastProof;

            assertThat(refused(stranger.send(null, proof, null, Duration.ZERO)))
                    .isEqualTo("too_many_requests");
            premises.clock.forward(Duration.ofMinutes(1));
            assertThat(refused(stranger.send(null, proof, null, Duration.ZERO)))
                    .isEqualTo("not_approved");
            assertThat(refused(stranger.send(null, proof, null, Duration.ZERO)))
                    .isEqualTo("proof_used");
        }
    }

    @Test
    void aMinuteIsAMinuteWhateverTheClockDoes() {
        var clock = new SetClock();
        var throttle = new Throttle(clock, 2, 10);
        assertThat(throttle.take("a")).isNull();
        assertThat(throttle.take("a")).isNull();
        assertThat(throttle.take("a")).isEqualTo(Duration.ofSeconds(30));
        assertThat(throttle.take("b")).isNull();
        clock.forward(Duration.ofSeconds(30));
        assertThat(throttle.take("a")).isNull();
        assertThat(throttle.take("a")).isEqualTo(Duration.ofSeconds(30));
        clock.forward(Duration.ofDays(-1));
        assertThat(throttle.take("a")).as("set back, it forgets").isNull();
    }

    @Test
    void countsSoManyNamesAndNoMore() {
        var throttle = new Throttle(new SetClock(), 1, 3);
        for (int i = 0; i < 3; i++) assertThat(throttle.take("name " + i)).isNull();
        assertThat(throttle.take("name 0")).isNotNull();
        assertThat(throttle.take("name 3")).isNull();
        assertThat(throttle.take("name 0")).isNotNull();
        assertThat(throttle.take("name 1")).as("quiet the longest, so forgotten").isNull();
    }
}
