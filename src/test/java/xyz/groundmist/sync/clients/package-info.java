/**
 * Stories told by real automerge-repo clients on Node, and the harness they are told with.
 *
 * <p>{@link Cast} brings the server under test and the clients; {@code src/test/js} holds what runs
 * on Node. {@code -Dclients.server=reference} tells the stories against automerge-repo's own server
 * instead of ours, which proves that a story speaks of the clients and not of our server.
 */
@NullMarked
package xyz.groundmist.sync.clients;

import org.jspecify.annotations.NullMarked;
