package xyz.groundmist.sync.space;

import static org.assertj.core.api.Assertions.fail;

import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;

/** Waiting for what other threads do, without a claim on how fast they are. */
final class Patience {
    private static final Duration LIMIT = Duration.ofSeconds(10);

    /** Long enough for a message that shouldn't be sent to be seen. */
    private static final Duration MOMENT = Duration.ofMillis(80);

    private Patience() {}

    static void until(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) fail("it never came to pass that " + what);
            pause(Duration.ofMillis(1));
        }
    }

    /** Lets the clients talk until it has come to pass. */
    static void talk(String what, List<OracleClient> clients, BooleanSupplier condition) {
        until(
                what,
                () -> {
                    for (OracleClient client : clients) while (client.step()) {}
                    return condition.getAsBoolean();
                });
    }

    /** Lets the clients talk for a moment in which something must not happen. */
    static void talkForAMoment(OracleClient... clients) {
        long end = System.nanoTime() + MOMENT.toNanos();
        while (System.nanoTime() < end) {
            for (OracleClient client : clients) client.step();
            pause(Duration.ofMillis(1));
        }
    }

    static void pause(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }
}
