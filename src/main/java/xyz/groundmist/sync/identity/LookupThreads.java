package xyz.groundmist.sync.identity;

import java.util.concurrent.Semaphore;

/**
 * Threads for asking the system for names, which takes as long as it takes and can't be broken off.
 * They are platform threads, as such a question holds its carrier; a few at most.
 */
final class LookupThreads {
    private static final int MOST = 32;

    private final Semaphore free = new Semaphore(MOST);

    /**
     * @throws IdentityException {@code UNREACHABLE} when too many questions are open already
     */
    void start(Runnable lookup) throws IdentityException {
        if (!free.tryAcquire()) {
            throw new IdentityException(
                    IdentityException.Kind.UNREACHABLE,
                    "Looking names up takes too long at the moment. Try again in a minute, and"
                            + " look at this machine's network settings if it goes on.");
        }
        Thread.ofPlatform()
                .daemon()
                .name("lookup")
                .start(() -> {
                    try {
                        lookup.run();
                    } finally {
                        free.release();
                    }
                });
    }
}
