package xyz.groundmist.sync.devices;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;

/** Waits for what takes a while. */
final class Waiting {
    private Waiting() {}

    /** Returns how long it took. */
    static Duration until(Duration most, Callable<String> otherwise, Callable<Boolean> condition)
            throws IOException {
        long start = System.nanoTime();
        try {
            while (!condition.call()) {
                if (System.nanoTime() - start > most.toNanos()) {
                    throw new AssertionError(otherwise.call());
                }
                Thread.sleep(50);
            }
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new AssertionError(e);
        }
        return Duration.ofNanos(System.nanoTime() - start);
    }
}
