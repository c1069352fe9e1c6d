package xyz.groundmist.sync.access;

import java.time.Duration;

/**
 * How much of this machine, and of the owner's patience, those may use who ask for access.
 *
 * @param pending apps that wait for the owner; more than a person can tell apart is no question
 * @param pendingPerOrigin of one web origin, so that one app keeps no other from asking
 * @param pendingTime how long an app that doesn't ask again is kept waiting
 * @param deniedTime how long the owner isn't asked again for what was refused
 * @param denied how many refusals are remembered; each is one the owner typed
 * @param held requests that wait for the owner's decision with their connection open
 * @param heldPerApp of one app that waits
 * @param longestHold how long such a request waits at most
 * @param newPendingPerMinute how many apps may begin to wait; a fresh key costs nothing, so this is
 *     what protects the owner's attention
 * @param strangersPerMinute requests from keys without a grant, all together
 * @param strangersPerOriginPerMinute the same from one web origin, and from one network
 * @param requestsPerKeyPerMinute of a key that the owner approved; no one else's traffic counts
 *     against it
 * @param rateKeys how many origins, networks and keys are counted at a time
 * @param tokensPerGrant the oldest unused one goes when there would be more; each tab has one
 * @param ticketsPerGrant tickets not used yet; the oldest goes
 * @param parked sockets with a prototype client's expired token, in all
 * @param parkedTime how long each of them may stay
 * @param invitations not redeemed yet
 * @param invitationTime how long an invitation is good
 * @param notices what the owner is told, the oldest goes
 * @param ledgerRows lines of the ledger; the oldest go, also before their 90 days are over
 */
public record AccessLimits(
        int pending,
        int pendingPerOrigin,
        Duration pendingTime,
        Duration deniedTime,
        int denied,
        int held,
        int heldPerApp,
        Duration longestHold,
        int newPendingPerMinute,
        int strangersPerMinute,
        int strangersPerOriginPerMinute,
        int requestsPerKeyPerMinute,
        int rateKeys,
        int tokensPerGrant,
        int ticketsPerGrant,
        int parked,
        Duration parkedTime,
        int invitations,
        Duration invitationTime,
        int notices,
        int ledgerRows) {

    public static final AccessLimits DEFAULT =
            new AccessLimits(
                    5,
                    2,
                    Duration.ofMinutes(10),
                    Duration.ofHours(1),
                    500,
                    32,
                    8,
                    Duration.ofSeconds(60),
                    6,
                    240,
                    60,
                    120,
                    1_000,
                    100,
                    20,
                    100,
                    Duration.ofMinutes(10),
                    20,
                    Duration.ofMinutes(2),
                    20,
                    100_000);
}
