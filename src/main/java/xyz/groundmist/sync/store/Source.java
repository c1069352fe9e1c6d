package xyz.groundmist.sync.store;

/**
 * By whom a change came here.
 *
 * @param name APP: the grant's id; MACHINE: what the owner's other machine is known by; SERVER:
 *     empty
 */
public record Source(Kind kind, String name) {
    /** What kind of a bringer. */
    public enum Kind {
        /** An app, under a grant. */
        APP,
        /** Another machine of the owner's, whichever app wrote it there. */
        MACHINE,
        /** The server itself: an import, or an earlier state brought back. */
        SERVER
    }

    public static final Source SERVER = new Source(Kind.SERVER, "");
}
