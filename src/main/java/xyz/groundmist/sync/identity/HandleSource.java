package xyz.groundmist.sync.identity;

/** Says whose a handle is, in the place of DNS and the handle's own web server. */
@FunctionalInterface
public interface HandleSource {
    /**
     * @throws IdentityException when the handle is nobody's ({@code NOT_FOUND}), or can't be asked
     *     for
     */
    Did did(Handle handle) throws IdentityException;
}
