package xyz.groundmist.sync.documents;

import org.jspecify.annotations.Nullable;

import xyz.groundmist.sync.engine.ChangeHash;
import xyz.groundmist.sync.engine.ChangeHeader;
import xyz.groundmist.sync.store.Arrival;
import xyz.groundmist.sync.store.Source;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Puts a document's changes, as they come in the order of arrival, together into steps. Times are
 * what authors' clocks said, so a step may seem to go back; it never reaches over a pause.
 */
final class Steps {
    /** One author's pause that ends a step. */
    private static final Duration PAUSE = Duration.ofMinutes(10);

    /** Authors that are closer together write at the same time. */
    private static final Duration TOGETHER = Duration.ofMinutes(1);

    private final Set<ChangeHash> heads = new TreeSet<>();
    private final List<Step> done = new ArrayList<>();
    private final List<Arrival> arrivals;

    /** Of those; the next one, and how many changes came before the next change. */
    private int nextArrival;

    private int added;
    private @Nullable Source source;

    // The step under way.
    private final Set<String> authors = new LinkedHashSet<>();
    private final Set<Source> sources = new LinkedHashSet<>();
    private int changes;
    private long begun;
    private long last;
    private String message = "";

    /**
     * @param arrivals of the document, ascending
     */
    Steps(List<Arrival> arrivals) {
        this.arrivals = arrivals;
    }

    void add(ChangeHeader change) {
        String author = HexFormat.of().formatHex(change.actor());
        if (changes > 0 && !continues(author, change.time())) end();
        if (changes == 0) begun = change.time();
        authors.add(author);
        Source by = nextSource();
        if (by != null) sources.add(by);
        changes++;
        last = change.time();
        if (!change.message().isEmpty()) message = change.message();
        change.deps().forEach(heads::remove);
        heads.add(change.hash());
    }

    private @Nullable Source nextSource() {
        if (nextArrival < arrivals.size() && arrivals.get(nextArrival).first() == added) {
            source = arrivals.get(nextArrival++).source();
        }
        added++;
        return source;
    }

    private boolean continues(String author, long time) {
        boolean known = time > 0 && last > 0;
        if (!known) return authors.contains(author);
        long apart = Math.abs(time - last);
        Duration most = authors.contains(author) && authors.size() == 1 ? PAUSE : TOGETHER;
        return apart <= most.toSeconds();
    }

    private void end() {
        done.add(
                new Step(
                        List.copyOf(heads),
                        changes,
                        List.copyOf(authors),
                        instant(begun),
                        instant(last),
                        List.copyOf(sources),
                        message));
        authors.clear();
        sources.clear();
        changes = 0;
        message = "";
    }

    /** All steps, the first one first. */
    List<Step> all() {
        if (changes > 0) end();
        return List.copyOf(done);
    }

    private static @Nullable Instant instant(long seconds) {
        return seconds > 0 && seconds <= Instant.MAX.getEpochSecond()
                ? Instant.ofEpochSecond(seconds)
                : null;
    }
}
