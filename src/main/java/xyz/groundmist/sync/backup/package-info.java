/**
 * A data folder in one file: made while the server runs, tried by restoring it into a scratch
 * folder, and restored for good on an empty machine. What comes back is looked at as if a stranger
 * had made it.
 *
 * <p>May use access, space, store, identity and engine. Threads: the caller's, for as long as it
 * takes; {@code backups} (virtual) makes backups on time and rehearses their restoring.
 */
@NullMarked
package xyz.groundmist.sync.backup;

import org.jspecify.annotations.NullMarked;
