package xyz.groundmist.sync.reach;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

class NetworkWatchTest {
    private Instant now = Instant.parse("2026-11-22T12:00:00Z");
    private Set<String> here = Set.of("192.168.1.5");
    private final AtomicInteger told = new AtomicInteger();
    private boolean hasSlept;
    private final NetworkWatch watch =
            new NetworkWatch(
                    () -> now,
                    () -> here,
                    slept -> {
                        told.incrementAndGet();
                        hasSlept = slept;
                    });

    private int lookAfter(int seconds) {
        now = now.plusSeconds(seconds);
        int before = told.get();
        watch.look();
        return told.get() - before;
    }

    @Test
    void saysNothingWhileAllIsAsItWas() {
        for (int i = 0; i < 50; i++) assertThat(lookAfter(3)).isZero();
    }

    @Test
    void aBusyMachineIsNotASleepingOne() {
        assertThat(lookAfter(10)).isZero();
    }

    @Test
    void tellsAfterSleepOnce() {
        assertThat(lookAfter(3600)).isOne();
        assertThat(hasSlept).isTrue();
        assertThat(lookAfter(3)).isZero();
    }

    @Test
    void tellsWhenTheNetworkIsAnotherOne() {
        here = Set.of("10.0.0.7");
        assertThat(lookAfter(3)).isOne();
        assertThat(hasSlept).isFalse();
        assertThat(lookAfter(3)).isZero();
    }

    @Test
    void tellsWhenTheNetworkIsBackAndNotWhenItGoes() {
        here = Set.of();
        assertThat(lookAfter(3)).isZero();
        here = Set.of("192.168.1.5");
        assertThat(lookAfter(3)).isOne();
    }
}
