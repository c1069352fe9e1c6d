package xyz.groundmist.sync.lan;

import org.jspecify.annotations.Nullable;

import xyz.groundmist.sync.identity.Did;

/**
 * The owner's account, as far as pairing needs it. Both may wait for the network, some seconds at
 * most.
 */
public interface OwnAccount {
    /** The method that proofs are made for ({@code lxm}, atproto.com/specs/xrpc). */
    String METHOD = "xyz.groundmist.sync.pairDevice";

    /** Whose machine this is; null when that isn't known. */
    @Nullable Did owner();

    /**
     * A token, signed by the account, for {@link #METHOD}.
     *
     * @param audience whom it is for ({@code aud})
     * @return null when none can be had now: nobody is signed in, or there is no internet
     */
    @Nullable String prove(Did audience);

    /** What another machine's token proves. */
    Verdict judge(String token, Did audience);

    /** About a token. */
    enum Verdict {
        /** It was made by the owner's account, for this audience. */
        PROVEN,
        /** The account can't be looked up now. */
        UNKNOWN,
        FALSE
    }
}
