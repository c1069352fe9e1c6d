/**
 * Who may do what: grants and their tokens.
 *
 * <p>May use store for its database, and nothing of the outside.
 */
@NullMarked
package xyz.groundmist.sync.access;

import org.jspecify.annotations.NullMarked;
