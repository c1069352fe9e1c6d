package xyz.groundmist.sync.owner;

import org.jspecify.annotations.Nullable;

import xyz.groundmist.sync.identity.ServiceIdentity;
import xyz.groundmist.sync.owner.OwnerException.Kind;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * Keeps the record in the owner's account saying where this server is. One owner has one record: a
 * machine that finds another machine's leaves it alone, unless it is told to take over.
 */
final class Publishing {
    private static final Pattern HOST =
            Pattern.compile(
                    "(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z][a-z0-9-]{0,62}(?::[0-9]{1,5})?");
    private static final Duration BETWEEN_FOLLOWINGS = Duration.ofMinutes(10);

    private final AccountFile file;
    private final LiveSession session;
    private final Repository repository;
    private final ServiceIdentity identity;
    private final Supplier<@Nullable URI> publicOrigin;
    private final InstantSource clock;
    private final ReentrantLock writing = new ReentrantLock();
    // Guarded by writing.
    private Instant followed = Instant.MIN;

    Publishing(
            AccountFile file,
            LiveSession session,
            Repository repository,
            ServiceIdentity identity,
            Supplier<@Nullable URI> publicOrigin,
            InstantSource clock) {
        this.file = file;
        this.session = session;
        this.repository = repository;
        this.identity = identity;
        this.publicOrigin = publicOrigin;
        this.clock = clock;
    }

    /** The host of the public address, as the record has it; null without one that apps can use. */
    @Nullable String publicHost() {
        URI origin = publicOrigin.get();
        if (origin == null || !"https".equals(origin.getScheme())) return null;
        return origin.getRawAuthority();
    }

    /**
     * Publishes, reads back, and compares.
     *
     * @param given the host; null: that of the public address
     * @param replace whether another machine's record may be overwritten
     */
    Publication publish(@Nullable String given, boolean replace) throws OwnerException {
        String host = given == null ? publicHost() : given;
        if (host == null) {
            throw new OwnerException(
                    Kind.NO_ADDRESS,
                    "There is no public address to publish. Set one that begins with https:// as"
                            + " PUBLIC_URL and start again, or name one with --host.");
        }
        if (!HOST.matcher(host).matches()) {
            throw new OwnerException(
                    Kind.NO_ADDRESS,
                    "“"
                            + host
                            + "” can't be published: it must be the name of a host in lower case,"
                            + " without https:// and without a path, such as sync.example.org.");
        }
        writing.lock();
        try {
            return write(host, replace);
        } finally {
            writing.unlock();
        }
    }

    private Publication write(String host, boolean replace) throws OwnerException {
        Session current = session.current();
        if (!Scopes.publishes(current.scope())) {
            throw new OwnerException(
                    Kind.NOT_GRANTED, "The sign-in doesn't allow publishing. " + Wording.AGAIN);
        }
        String did = Objects.requireNonNull(file.kept().did());
        String key = identity.multikey();
        URI pds = URI.create(current.pds());
        AddressRecord there = repository.read(pds, did);
        if (there != null && !replace && !there.isOf(key, host)) throw others(there);
        String cid =
                there != null && there.says(host, key)
                        ? there.cid()
                        : repository.write(did, host, key, there == null ? null : there.cid());
        AddressRecord now = repository.read(pds, did);
        if (now == null || !now.says(host, key) || !now.cid().equals(cid)) {
            throw new OwnerException(
                    Kind.OTHERS_RECORD,
                    "The record was written, but read back it says something else: another program"
                            + " changed it at the same moment. Try again.");
        }
        var publication = new Publication(host, key, cid, publicHost(), clock.instant());
        file.update(kept -> kept.published(publication));
        return publication;
    }

    private static OwnerException others(AddressRecord there) {
        return new OwnerException(
                Kind.OTHERS_RECORD,
                "Your account already names another machine, " + there.shownHost() + ".");
    }

    /**
     * Takes this machine's record away.
     *
     * @return false when there was none
     */
    boolean unpublish() throws OwnerException {
        writing.lock();
        try {
            Session current = session.current();
            String did = Objects.requireNonNull(file.kept().did());
            AddressRecord there = repository.read(URI.create(current.pds()), did);
            Publication ours = file.kept().publication();
            if (there != null) {
                boolean isOurs =
                        identity.multikey().equals(there.key())
                                || (ours != null && ours.cid().equals(there.cid()));
                if (!isOurs) {
                    file.update(kept -> kept.published(null));
                    throw new OwnerException(
                            Kind.OTHERS_RECORD,
                            "Your account names another machine, "
                                    + there.shownHost()
                                    + ". It is left alone: unpublish it there.");
                }
                repository.delete(did, there.cid());
            }
            file.update(kept -> kept.published(null));
            return there != null;
        } finally {
            writing.unlock();
        }
    }

    /** Whether the record no longer leads here, as the public address has changed since. */
    boolean lagsBehind() {
        Publication ours = file.kept().publication();
        String host = publicHost();
        return ours != null
                && host != null
                && !host.equals(ours.host())
                && !host.equals(ours.publicHost());
    }

    /**
     * Has the record follow the public address; not more often than every ten minutes.
     *
     * @return what it says now; null when it wasn't changed
     * @throws OwnerException {@code OTHERS_RECORD} when it isn't as this machine left it: then it
     *     stays so
     */
    @Nullable Publication follow() throws OwnerException {
        writing.lock();
        try {
            Publication ours = file.kept().publication();
            String host = publicHost();
            if (ours == null || host == null || !lagsBehind()) return null;
            Instant now = clock.instant();
            boolean lately = followed.isAfter(now.minus(BETWEEN_FOLLOWINGS));
            // A clock that was set back doesn't put it off.
            if (lately && !followed.isAfter(now)) return null;
            String did = Objects.requireNonNull(file.kept().did());
            String key = identity.multikey();
            AddressRecord there = repository.read(URI.create(session.current().pds()), did);
            // It may be written already: by this machine, before it stopped or lost the network.
            String cid;
            if (there != null && there.says(host, key)) {
                cid = there.cid();
            } else {
                requireUnchanged(ours, there);
                cid = repository.write(did, host, key, ours.cid());
            }
            followed = now;
            var publication = new Publication(host, key, cid, host, now);
            file.update(kept -> kept.published(publication));
            return publication;
        } finally {
            writing.unlock();
        }
    }

    /**
     * @throws OwnerException {@code OTHERS_RECORD} when the record isn't as this machine left it
     */
    void requireUnchanged(Publication ours, String did) throws OwnerException {
        requireUnchanged(ours, repository.read(URI.create(session.current().pds()), did));
    }

    private static void requireUnchanged(Publication ours, @Nullable AddressRecord there)
            throws OwnerException {
        if (there != null && there.cid().equals(ours.cid())) return;
        throw new OwnerException(
                Kind.OTHERS_RECORD,
                there == null
                        ? "The record that this machine published is gone from your account."
                                + " Publish it again, or unpublish."
                        : "The record in your account was changed by somebody else: it names "
                                + there.shownHost()
                                + ". Publish again to take its place, or unpublish.");
    }
}
