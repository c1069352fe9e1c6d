package xyz.groundmist.sync.access;

/** What a grant was given to, and so how its tokens may be used. */
public enum GrantKind {
    /**
     * A script or program: one token, no key; good in {@code ?token=} as long as the grant lives.
     */
    SCRIPT,
    /**
     * An app that proves its key: tokens of 15 minutes, renewed by a proof, good only for tickets.
     */
    APP,
    /**
     * An unchanged client of the prototype: proves its key when it asks for a token, and shows that
     * token in {@code ?token=} (protocols.md, "The prototype's clients"). Its tokens can leak.
     */
    PROTOTYPE
}
