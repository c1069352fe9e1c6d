package xyz.groundmist.sync.access;

import org.jspecify.annotations.Nullable;

import xyz.groundmist.sync.identity.Did;
import xyz.groundmist.sync.store.SpaceName;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/**
 * Invitations that are good at this moment: for 2 minutes, in memory only. Safe for use from any
 * thread.
 */
public final class Invitations {
    private static final int BYTES = 16;

    private final InstantSource clock;
    private final Owner owner;
    private final SecureRandom random;
    private final int most;
    private final Duration lifetime;
    // Guarded by this.
    private final Map<Token.Hash, Open> open = new HashMap<>();

    /** An invitation without its secret, and who owned the server when it was made. */
    record Open(
            SpaceName space,
            @Nullable Did owner,
            @Nullable String name,
            boolean readOnly,
            Instant expires) {}

    Invitations(InstantSource clock, Owner owner, SecureRandom random, AccessLimits limits) {
        this.clock = clock;
        this.owner = owner;
        this.random = random;
        most = limits.invitations();
        lifetime = limits.invitationTime();
    }

    /**
     * Makes one; {@link Invitation#secret} goes into the link.
     *
     * @param name what the grant will be called; null: what the app calls itself
     * @throws IllegalArgumentException with a sentence, when the name isn't one or too many
     *     invitations are open
     */
    public Invitation invite(SpaceName space, @Nullable String name, boolean readOnly) {
        String given = GivenName.checked(name);
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        String secret = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        Instant now = clock.instant();
        Instant expires = now.plus(lifetime);
        synchronized (this) {
            open.values().removeIf(one -> !now.isBefore(one.expires()));
            if (open.size() >= most) {
                throw new IllegalArgumentException(
                        "There are as many open invitations as there may be. Wait two minutes, then"
                                + " try again.");
            }
            open.put(Token.hash(secret), new Open(space, owner.did(), given, readOnly, expires));
        }
        return new Invitation(secret, space, readOnly, expires);
    }

    /** Whether one with this secret is good for this space now. */
    synchronized boolean isOpen(String secret, SpaceName space) {
        Open one = open.get(Token.hash(secret));
        return one != null && one.space().equals(space) && isGood(one);
    }

    private boolean isGood(Open one) {
        return clock.instant().isBefore(one.expires()) && Objects.equals(one.owner(), owner.did());
    }

    /** Uses it up; null when there is none with this secret for this space. */
    synchronized @Nullable Open take(String secret, SpaceName space) {
        Token.Hash hash = Token.hash(secret);
        Open one = open.get(hash);
        if (one == null || !one.space().equals(space)) return null;
        open.remove(hash);
        return isGood(one) ? one : null;
    }

    /** It couldn't be made use of after all. */
    synchronized void giveBack(String secret, Open invitation) {
        open.put(Token.hash(secret), invitation);
    }

    /** The server has another owner, who invited nobody. */
    synchronized void clear() {
        open.clear();
    }
}
