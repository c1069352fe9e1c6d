/**
 * The messages of automerge-repo over WebSocket, as CBOR bytes.
 *
 * <p>No other room. Values and pure functions: any thread may call them.
 */
@NullMarked
package xyz.groundmist.sync.wire;

import org.jspecify.annotations.NullMarked;
