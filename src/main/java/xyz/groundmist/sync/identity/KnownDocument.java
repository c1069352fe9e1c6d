package xyz.groundmist.sync.identity;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One DID's document as it was last seen. Fetched by one caller at a time; who waited meanwhile
 * gets what that one got, be it a failure.
 */
final class KnownDocument {
    private static final Duration FRESH = Duration.ofHours(1);
    private static final Duration GOOD = Duration.ofHours(24);
    private static final Duration BETWEEN_REFRESHES = Duration.ofMinutes(1);

    /** After a failure nobody is asked again for this long. */
    private static final Duration PAUSE = Duration.ofSeconds(5);

    private final Source source;
    private final InstantSource clock;
    private final ReentrantLock fetching = new ReentrantLock();
    // Written by who holds the lock.
    private volatile State state = new State(0, null, Instant.MIN, null, Instant.MIN);
    private Instant refreshed = Instant.MIN;

    @FunctionalInterface
    interface Source {
        DidDocument fetch() throws IdentityException;
    }

    /**
     * @param attempts how often it has been asked for
     * @param fetched when the document came
     * @param failure what came of the last attempt, when no document did
     * @param failed when that was
     */
    private record State(
            long attempts,
            @Nullable DidDocument document,
            Instant fetched,
            @Nullable IdentityException failure,
            Instant failed) {
        @Nullable DidDocument youngerThan(Duration age, Instant now) {
            return document != null && within(fetched, age, now) ? document : null;
        }
    }

    KnownDocument(Source source, InstantSource clock) {
        this.source = source;
        this.clock = clock;
    }

    DidDocument get() throws IdentityException {
        State seen = state;
        DidDocument fresh = seen.youngerThan(FRESH, clock.instant());
        if (fresh != null) return fresh;
        fetching.lock();
        try {
            boolean tried =
                    state.attempts != seen.attempts || within(state.failed, PAUSE, clock.instant());
            if (!tried) fetch();
            return outcome();
        } finally {
            fetching.unlock();
        }
    }

    DidDocument refreshed() throws IdentityException {
        fetching.lock();
        try {
            if (within(refreshed, BETWEEN_REFRESHES, clock.instant())) return get();
            refreshed = clock.instant();
            fetch();
            return outcome();
        } finally {
            fetching.unlock();
        }
    }

    /**
     * On a thread of its own: who asked may be interrupted, as its client has gone, and that must
     * break nothing off that others wait for.
     */
    private void fetch() {
        State old = state;
        var coming = new CompletableFuture<DidDocument>();
        Thread.ofVirtual()
                .name("did-document")
                .start(() -> {
                    try {
                        coming.complete(source.fetch());
                    } catch (IdentityException | RuntimeException | Error e) {
                        coming.completeExceptionally(e);
                    }
                });
        try {
            DidDocument document = coming.join();
            state = new State(old.attempts + 1, document, clock.instant(), null, Instant.MIN);
        } catch (CompletionException e) {
            if (!(e.getCause() instanceof IdentityException failure)) throw e;
            // Silence is no news; an answer is. Where names lead astray nobody has answered.
            boolean silence =
                    failure.passing() || failure.kind() == IdentityException.Kind.NOT_PUBLIC;
            state =
                    new State(
                            old.attempts + 1,
                            silence ? old.document : null,
                            old.fetched,
                            failure,
                            clock.instant());
        }
    }

    private DidDocument outcome() throws IdentityException {
        State now = state;
        DidDocument document = now.youngerThan(GOOD, clock.instant());
        if (document != null) return document;
        IdentityException failure = now.failure;
        if (failure == null) return Objects.requireNonNull(now.document);
        throw new IdentityException(failure.kind(), String.valueOf(failure.getMessage()), failure);
    }

    /** A clock set back doesn't make anything younger. */
    private static boolean within(Instant since, Duration age, Instant now) {
        return !now.isBefore(since) && since.isAfter(now.minus(age));
    }
}
