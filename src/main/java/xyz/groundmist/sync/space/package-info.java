/**
 * A space at work: its documents, the connected peers, and who gets what when.
 *
 * <p>May use wire, store and engine.
 */
@NullMarked
package xyz.groundmist.sync.space;

import org.jspecify.annotations.NullMarked;
