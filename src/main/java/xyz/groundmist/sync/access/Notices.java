package xyz.groundmist.sync.access;

import java.io.Closeable;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the owner should know, for the status and the desktop: of the last day, and only the newest.
 * Safe for use from any thread.
 */
public final class Notices {
    private static final Duration SHOWN = Duration.ofDays(1);
    private static final Duration NEWS_AGAIN = Duration.ofHours(1);

    private final InstantSource clock;
    private final int most;
    private final Listeners listeners = new Listeners();
    // Guarded by this; by what each is about, the newest last.
    private final Map<String, Notice> notices = new LinkedHashMap<>();

    Notices(InstantSource clock, int most) {
        this.clock = clock;
        this.most = most;
    }

    /** The newest first. */
    public synchronized List<Notice> list() {
        Instant now = clock.instant();
        notices.values().removeIf(notice -> !now.isBefore(notice.at().plus(SHOWN)));
        return new ArrayList<>(notices.values()).reversed();
    }

    /** Calls it after each new one, in the thread that brought it; it must not block. */
    public Closeable onChange(Runnable listener) {
        return listeners.add(listener);
    }

    /**
     * Tells the owner something.
     *
     * @param about replaces what was said about the same before
     * @param sentence what happened, and what to do about it
     * @return false when the same was news within the last hour: then nothing changes
     */
    public boolean add(String about, String sentence) {
        synchronized (this) {
            Instant now = clock.instant();
            Notice before = notices.get(about);
            boolean lately =
                    before != null
                            && !now.isBefore(before.at())
                            && now.isBefore(before.at().plus(NEWS_AGAIN));
            if (lately) return false;
            notices.remove(about);
            notices.put(about, new Notice(now, sentence));
            if (notices.size() > most) notices.remove(notices.keySet().iterator().next());
        }
        listeners.tell();
        return true;
    }
}
