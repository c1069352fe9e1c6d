package xyz.groundmist.sync.access;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import xyz.groundmist.sync.store.SpaceName;
import xyz.groundmist.sync.store.StoreException;

import java.io.Closeable;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * All grants there are: made, shown, ended, and asked for by those who show a token. They are kept
 * in memory and on disk; asking for admission touches the memory only. Safe for use from any
 * thread.
 */
public final class Grants implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Grants.class);
    private static final int LONGEST_NAME = 100;
    private static final Duration BETWEEN_WRITES_OF_USE = Duration.ofMinutes(1);

    private final InstantSource clock;
    private final GrantTable table;
    private final GrantEnds ends;
    private final SecureRandom random = new SecureRandom();
    // All guarded by this.
    private final Map<Token.Hash, String> idByToken = new HashMap<>();
    private final Map<String, Grant> byId = new HashMap<>();
    private final Map<String, Instant> useWritten = new HashMap<>();
    private final Set<String> unwrittenRevocations = new HashSet<>();

    private Grants(InstantSource clock, GrantTable table) {
        this.clock = clock;
        this.table = table;
        ends = new GrantEnds(clock);
    }

    /** Opens the file, or creates it, readable by its owner only. */
    public static Grants open(Path databaseFile, InstantSource clock) throws StoreException {
        GrantTable table = GrantTable.open(databaseFile);
        try {
            var grants = new Grants(clock, table);
            table.load().forEach(grants::keep);
            return grants;
        } catch (StoreException | RuntimeException e) {
            table.close();
            throw e;
        }
    }

    private synchronized void keep(Token.Hash token, Grant grant) {
        idByToken.put(token, grant.id());
        byId.put(grant.id(), grant);
    }

    /**
     * Makes a grant and its token. The token is returned and not kept.
     *
     * @param name for the owner to recognise it by, 100 characters at most, or null
     * @param origin the only web origin it is for, such as {@code https://app.example}, or null
     * @param lifetime until it ends by itself, more than zero; null: it doesn't
     * @throws IllegalArgumentException with a sentence, when name, origin or lifetime isn't one
     */
    public NewGrant add(
            SpaceName space,
            @Nullable String name,
            @Nullable String origin,
            boolean readOnly,
            @Nullable Duration lifetime)
            throws StoreException {
        Instant now = now();
        String token = Token.random(random);
        var grant =
                new Grant(
                        unusedId(),
                        GrantKind.SCRIPT,
                        null,
                        null,
                        space,
                        checkedName(name),
                        checkedOrigin(origin),
                        readOnly,
                        now,
                        lifetime == null ? null : now.plus(checkedLifetime(lifetime)),
                        null,
                        null);
        table.insert(grant, Token.hash(token));
        keep(Token.hash(token), grant);
        return new NewGrant(grant, token);
    }

    private static @Nullable String checkedName(@Nullable String name) {
        if (name == null || name.isBlank()) return null;
        if (name.length() > LONGEST_NAME || name.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(
                    "A name has at most 100 characters, on one line. Choose a shorter one.");
        }
        return name.strip();
    }

    /** People type a slash at the end; browsers never send one. */
    private static @Nullable String checkedOrigin(@Nullable String origin) {
        if (origin == null) return null;
        String trimmed = origin.strip();
        if (trimmed.endsWith("/")) trimmed = trimmed.substring(0, trimmed.length() - 1);
        WebOrigin parsed = WebOrigin.parse(trimmed);
        if (parsed == null) {
            throw new IllegalArgumentException(
                    "\""
                            + origin
                            + "\" is not a web origin. Write the app's address without a path, such"
                            + " as https://app.example or http://localhost:5173 (other alphabets in"
                            + " their xn-- form).");
        }
        return parsed.text();
    }

    private static Duration checkedLifetime(Duration lifetime) {
        if (lifetime.toMillis() <= 0) {
            throw new IllegalArgumentException("A lifetime is longer than nothing.");
        }
        return lifetime;
    }

    private synchronized String unusedId() {
        while (true) {
            String id = Token.randomId(random);
            if (!byId.containsKey(id)) return id;
        }
    }

    /** All grants, the ended ones too, the oldest first. */
    public synchronized List<Grant> list() {
        var grants = new ArrayList<>(byId.values());
        grants.sort(Comparator.comparing(Grant::created).thenComparing(Grant::id));
        return List.copyOf(grants);
    }

    /**
     * Ends a grant at once, for new sockets and for those that are open. Upper case, and the
     * letters that look like digits, are forgiven.
     *
     * @return whether a grant of this id was good until now, or its revocation hadn't been written
     *     down yet
     * @throws StoreException when it could not be written down: then it is ended, but only until
     *     the next start, unless it is revoked again
     */
    public boolean revoke(String id) throws StoreException {
        String known = typed(id);
        Instant now = now();
        synchronized (this) {
            Grant grant = byId.get(known);
            if (grant == null) return false;
            if (!unwrittenRevocations.contains(known)) {
                if (grant.endedAt(now)) return false;
                byId.put(known, grant.revokedAt(now));
                unwrittenRevocations.add(known);
            }
        }
        ends.ended(known);
        table.revoke(known, now);
        synchronized (this) {
            unwrittenRevocations.remove(known);
        }
        log.info("Grant {} has been revoked", known);
        return true;
    }

    private static String typed(String id) {
        return id.strip()
                .toLowerCase(Locale.ROOT)
                .replace('o', '0')
                .replace('i', '1')
                .replace('l', '1');
    }

    /**
     * Who shows this token, and may it be used now, from there?
     *
     * @param origin the Origin header as it came, or null when there was none. A grant with an
     *     origin is refused to everyone who doesn't send exactly this one
     * @param from where it is used from
     */
    public Admission admit(String token, @Nullable String origin, ClientAddress from) {
        Token.Hash hash = Token.hash(token);
        Instant now = now();
        Grant used;
        boolean write;
        synchronized (this) {
            Grant grant = byId.get(idByToken.getOrDefault(hash, ""));
            Admission.Why why = refusal(grant, origin, now);
            if (grant == null || why != null) {
                return new Admission.Refused(why == null ? Admission.Why.UNKNOWN : why);
            }
            used = grant.usedAt(now);
            byId.put(used.id(), used);
            Instant written = useWritten.get(used.id());
            write = written == null || !now.isBefore(written.plus(BETWEEN_WRITES_OF_USE));
            if (write) useWritten.put(used.id(), now);
        }
        // Nobody waits for the disk to be let in.
        if (write) Thread.ofVirtual().name("grant-use").start(() -> writeUse(used.id(), now));
        return new Admission.Admitted(new Open(used));
    }

    private final class Open implements Visit {
        private final Grant grant;
        private @Nullable Closeable watch;

        Open(Grant grant) {
            this.grant = grant;
        }

        @Override
        public Grant grant() {
            return grant;
        }

        @Override
        public void begin(Runnable ended) {
            watch = onEnd(grant, ended);
        }

        @Override
        public void end(Traffic traffic) {
            try {
                if (watch != null) watch.close();
            } catch (java.io.IOException e) {
                log.debug("never");
            }
        }
    }

    private static Admission.@Nullable Why refusal(
            @Nullable Grant grant, @Nullable String origin, Instant now) {
        if (grant == null) return Admission.Why.UNKNOWN;
        if (grant.revoked() != null) return Admission.Why.REVOKED;
        if (grant.endedAt(now)) return Admission.Why.EXPIRED;
        if (grant.origin() == null) return null;
        WebOrigin from = origin == null ? null : WebOrigin.parse(origin);
        boolean same = from != null && from.text().equals(grant.origin());
        return same ? null : Admission.Why.WRONG_ORIGIN;
    }

    private void writeUse(String id, Instant moment) {
        try {
            table.used(id, moment);
        } catch (StoreException e) {
            log.debug("The last use of grant {} could not be written down: {}", id, e.getMessage());
        }
    }

    /**
     * Calls {@code ended} once, within a second after the grant has been revoked or has expired; at
     * once, in this call, when it has already. It must not block. Closing what is returned takes
     * the wish back.
     */
    public Closeable onEnd(Grant grant, Runnable ended) {
        synchronized (this) {
            Grant current = byId.get(grant.id());
            if (current != null && !current.endedAt(now())) return ends.watch(current, ended);
        }
        ended.run();
        return () -> {};
    }

    /** As exact as the database keeps it. */
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    /** Ends no grant: who uses one is not told. */
    @Override
    public void close() {
        ends.close();
        table.close();
    }
}
