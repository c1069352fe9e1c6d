package xyz.groundmist.sync.documents;

import org.jspecify.annotations.Nullable;

import xyz.groundmist.sync.documents.Documents.Which;
import xyz.groundmist.sync.engine.ChangeHash;
import xyz.groundmist.sync.space.DocumentStatus;
import xyz.groundmist.sync.space.SpaceStatus;
import xyz.groundmist.sync.space.Spaces;
import xyz.groundmist.sync.store.StoreException;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What documents may be called, guessed by the worker once for each state of a document, and kept
 * while the server runs.
 */
public final class Titles {
    private static final int MOST = 20_000;
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration PATIENCE_FOR_A_PAGE = Duration.ofSeconds(2);

    /**
     * A document that was found.
     *
     * @param title null when nothing in it looks like one
     */
    public record Found(Which which, @Nullable String title) {}

    /**
     * What came of a search.
     *
     * @param unread how many were not looked into, for want of time; asked again there are fewer
     */
    public record Search(List<Found> found, int unread) {}

    private record Known(List<ChangeHash> heads, @Nullable String title) {}

    /** Guesses one title; null when there is none. */
    @FunctionalInterface
    interface Guess {
        @Nullable String of(Which which)
                throws DocumentException, StoreException, InterruptedException;
    }

    private final Spaces spaces;
    private final Guess guess;

    /** Guarded by itself; the one not asked for the longest time goes first. */
    private final Map<Which, Known> known =
            new LinkedHashMap<>(16, 0.75f, true) {
                @Override
                protected boolean removeEldestEntry(Map.Entry<Which, Known> eldest) {
                    return size() > MOST;
                }
            };

    Titles(Spaces spaces, Guess guess) {
        this.spaces = spaces;
        this.guess = guess;
    }

    /**
     * The documents in whose title these words are, in any case; all for no words.
     *
     * @throws DocumentException when there is nothing to guess titles with
     */
    Search find(String words) throws DocumentException, StoreException, InterruptedException {
        String wanted = words.toLowerCase(Locale.ROOT);
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        var found = new ArrayList<Found>();
        int unread = 0;
        for (SpaceStatus space : spaces.status()) {
            if (space.documents() == 0) continue;
            for (DocumentStatus document : spaces.open(space.name()).documents()) {
                var which = new Which(space.name(), document.id());
                if (System.nanoTime() > deadline) {
                    unread++;
                    continue;
                }
                String title = title(which);
                boolean fits =
                        wanted.isEmpty()
                                || (title != null
                                        && title.toLowerCase(Locale.ROOT).contains(wanted));
                if (fits) found.add(new Found(which, title));
            }
        }
        return new Search(found, unread);
    }

    /** The titles of these, without those for which there is no time. */
    List<Found> of(List<Which> wanted)
            throws DocumentException, StoreException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE_FOR_A_PAGE.toNanos();
        var found = new ArrayList<Found>();
        for (Which which : wanted) {
            if (System.nanoTime() > deadline) break;
            found.add(new Found(which, title(which)));
        }
        return found;
    }

    /** The title that was guessed last, also of a deleted document; null when there is none. */
    @Nullable String last(Which which) {
        synchronized (known) {
            Known last = known.get(which);
            return last == null ? null : last.title();
        }
    }

    private @Nullable String title(Which which)
            throws DocumentException, StoreException, InterruptedException {
        var stored = spaces.open(which.space()).find(which.id());
        if (stored == null) return null;
        synchronized (known) {
            Known before = known.get(which);
            if (before != null && before.heads().equals(stored.heads())) return before.title();
        }
        String title;
        try {
            title = guess.of(which);
        } catch (DocumentException e) {
            if (e.reason() == DocumentException.Reason.ABSENT) throw e;
            if (e.reason() == DocumentException.Reason.UNKNOWN) return null; // deleted meanwhile
            title = null;
        }
        synchronized (known) {
            known.put(which, new Known(stored.heads(), title));
        }
        return title;
    }
}
