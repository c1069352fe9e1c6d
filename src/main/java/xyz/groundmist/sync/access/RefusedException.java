package xyz.groundmist.sync.access;

/** Ends the handling of a request with this answer. */
final class RefusedException extends Exception {
    private final transient Authentication.Refused refused;

    RefusedException(Authentication.Refused refused) {
        super(refused.error(), null, false, false);
        this.refused = refused;
    }

    Authentication.Refused refused() {
        return refused;
    }
}
