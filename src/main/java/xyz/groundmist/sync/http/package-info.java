/**
 * What the outside sees over HTTP and WebSocket, served by Jetty.
 *
 * <p>May use access and space.
 */
@NullMarked
package xyz.groundmist.sync.http;

import org.jspecify.annotations.NullMarked;
