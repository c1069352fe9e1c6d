package xyz.groundmist.sync.access;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * So many a minute for each name, and as many at once after a minute's rest. Names are counted up
 * to a bound; beyond it the one that was quiet the longest starts anew.
 */
final class Throttle {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final InstantSource clock;
    private final Duration each;
    private final int names;

    /** When a name's debt is paid; guarded by this, the longest quiet first. */
    private final Map<String, Instant> paid = new LinkedHashMap<>(16, 0.75f, true);

    Throttle(InstantSource clock, int perMinute, int names) {
        this.clock = clock;
        this.each = MINUTE.dividedBy(perMinute);
        this.names = names;
    }

    /** Null when one more is all right; otherwise how long to wait for it, and it isn't counted. */
    synchronized @Nullable Duration take(String name) {
        Instant now = clock.instant();
        Instant debt = paid.get(name);
        // A debt from further ahead than a minute is from before the clock was set back.
        if (debt == null || debt.isBefore(now) || debt.isAfter(now.plus(MINUTE))) debt = now;
        Instant next = debt.plus(each);
        Duration over = Duration.between(now.plus(MINUTE), next);
        if (over.isPositive()) return over;
        paid.put(name, next);
        if (paid.size() > names) paid.remove(paid.keySet().iterator().next());
        return null;
    }
}
