package xyz.groundmist.sync.home;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import xyz.groundmist.sync.home.StatusModel.Condition;
import xyz.groundmist.sync.home.StatusModel.Snapshot;

import java.io.Closeable;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

@Timeout(30)
class StatusModelTest {
    private final StatusModel model = new StatusModel(Duration.ofMillis(20));
    private final BlockingQueue<Snapshot> told = new LinkedBlockingQueue<>();
    private final AtomicInteger sockets = new AtomicInteger();
    private final AtomicInteger looks = new AtomicInteger();

    @AfterEach
    void close() {
        model.close();
    }

    private Status status() {
        looks.incrementAndGet();
        return new Status(
                "1",
                1,
                Instant.EPOCH,
                1,
                "http://127.0.0.1:1",
                null,
                Reaches.none(),
                null,
                new AccountEntry(
                        "signed_out", null, null, null, null, null, false, null, null, null),
                "/",
                List.of(),
                0,
                sockets.get(),
                0,
                0,
                null,
                List.of(),
                new DeviceCounts(false, 0, 0, 0, 0, 0, false),
                List.of());
    }

    private Snapshot next() throws InterruptedException {
        Snapshot next = told.poll(10, TimeUnit.SECONDS);
        assertThat(next).as("was told").isNotNull();
        return next;
    }

    private int socketsOf(Snapshot snapshot) {
        Status status = snapshot.status();
        return status == null ? -1 : status.connectedSockets();
    }

    @Test
    void whoWatchesIsToldOfThisMomentAndOfEveryChange() throws Exception {
        model.watch(told::add);
        assertThat(next().condition()).isEqualTo(Condition.STOPPED);
        model.at(Condition.STARTING, null);
        assertThat(next().condition()).isEqualTo(Condition.STARTING);
        model.running(this::status);
        assertThat(socketsOf(next())).isZero();
        sockets.set(3);
        assertThat(socketsOf(next())).isEqualTo(3);
        model.at(Condition.FAILED, "Port 1 is taken.");
        assertThat(next().failure()).isEqualTo("Port 1 is taken.");
        assertThat(told).isEmpty();
    }

    @Test
    void whatIsAsBeforeIsNotTold() throws Exception {
        model.running(this::status);
        model.watch(told::add);
        next();
        int before = looks.get();
        while (looks.get() < before + 5) Thread.sleep(5);

        assertThat(told).isEmpty();
    }

    @Test
    void nobodyLooksWhileNobodyWatches() throws Exception {
        model.running(this::status);
        Closeable watch = model.watch(told::add);
        next();
        watch.close();
        sockets.set(1);
        Thread.sleep(1_000); // a look that was under way is over
        int before = looks.get();
        Thread.sleep(200);

        assertThat(looks.get()).isEqualTo(before);
        assertThat(told).hasSizeLessThanOrEqualTo(1);
    }

    @Test
    void manyChangesAtOnceAreLookedAtOnce() throws Exception {
        model.running(this::status);
        int before = looks.get();
        for (int i = 0; i < 1000; i++) model.changed();
        while (looks.get() == before) Thread.sleep(5);

        assertThat(looks.get()).isLessThan(before + 20);
    }

    @Test
    void oneWhoFailsDoesNotKeepTheOthersFromBeingTold() throws Exception {
        model.watch(_ -> {
            throw new IllegalStateException("a fault of the window");
        });
        model.watch(told::add);
        next();
        model.at(Condition.STARTING, null);

        assertThat(next().condition()).isEqualTo(Condition.STARTING);
    }

    @Test
    void aServerLookedAtWhileItClosesIsNotTold() throws Exception {
        model.watch(told::add);
        next();
        model.running(() -> {
            model.at(Condition.STOPPING, null);
            return status();
        });
        // the first look told it to stop; no RUNNING may come after STOPPING
        Snapshot last = next();
        while (!told.isEmpty() || last.condition() == Condition.RUNNING) {
            if (told.isEmpty()) model.at(Condition.STOPPING, null);
            last = next();
        }

        assertThat(last.condition()).isEqualTo(Condition.STOPPING);
    }
}
