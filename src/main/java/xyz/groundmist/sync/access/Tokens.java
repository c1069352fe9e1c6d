package xyz.groundmist.sync.access;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import xyz.groundmist.sync.store.StoreException;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The tokens there are, by their hashes, in memory and on disk, so that a restart loses nobody.
 *
 * <ul>
 *   <li>a script's: as long as its grant
 *   <li>an app's: 15 minutes
 *   <li>a prototype client's: until an hour after its last socket has closed; afterwards it is
 *       known for a month, so that tabs that still show it can be parked
 * </ul>
 */
final class Tokens {
    private static final Logger log = LoggerFactory.getLogger(Tokens.class);

    static final Duration OF_APP = Duration.ofMinutes(15);
    static final Duration AFTER_LAST_SOCKET = Duration.ofHours(1);
    private static final Duration REMEMBERED = Duration.ofDays(30);

    private final GrantBook book;
    private final TokenTable table;
    private final LateWriter late;
    private final AccessLimits limits;
    private final SecureRandom random;
    // All guarded by this; a grant's tokens with the oldest first.
    private final Map<Token.Hash, Held> byHash = new HashMap<>();
    private final Map<String, Set<Token.Hash>> byGrant = new HashMap<>();

    /** One token. Guarded by the tokens' monitor. */
    private static final class Held {
        final String grantId;
        @Nullable Instant expires;
        final Map<Object, ClientAddress> open = new HashMap<>();

        Held(String grantId, @Nullable Instant expires) {
            this.grantId = grantId;
            this.expires = expires;
        }
    }

    /** What a token is good for. */
    record Found(Grant grant, boolean expired) {}

    /** A token just made. */
    record Issued(String token, Instant expires) {
        @Override
        public String toString() {
            return "Issued";
        }
    }

    Tokens(
            GrantBook book,
            TokenTable table,
            LateWriter late,
            AccessLimits limits,
            SecureRandom random)
            throws StoreException {
        this.book = book;
        this.table = table;
        this.late = late;
        this.limits = limits;
        this.random = random;
        table.load().forEach(this::load);
    }

    private synchronized void load(TokenTable.Row row) {
        Grant grant = book.byId(row.grantId());
        if (grant == null) return;
        Instant expires = row.expires();
        if (expires == null && grant.kind() == GrantKind.PROTOTYPE) {
            expires = book.now().plus(AFTER_LAST_SOCKET);
            late.write(name(row.hash()), TokenTable.expires(row.hash(), expires));
        }
        keep(row.hash(), row.grantId(), expires);
    }

    private synchronized void keep(Token.Hash hash, String grantId, @Nullable Instant expires) {
        byHash.put(hash, new Held(grantId, expires));
        byGrant.computeIfAbsent(grantId, id -> new LinkedHashSet<>()).add(hash);
    }

    /** The only token of a script's grant; it is on disk already. */
    void keep(Token.Hash hash, Grant grant) {
        keep(hash, grant.id(), null);
    }

    /**
     * A new token for an app or a prototype client, on disk on return. When it can't be written an
     * app gets one all the same: should a restart forget it, the app's key proves itself anew. A
     * prototype client couldn't.
     */
    Issued issue(Grant grant) throws StoreException {
        String token = Token.random(random);
        Instant now = book.now();
        Instant expires =
                now.plus(grant.kind() == GrantKind.PROTOTYPE ? AFTER_LAST_SOCKET : OF_APP);
        var row = new TokenTable.Row(Token.hash(token), grant.id(), now, expires);
        List<Token.Hash> old = superfluous(grant, now);
        try {
            table.replace(old, row);
        } catch (StoreException e) {
            if (grant.kind() != GrantKind.APP) throw e;
            log.warn("A token of grant {} is in memory only: {}", grant.id(), e.getMessage());
        }
        synchronized (this) {
            old.forEach(this::forget);
            keep(row.hash(), row.grantId(), expires);
        }
        return new Issued(token, expires);
    }

    /** An app's expired ones, and the oldest ones when there are too many. */
    private synchronized List<Token.Hash> superfluous(Grant grant, Instant now) {
        var old = new ArrayList<Token.Hash>();
        var unused = new ArrayList<Token.Hash>();
        Set<Token.Hash> all = byGrant.getOrDefault(grant.id(), Set.of());
        for (Token.Hash hash : all) {
            Held held = byHash.get(hash);
            if (held == null || !held.open.isEmpty()) continue;
            boolean over = held.expires != null && !now.isBefore(held.expires);
            if (over && grant.kind() == GrantKind.APP) old.add(hash);
            else unused.add(hash);
        }
        int tooMany = all.size() - old.size() + 1 - limits.tokensPerGrant();
        for (int i = 0; i < Math.min(tooMany, unused.size()); i++) old.add(unused.get(i));
        return old;
    }

    private synchronized void forget(Token.Hash hash) {
        Held held = byHash.remove(hash);
        if (held == null) return;
        byGrant.computeIfPresent(
                held.grantId,
                (id, hashes) -> {
                    hashes.remove(hash);
                    return hashes.isEmpty() ? null : hashes;
                });
    }

    @Nullable Found find(Token.Hash hash) {
        String grantId;
        Instant expires;
        synchronized (this) {
            Held held = byHash.get(hash);
            if (held == null) return null;
            grantId = held.grantId;
            expires = held.expires;
        }
        Grant grant = book.byId(grantId);
        boolean expired = expires != null && !book.now().isBefore(expires);
        return grant == null ? null : new Found(grant, expired);
    }

    /** Whether a socket is open with this token now that comes from another network. */
    synchronized boolean openElsewhere(Token.Hash hash, ClientAddress from) {
        Held held = byHash.get(hash);
        return held != null && held.open.values().stream().anyMatch(from::surelyDiffersFrom);
    }

    /** A prototype client's socket opens. False when its token isn't good for that any more. */
    synchronized boolean opened(Token.Hash hash, Object socket, ClientAddress from) {
        Held held = byHash.get(hash);
        if (held == null || openElsewhere(hash, from)) return false;
        if (held.expires != null && !book.now().isBefore(held.expires)) return false;
        held.open.put(socket, from);
        if (held.expires != null) expire(hash, held, null);
        return true;
    }

    /** It has closed. True when it was the last one of its token. */
    synchronized boolean closed(Token.Hash hash, Object socket) {
        Held held = byHash.get(hash);
        if (held == null || held.open.remove(socket) == null || !held.open.isEmpty()) return false;
        expire(hash, held, book.now().plus(AFTER_LAST_SOCKET));
        return true;
    }

    private synchronized void expire(Token.Hash hash, Held held, @Nullable Instant moment) {
        held.expires = moment;
        late.write(name(hash), TokenTable.expires(hash, moment));
    }

    /** What is queued for a token's row has its name; a name never leaves the memory. */
    private static String name(Token.Hash hash) {
        return "token " + HexFormat.of().formatHex(hash.bytes());
    }

    /** Lets go of those that nobody can use any more. */
    void forgetOld() {
        Instant now = book.now();
        var gone = new HashSet<Token.Hash>();
        synchronized (this) {
            byHash.forEach((hash, held) -> {
                if (held.expires == null) return;
                Grant grant = book.byId(held.grantId);
                boolean park = grant != null && grant.kind() == GrantKind.PROTOTYPE;
                Instant until = park ? held.expires.plus(REMEMBERED) : held.expires;
                if (!now.isBefore(until)) gone.add(hash);
            });
            gone.forEach(this::forget);
        }
        for (Token.Hash hash : gone) late.write(name(hash), TokenTable.gone(hash));
    }
}
