/**
 * Who somebody is: DIDs, handles, DID documents and the keys in them, this server's own key, and
 * the HTTP client that can't be lured inside.
 *
 * <p>Callers' threads do the work and wait for the network; {@link
 * xyz.groundmist.sync.identity.SafeHttp} has a few threads of its own from its first request on
 * ({@code fetch*}), and looks names up on threads named {@code lookup}.
 *
 * <p>Uses no other room. Nothing of its libraries is touched before somebody asks.
 */
@NullMarked
package xyz.groundmist.sync.identity;

import org.jspecify.annotations.NullMarked;
