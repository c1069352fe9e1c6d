/**
 * Who may do what: grants and their tokens.
 *
 * <p>Callers' threads do the work; one scheduler thread ({@code grants}) tells of expiries, and a
 * virtual thread ({@code grant-use}) writes down when a grant was used.
 *
 * <p>May use store for its database, identity for DIDs and their keys, and nothing of the outside.
 */
@NullMarked
package xyz.groundmist.sync.access;

import org.jspecify.annotations.NullMarked;
