package xyz.groundmist.sync.access;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import xyz.groundmist.sync.identity.Did;
import xyz.groundmist.sync.store.SpaceName;
import xyz.groundmist.sync.store.StoreException;

import java.io.Closeable;
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
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * All grants there are, in memory and on disk: found, made and ended. A grant is on disk before
 * anybody learns of it. Safe for use from any thread; looking one up never waits for the disk.
 */
final class GrantBook {
    private static final Logger log = LoggerFactory.getLogger(GrantBook.class);
    private static final int MOST_USES_COUNTED = 1_000;

    private final InstantSource clock;
    private final Owner owner;
    private final GrantTable table;
    private final LateWriter late;
    private final Ledger ledger;
    private final GrantEnds ends;
    private final SecureRandom random;

    /**
     * One new grant at a time, on disk and in memory. Taken before the monitor, never inside it.
     */
    private final ReentrantLock adding = new ReentrantLock();

    private final Throttle useWritten;

    // All guarded by this.
    private final Map<String, Grant> byId = new HashMap<>();
    private final Map<Holder, String> byHolder = new HashMap<>();
    private final Map<String, Set<String>> byKey = new HashMap<>();
    private final Set<String> unwrittenRevocations = new HashSet<>();

    GrantBook(
            InstantSource clock,
            Owner owner,
            GrantTable table,
            LateWriter late,
            Ledger ledger,
            GrantEnds ends,
            SecureRandom random)
            throws StoreException {
        this.clock = clock;
        this.owner = owner;
        this.table = table;
        this.late = late;
        this.ledger = ledger;
        this.ends = ends;
        this.random = random;
        useWritten = new Throttle(clock, 1, MOST_USES_COUNTED);
        table.load().forEach(this::keep);
    }

    private synchronized void keep(Grant grant) {
        byId.put(grant.id(), grant);
        String key = grant.key();
        if (key == null || grant.revoked() != null) return;
        byHolder.put(new Holder(key, grant.origin(), grant.space()), grant.id());
        byKey.computeIfAbsent(key, one -> new HashSet<>()).add(grant.id());
    }

    synchronized @Nullable Grant byId(String id) {
        return byId.get(id);
    }

    /** The grant that this key has for this origin and space, if it is good now. */
    synchronized @Nullable Grant living(Holder holder) {
        Grant grant = byId.get(byHolder.getOrDefault(holder, ""));
        return grant == null || whyNot(grant) != null ? null : grant;
    }

    /** Whether any grant of this key is good now. */
    synchronized boolean approved(String key) {
        for (String id : byKey.getOrDefault(key, Set.of())) {
            Grant grant = byId.get(id);
            if (grant != null && whyNot(grant) == null) return true;
        }
        return false;
    }

    /** Null when it is good now; wherever it is used from. */
    Admission.@Nullable Why whyNot(Grant grant) {
        if (grant.revoked() != null) return Admission.Why.REVOKED;
        if (grant.endedAt(now())) return Admission.Why.EXPIRED;
        if (grant.owner() != null && !grant.owner().equals(owner.did())) {
            return Admission.Why.OTHER_OWNER;
        }
        if (grant.paused() != null) return Admission.Why.PAUSED;
        return null;
    }

    /** All grants, the ended ones too, the oldest first. */
    synchronized List<Grant> list() {
        var grants = new ArrayList<>(byId.values());
        grants.sort(Comparator.comparing(Grant::created).thenComparing(Grant::id));
        return List.copyOf(grants);
    }

    /** A script's grant and its token's hash, on disk on return. */
    Grant addScript(
            Token.Hash token,
            SpaceName space,
            @Nullable String name,
            @Nullable String origin,
            boolean readOnly,
            @Nullable Duration lifetime)
            throws StoreException {
        Instant now = now();
        var grant =
                new Grant(
                        unusedId(),
                        GrantKind.SCRIPT,
                        null,
                        owner.did(),
                        space,
                        name,
                        origin,
                        readOnly,
                        now,
                        lifetime == null ? null : now.plus(lifetime),
                        null,
                        null,
                        null);
        table.insert(grant, token);
        keep(grant);
        ledger.about(grant, LedgerEntry.Event.ADDED);
        return grant;
    }

    /**
     * The one grant of this key for this origin and space, on disk on return: the one there is, if
     * it says the same, or else a new one in its place.
     */
    Grant give(
            Holder holder,
            GrantKind kind,
            @Nullable Did under,
            @Nullable String name,
            boolean readOnly)
            throws StoreException {
        Grant superseded;
        Grant grant;
        adding.lock();
        try {
            Instant now = now();
            synchronized (this) {
                superseded = byId.get(byHolder.getOrDefault(holder, ""));
            }
            if (superseded != null
                    && whyNot(superseded) == null
                    && superseded.kind() == kind
                    && superseded.readOnly() == readOnly) {
                return superseded;
            }
            grant =
                    new Grant(
                            unusedId(),
                            kind,
                            holder.key(),
                            under,
                            holder.space(),
                            name,
                            holder.origin(),
                            readOnly,
                            now,
                            null,
                            null,
                            null,
                            null);
            table.insert(grant, null);
            if (superseded != null) end(superseded, now);
            keep(grant);
        } finally {
            adding.unlock();
        }
        if (superseded != null) {
            ends.ended(superseded.id());
            ledger.about(superseded, LedgerEntry.Event.REPLACED);
        }
        return grant;
    }

    private synchronized void end(Grant grant, Instant moment) {
        Grant current = byId.get(grant.id());
        if (current == null || current.revoked() != null) return;
        byId.put(current.id(), current.revokedAt(moment));
        String key = current.key();
        if (key == null) return;
        byHolder.remove(new Holder(key, current.origin(), current.space()), current.id());
        byKey.computeIfPresent(
                key,
                (one, ids) -> {
                    ids.remove(current.id());
                    return ids.isEmpty() ? null : ids;
                });
    }

    private synchronized String unusedId() {
        while (true) {
            String id = Token.randomId(random);
            if (!byId.containsKey(id)) return id;
        }
    }

    /** {@link Grants#revoke}, of an id in its one form. */
    boolean revoke(String id) throws StoreException {
        Instant now = now();
        Grant grant;
        synchronized (this) {
            grant = byId.get(id);
            if (grant == null) return false;
            if (!unwrittenRevocations.contains(id)) {
                if (grant.endedAt(now)) return false;
                end(grant, now);
                unwrittenRevocations.add(id);
            }
        }
        ends.ended(id);
        table.revoke(List.of(id), now);
        synchronized (this) {
            unwrittenRevocations.remove(id);
        }
        log.info("Grant {} has been revoked", id);
        ledger.about(grant, LedgerEntry.Event.REVOKED);
        return true;
    }

    /** {@link Grants#confirm}, of an id in its one form. */
    boolean confirm(String id) throws StoreException {
        Grant grant = byId(id);
        if (grant == null || grant.paused() == null || grant.endedAt(now())) return false;
        table.confirm(id);
        synchronized (this) {
            Grant current = byId.get(id);
            if (current != null) byId.put(id, current.pausedAt(null));
        }
        log.info("Grant {} has been confirmed", id);
        ledger.about(grant, LedgerEntry.Event.CONFIRMED);
        return true;
    }

    /** {@link Grants#pause}, of an id in its one form. */
    boolean pause(String id) throws StoreException {
        Instant now = now();
        Grant grant;
        synchronized (this) {
            grant = byId.get(id);
            if (grant == null || grant.endedAt(now)) return false;
            byId.put(id, grant.pausedAt(now));
        }
        ends.ended(id);
        table.pause(id, now);
        if (grant.paused() == null) {
            log.info("Grant {} has been paused", id);
            ledger.about(grant, LedgerEntry.Event.PAUSED);
        }
        return true;
    }

    /** {@link Grants#access}, of an id in its one form. */
    boolean access(String id, boolean readOnly) throws StoreException {
        if (!setAccess(id, readOnly, readOnly)) return false;
        table.access(id, readOnly);
        setAccess(id, readOnly, true);
        return true;
    }

    /** Narrowed at once, widened once it is on disk; open sockets come back under the new terms. */
    private boolean setAccess(String id, boolean readOnly, boolean now) {
        Grant grant;
        synchronized (this) {
            grant = byId.get(id);
            if (grant == null || whyNot(grant) != null) return false;
            if (!now || grant.readOnly() == readOnly) return true;
            byId.put(id, grant.withAccess(readOnly));
        }
        ends.ended(id);
        log.info("Grant {} may {} now", id, readOnly ? "only read" : "write");
        ledger.about(grant, readOnly ? LedgerEntry.Event.NARROWED : LedgerEntry.Event.WIDENED);
        return true;
    }

    /**
     * Ends what was granted under another owner. When that can't be written down they stay shut all
     * the same, as long as this owner remains.
     */
    void ownerChanged() {
        Did now = owner.did();
        Instant moment = now();
        var over = new ArrayList<Grant>();
        synchronized (this) {
            for (Grant grant : byId.values()) {
                if (grant.revoked() == null
                        && grant.owner() != null
                        && !grant.owner().equals(now)) {
                    over.add(grant);
                }
            }
            if (now != null) over.forEach(grant -> end(grant, moment));
        }
        if (over.isEmpty()) return;
        for (Grant grant : over) ends.ended(grant.id());
        if (now == null) return;
        log.info("{} grants of a former owner have ended", over.size());
        try {
            table.revoke(over.stream().map(Grant::id).toList(), moment);
        } catch (StoreException e) {
            log.warn("That grants of a former owner have ended is not on disk: {}", e.getMessage());
        }
        for (Grant grant : over) {
            ledger.about(grant, LedgerEntry.Event.REPLACED);
        }
    }

    /** It is being used now; that is written down behind everybody's back, once a minute. */
    Grant used(Grant grant) {
        Instant now = now();
        Grant used;
        synchronized (this) {
            Grant current = byId.getOrDefault(grant.id(), grant);
            used = current.usedAt(now);
            byId.put(used.id(), used);
            if (useWritten.take(used.id()) != null) return used;
        }
        late.write("use " + used.id(), GrantTable.used(used.id(), now));
        return used;
    }

    /** A grant whose socket stays open for months is in use all the time. */
    void usedByOpenSockets() {
        for (String id : ends.watched()) {
            Grant grant = byId(id);
            if (grant != null && whyNot(grant) == null) used(grant);
        }
    }

    /** Those that ended by themselves since that moment. */
    synchronized List<Grant> expiredSince(Instant moment) {
        Instant now = now();
        return byId.values().stream()
                .filter(grant -> grant.revoked() == null && grant.endedAt(now))
                .filter(grant -> !grant.endedAt(moment))
                .toList();
    }

    /** {@link Visit#begin} says how {@code ended} is called. */
    Closeable onEnd(Grant grant, Runnable ended) {
        synchronized (this) {
            Grant current = byId.get(grant.id());
            // one whose access was changed in between comes back under the new terms
            if (current != null
                    && whyNot(current) == null
                    && current.readOnly() == grant.readOnly()) {
                return ends.watch(current.id(), current.expires(), ended);
            }
        }
        ended.run();
        return () -> {};
    }

    /** As exact as the database keeps it. */
    Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
