/**
 * The ways in from the internet to a server behind a home router: a tunnel or a name of the owner's
 * own. A {@link xyz.groundmist.sync.reach.Reach} opens one; a {@link
 * xyz.groundmist.sync.reach.ReachKeeper} keeps it open and says truthfully how it is.
 *
 * <p>Everything here blocks and runs on virtual threads. What comes through a way in goes to the
 * server's loopback port by {@link xyz.groundmist.sync.reach.Inside}.
 *
 * <p>May use identity and secrets; knows nothing of http, owner, access and lan, which home wires
 * to it.
 */
@NullMarked
package xyz.groundmist.sync.reach;

import org.jspecify.annotations.NullMarked;
