package xyz.groundmist.sync.lan;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;

/** One attempt to pair with one other machine, seen from the owner. */
final class Attempt {
    private final CompletableFuture<@Nullable Void> confirmed = new CompletableFuture<>();
    // Both guarded by this.
    private @Nullable PairingTalk talk;
    private PairingRefusedException.@Nullable Why refused;

    /**
     * The other machine answers.
     *
     * @throws PairingRefusedException when the owner has changed their mind meanwhile
     */
    void join(PairingTalk with) throws PairingRefusedException {
        synchronized (this) {
            if (refused == null) {
                talk = with;
                return;
            }
        }
        with.close();
        throw new PairingRefusedException(refused);
    }

    void confirm() {
        confirmed.complete(null);
    }

    /** Whether the owner has said yes or no, with the link or to the code. */
    boolean isAnswered() {
        return confirmed.isDone();
    }

    CompletableFuture<@Nullable Void> confirmed() {
        return confirmed;
    }

    /** Tells the other machine, and ends the conversation; doesn't wait for either. */
    void refuse(PairingRefusedException.Why why) {
        PairingTalk with;
        synchronized (this) {
            refused = why;
            with = talk;
        }
        confirmed.completeExceptionally(new PairingRefusedException(why));
        if (with == null) return;
        Thread.ofVirtual()
                .name("pairing-end")
                .start(() -> {
                    try {
                        with.say("refuse", "why", why.name());
                    } catch (IOException _) {
                        // it has gone already
                    } finally {
                        with.close();
                    }
                });
    }
}
