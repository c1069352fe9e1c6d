/**
 * The owner's account: signing in to it with ATProto's OAuth profile (atproto.com/specs/oauth),
 * keeping that session, and the public record {@code xyz.groundmist.sync} that says where the
 * owner's apps find this server. {@link xyz.groundmist.sync.owner.OwnerAccount} is the way in.
 *
 * <p>Syncing needs nothing of this: whatever fails here, approved apps go on.
 *
 * <p>Callers' threads do the work and wait for the network; a virtual thread ({@code
 * account-watch}) looks after session and record, and one ({@code sign-in}) listens while a browser
 * is awaited.
 *
 * <p>May use identity and access; knows nothing of http, which shows the pages it makes through
 * home.
 */
@NullMarked
package xyz.groundmist.sync.owner;

import org.jspecify.annotations.NullMarked;
