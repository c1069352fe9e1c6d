package xyz.groundmist.sync.access;

import xyz.groundmist.sync.identity.Did;

/** Judges proofs of an account that are for something else than letting an app in. */
public final class AccountProofs {
    private final ServiceAuth serviceAuth;

    AccountProofs(ServiceAuth serviceAuth) {
        this.serviceAuth = serviceAuth;
    }

    /** What a token proves. */
    public enum Verdict {
        PROVEN,
        /** The account can't be looked up now. */
        UNKNOWN,
        FALSE
    }

    /**
     * Whether a service-auth token is the account's, for this audience and method, and new. May
     * wait for the network.
     */
    public Verdict judge(String token, Did account, Did audience, String method) {
        try {
            serviceAuth.verify(token, account, audience, method);
            return Verdict.PROVEN;
        } catch (ProofException e) {
            boolean passing =
                    e.kind() == ProofException.Kind.UNREACHABLE
                            || e.kind() == ProofException.Kind.TOO_MANY;
            return passing ? Verdict.UNKNOWN : Verdict.FALSE;
        }
    }
}
