package xyz.groundmist.sync.documents;

import org.jspecify.annotations.Nullable;

import xyz.groundmist.sync.documents.DocumentException.Reason;
import xyz.groundmist.sync.engine.DocumentId;
import xyz.groundmist.sync.store.SpaceName;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Documents that couldn't be opened: said of them in lists, and not tried again for a while, longer
 * each time. Until the server ends.
 */
final class Marks {
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(30);
    private static final int MOST_DOUBLINGS = 7;
    private static final int MOST = 10_000;

    private record Key(SpaceName space, DocumentId id) {}

    private record Mark(Reason reason, String sentence, int times, Instant notBefore) {}

    private final Map<Key, Mark> marks = new ConcurrentHashMap<>();
    private final InstantSource clock;

    Marks(InstantSource clock) {
        this.clock = clock;
    }

    /** What is said of the document; null when nothing is. */
    @Nullable String of(SpaceName space, DocumentId id) {
        Mark mark = marks.get(new Key(space, id));
        return mark == null ? null : mark.sentence();
    }

    /**
     * @throws DocumentException when it was tried a short while ago, and failed
     */
    void check(SpaceName space, DocumentId id) throws DocumentException {
        Mark mark = marks.get(new Key(space, id));
        if (mark != null && clock.instant().isBefore(mark.notBefore())) {
            throw new DocumentException(mark.reason(), mark.sentence());
        }
    }

    /** It failed; only failures that lie in the document are kept. */
    void failed(SpaceName space, DocumentId id, DocumentException e) {
        if (e.reason() != Reason.TOO_LARGE && e.reason() != Reason.UNREADABLE) return;
        if (marks.size() >= MOST) return;
        marks.compute(
                new Key(space, id),
                (_, before) -> {
                    int times = before == null ? 0 : Math.min(before.times() + 1, MOST_DOUBLINGS);
                    Instant next = clock.instant().plus(FIRST_PAUSE.multipliedBy(1L << times));
                    return new Mark(e.reason(), e.sentence(), times, next);
                });
    }

    void succeeded(SpaceName space, DocumentId id) {
        marks.remove(new Key(space, id));
    }
}
