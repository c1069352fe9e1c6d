/**
 * Spaces on disk: one SQLite database per space, written by one thread with group commit.
 *
 * <p>May use engine (values only).
 */
@NullMarked
package xyz.groundmist.sync.store;

import org.jspecify.annotations.NullMarked;
