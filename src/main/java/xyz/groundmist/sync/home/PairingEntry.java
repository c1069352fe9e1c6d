package xyz.groundmist.sync.home;

import org.jspecify.annotations.Nullable;

import xyz.groundmist.sync.lan.PairingState;

import java.time.Instant;

/**
 * How far this computer is in being paired with another one.
 *
 * @param state {@code idle}; {@code waiting} for another one to call; {@code calling} one; {@code
 *     comparing}, as both show a code; {@code done}; {@code failed}
 * @param link what the other computer may open, while this one waits; holds a secret
 * @param code what both screens show, while they are compared
 * @param confirmed whether it was said here that both show the same
 * @param name what the other one calls itself
 * @param device the other one's id, when it is done
 * @param sameAccount whether it has proven that it is signed in to the same account; null: one of
 *     them isn't signed in, or that couldn't be looked up
 * @param failure why it failed, and what to do
 * @param until when this computer loses patience
 */
public record PairingEntry(
        String state,
        @Nullable String link,
        @Nullable String code,
        boolean confirmed,
        @Nullable String name,
        @Nullable String device,
        @Nullable Boolean sameAccount,
        @Nullable String failure,
        @Nullable Instant until) {
    static PairingEntry of(PairingState state) {
        return switch (state) {
            case PairingState.Idle _ -> plain("idle", null, null);
            case PairingState.Waiting(String link, Instant until) ->
                    new PairingEntry("waiting", link, null, false, null, null, null, null, until);
            case PairingState.Calling(String where) -> plain("calling", where, null);
            case PairingState.Comparing(
                            String code,
                            String name,
                            boolean confirmed,
                            Instant until) ->
                    new PairingEntry(
                            "comparing", null, code, confirmed, name, null, null, null, until);
            case PairingState.Done done ->
                    new PairingEntry(
                            "done",
                            null,
                            null,
                            true,
                            done.name(),
                            done.device().text(),
                            done.sameAccount(),
                            null,
                            null);
            case PairingState.Failed(String sentence) -> plain("failed", null, sentence);
        };
    }

    private static PairingEntry plain(
            String state, @Nullable String name, @Nullable String failure) {
        return new PairingEntry(state, null, null, false, name, null, null, failure, null);
    }

    /** Whether something is under way. */
    public boolean underWay() {
        return state.equals("waiting") || state.equals("calling") || state.equals("comparing");
    }

    /** Without the link and the code. */
    @Override
    public String toString() {
        return "PairingEntry[" + state + "]";
    }
}
