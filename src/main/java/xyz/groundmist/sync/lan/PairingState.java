package xyz.groundmist.sync.lan;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/** How far this machine is in being paired with another one. */
public sealed interface PairingState {
    /** Nobody wants to. */
    record Idle() implements PairingState {}

    /**
     * It waits for another computer to call.
     *
     * @param link for the other computer to open, which then asks nothing more; holds a secret
     */
    record Waiting(String link, Instant until) implements PairingState {
        @Override
        public String toString() {
            return "Waiting[until=" + until + "]";
        }
    }

    /** It calls the other one. */
    record Calling(String where) implements PairingState {}

    /**
     * Both show a code, and the owner says on both whether it is the same.
     *
     * @param name what the other one calls itself, which proves nothing
     * @param confirmed whether the owner has said so here
     */
    record Comparing(String code, String name, boolean confirmed, Instant until)
            implements PairingState {
        @Override
        public String toString() {
            return "Comparing[until=" + until + "]";
        }
    }

    /**
     * They trust each other from now on.
     *
     * @param sameAccount whether the other one has proven that it is signed in to the same account;
     *     null: one of them isn't signed in, or that couldn't be looked up
     */
    record Done(DeviceId device, String name, @Nullable Boolean sameAccount)
            implements PairingState {}

    /**
     * They are not paired.
     *
     * @param sentence why, and what to do
     */
    record Failed(String sentence) implements PairingState {}

    /** Whether something is under way. */
    default boolean underWay() {
        return this instanceof Waiting || this instanceof Calling || this instanceof Comparing;
    }
}
