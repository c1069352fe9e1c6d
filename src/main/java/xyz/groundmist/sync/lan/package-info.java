/**
 * The owner's other machines: finding them, pairing with them, and one secured connection to each.
 *
 * <p>A machine is a {@link xyz.groundmist.sync.lan.DeviceId}, the hash of a certificate that it
 * made for itself. Two machines that were paired hold a {@link xyz.groundmist.sync.lan.Link}
 * whenever they can reach each other: over the local network, or through a public address, where
 * the tunnel in between sees nothing but TLS that both ends have pinned. What the network says of
 * itself (announcements, addresses) is a hint; only the certificate decides.
 *
 * <p>Everything here runs on virtual threads that may block. May use access, identity, space, wire,
 * store and engine.
 */
@NullMarked
package xyz.groundmist.sync.lan;

import org.jspecify.annotations.NullMarked;
