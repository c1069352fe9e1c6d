/**
 * Spaces on disk: one SQLite database per space, written by one thread with group commit.
 *
 * <p>May use engine (values only). Threads: each open space has one, named {@code store} and the
 * space, that writes and answers appends; callers read on their own thread, at most four at a time
 * per database, and wait for the disk there.
 */
@NullMarked
package xyz.groundmist.sync.store;

import org.jspecify.annotations.NullMarked;
