/**
 * What the outside sees over HTTP and WebSocket, served by Jetty.
 *
 * <p>Threads: Jetty's one selector hands each request and each message to a virtual thread ({@code
 * http…}), which may block in the space or be held for the owner; one scheduler thread ({@code
 * http-clock}) keeps deadlines and heartbeats and never blocks; a virtual thread per ping ({@code
 * ping}) and per lost socket ({@code socket-end}).
 *
 * <p>A request meets {@link xyz.groundmist.sync.http.Connections} (deadline, flood), {@link
 * xyz.groundmist.sync.http.Door} (host, token taken off) and {@link
 * xyz.groundmist.sync.http.FrontServlet} (admission, upgrade); from then on it is a {@link
 * xyz.groundmist.sync.http.ClientSocket}. What an app asks before that is answered by {@link
 * xyz.groundmist.sync.http.AuthenticationServlet}.
 *
 * <p>May use access, identity and space.
 */
@NullMarked
package xyz.groundmist.sync.http;

import org.jspecify.annotations.NullMarked;
