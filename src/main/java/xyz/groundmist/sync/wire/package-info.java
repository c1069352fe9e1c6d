/**
 * The messages of automerge-repo over WebSocket, as CBOR bytes.
 *
 * <p>No other room.
 */
@NullMarked
package xyz.groundmist.sync.wire;

import org.jspecify.annotations.NullMarked;
