package xyz.groundmist.sync.reach.ngrok;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.InstantSource;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.List;

/**
 * What went through ngrok in this calendar month (UTC), as ngrok's free plan counts: requests, and
 * bytes that left. It is our own count: what was used by other programs of the account isn't in it,
 * and after a crash up to a minute is missing. Kept in a file of one line: month, requests, bytes.
 */
public final class MonthlyUse {
    /** Of ngrok's free plan: ngrok.com/docs/pricing-limits/free-plan-limits, November 2026. */
    public static final long FREE_REQUESTS = 20_000;

    /** Of the same; ngrok says 1 GB. */
    public static final long FREE_BYTES_OUT = 1_000_000_000;

    private static final Logger LOG = LoggerFactory.getLogger(MonthlyUse.class);

    /** What was counted. */
    public record Count(YearMonth month, long requests, long bytesOut) {}

    private final Path file;
    private final InstantSource clock;
    private Count count; // guarded by this, as is changed
    private boolean changed;

    /** Reads the file; one that is damaged or of an earlier month counts as none. */
    public MonthlyUse(Path file, InstantSource clock) {
        this.file = file;
        this.clock = clock;
        count = read();
    }

    private Count read() {
        try {
            List<String> parts = List.of(Files.readString(file).strip().split(" "));
            if (parts.size() == 3) {
                return new Count(
                        YearMonth.parse(parts.get(0)),
                        Long.parseLong(parts.get(1)),
                        Long.parseLong(parts.get(2)));
            }
        } catch (NoSuchFileException _) {
            return new Count(now(), 0, 0);
        } catch (IOException | RuntimeException e) {
            LOG.warn("The count of ngrok's use begins anew: {}", e.toString());
        }
        return new Count(now(), 0, 0);
    }

    private YearMonth now() {
        return YearMonth.from(clock.instant().atOffset(ZoneOffset.UTC));
    }

    /** Of this month, at this moment. */
    public synchronized Count count() {
        YearMonth month = now();
        if (!count.month().equals(month)) count = new Count(month, 0, 0);
        return count;
    }

    /** Adds to it. */
    public synchronized void add(long requests, long bytesOut) {
        if (requests == 0 && bytesOut == 0) return;
        Count now = count();
        count = new Count(now.month(), now.requests() + requests, now.bytesOut() + bytesOut);
        changed = true;
    }

    /**
     * Writes the file when something was added since; a failure is logged, and tried again later.
     */
    public void save() {
        Count now;
        synchronized (this) {
            if (!changed) return;
            changed = false;
            now = count();
        }
        try {
            Path draft = file.resolveSibling(file.getFileName() + ".new");
            Files.writeString(
                    draft, now.month() + " " + now.requests() + " " + now.bytesOut() + "\n");
            Files.move(
                    draft,
                    file,
                    StandardCopyOption.REPLACE_EXISTING,
                    StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            LOG.warn("The count of ngrok's use could not be written: {}", e.toString());
            synchronized (this) {
                changed = true;
            }
        }
    }
}
