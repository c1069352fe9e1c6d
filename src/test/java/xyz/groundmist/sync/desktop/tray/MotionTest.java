package xyz.groundmist.sync.desktop.tray;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

class MotionTest {
    private static final long BEGIN = 7_000;

    private final Motion motion = new Motion();

    @Test
    void shortWorkIsNotShown() {
        motion.want(TrayState.WORKING, BEGIN);
        motion.want(TrayState.RUNNING, BEGIN + 399);
        assertThat(drawnFrom(BEGIN, BEGIN + 5_000)).containsExactly("0 RUNNING");
    }

    @Test
    void longWorkDriftsAtThreeASecond() {
        motion.want(TrayState.WORKING, BEGIN);
        assertThat(drawnFrom(BEGIN, BEGIN + 2_100))
                .containsExactly(
                        "0 RUNNING",
                        "400 WORKING_1",
                        "734 WORKING_2",
                        "1068 WORKING_3",
                        "1402 WORKING_2",
                        "1736 WORKING_1",
                        "2070 WORKING_2");
    }

    @Test
    void aRoundIsPlayedToItsEndAndThenAllIsStill() {
        motion.want(TrayState.WORKING, BEGIN);
        motion.want(TrayState.RUNNING, BEGIN + 450);
        assertThat(drawnFrom(BEGIN, BEGIN + 60_000))
                .containsExactly(
                        "0 RUNNING",
                        "400 WORKING_1",
                        "734 WORKING_2",
                        "1068 WORKING_3",
                        "1402 WORKING_2",
                        "1736 RUNNING");
        assertThat(motion.next(BEGIN + 60_000)).isEqualTo(Motion.NEVER);
    }

    @Test
    void workThatGoesOnWithinTheLastRoundGoesOnMoving() {
        motion.want(TrayState.WORKING, BEGIN);
        motion.want(TrayState.RUNNING, BEGIN + 450);
        motion.want(TrayState.WORKING, BEGIN + 1_500);
        assertThat(drawnFrom(BEGIN + 1_600, BEGIN + 2_000))
                .containsExactly("1600 WORKING_2", "1736 WORKING_1");
    }

    @Test
    void beingStoppedOrNeededIsShownAtOnce() {
        motion.want(TrayState.WORKING, BEGIN);
        assertThat(motion.at(BEGIN + 500)).isEqualTo(Drawing.WORKING_1);
        motion.want(TrayState.ATTENTION, BEGIN + 500);
        assertThat(drawnFrom(BEGIN + 500, BEGIN + 9_000)).containsExactly("500 ATTENTION");
        motion.want(TrayState.STOPPED, BEGIN + 9_000);
        assertThat(drawnFrom(BEGIN + 9_000, BEGIN + 20_000)).containsExactly("9000 STOPPED");
    }

    @Test
    void withReducedMotionOneDrawingStandsStill() {
        motion.reduce(true);
        motion.want(TrayState.WORKING, BEGIN);
        assertThat(drawnFrom(BEGIN, BEGIN + 10_000)).containsExactly("0 RUNNING", "400 WORKING_2");
        motion.want(TrayState.RUNNING, BEGIN + 10_000);
        assertThat(drawnFrom(BEGIN + 10_000, BEGIN + 20_000))
                .containsExactly("10000 WORKING_2", "11088 RUNNING");
    }

    /** What is drawn when, looking only when the motion says so. */
    private List<String> drawnFrom(long from, long until) {
        var drawn = new ArrayList<String>();
        for (long now = from; now < until; now = motion.next(now)) {
            drawn.add(now - BEGIN + " " + motion.at(now));
        }
        return drawn;
    }
}
