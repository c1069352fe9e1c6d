/**
 * A way in under a name of the owner's: the server's own public ports, which home lends as {@link
 * xyz.groundmist.sync.reach.domain.PublicListener}, and certificates for them by ACME.
 *
 * <p>One virtual thread ({@code certificate}) renews while the way stands.
 */
@NullMarked
package xyz.groundmist.sync.reach.domain;

import org.jspecify.annotations.NullMarked;
