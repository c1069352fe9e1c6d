/**
 * Who may do what: keys and proofs, the owner's consent, grants, tokens and tickets, and a ledger
 * of it all. {@link xyz.groundmist.sync.access.Access} opens and wires it.
 *
 * <p>Callers' threads do the work. One scheduler thread ({@code grants}) tells of what ends and
 * tidies up once a minute; a virtual thread ({@code access-writes}) writes down what nobody waits
 * for.
 *
 * <p>May use store for its database, engine for the form of a document's id, identity for DIDs and
 * their keys, and nothing of the outside.
 */
@NullMarked
package xyz.groundmist.sync.access;

import org.jspecify.annotations.NullMarked;
