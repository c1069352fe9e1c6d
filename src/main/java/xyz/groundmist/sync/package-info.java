/**
 * Groundmist Sync: a person's own sync server. {@link xyz.groundmist.sync.Main} is the only class
 * here.
 */
@org.jspecify.annotations.NullMarked
package xyz.groundmist.sync;
