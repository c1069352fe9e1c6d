package xyz.groundmist.sync.reach.domain;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import xyz.groundmist.sync.reach.OpenReach;
import xyz.groundmist.sync.reach.ReachException;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;

/** Doors of our own that stand open, and the thread ({@code certificate}) that renews. */
final class OpenDomain implements OpenReach {
    private static final Logger LOG = LoggerFactory.getLogger(OpenDomain.class);

    /** A sleeping machine's clock stands still: look again now and then. */
    private static final Duration LONGEST_SLEEP = Duration.ofHours(1);

    /** Where the authority isn't what failed. */
    private static final Duration SHORTEST_RETRY = Duration.ofMinutes(1);

    private final DomainSettings settings;
    private final PublicListener.Doors doors;
    private final CertificateOffice office;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final CompletableFuture<ReachException> lost = new CompletableFuture<>();
    private final Thread thread;
    private StoredCertificate certificate; // the thread's alone, once it runs
    private volatile @Nullable String concern;

    OpenDomain(
            DomainSettings settings,
            PublicListener.Doors doors,
            CertificateOffice office,
            StoredCertificate certificate,
            InstantSource clock,
            RandomGenerator random) {
        this.settings = settings;
        this.doors = doors;
        this.office = office;
        this.certificate = certificate;
        this.clock = clock;
        this.random = random;
        thread = Thread.ofVirtual().name("certificate").unstarted(this::keep);
    }

    void start() {
        thread.start();
    }

    private void keep() {
        Instant due = certificate.renewal(random);
        ReachException why = null;
        try {
            while (true) {
                sleepUntil(due.isBefore(certificate.expires()) ? due : certificate.expires());
                Instant now = clock.instant();
                if (!now.isBefore(due)) {
                    why = renewed();
                    due = why == null ? certificate.renewal(random) : retry(now);
                }
                if (!now.isBefore(certificate.expires())) {
                    lost.complete(expired(settings, certificate, why));
                    return;
                }
            }
        } catch (InterruptedException _) {
            // closed
        } catch (RuntimeException e) {
            LOG.error("The certificate for {} is no longer looked after", settings.name(), e);
            lost.complete(
                    ReachException.passing(
                            "Looking after the certificate for " + settings.name() + " failed.",
                            "The way in is opened again; the log says more."));
        }
    }

    private Instant retry(Instant now) {
        Instant soonest = now.plus(SHORTEST_RETRY);
        return office.notBefore().isBefore(soonest) ? soonest : office.notBefore();
    }

    private void sleepUntil(Instant moment) throws InterruptedException {
        Duration rest = Duration.between(clock.instant(), moment);
        while (rest.isPositive()) {
            Thread.sleep(rest.compareTo(LONGEST_SLEEP) < 0 ? rest : LONGEST_SLEEP);
            rest = Duration.between(clock.instant(), moment);
        }
    }

    /** Null when it went well; otherwise the old one stays in use. */
    private @Nullable ReachException renewed() throws InterruptedException {
        try {
            StoredCertificate fresh = office.renew(doors);
            doors.use(fresh.key(), fresh.chain());
            certificate = fresh;
            concern = null;
            LOG.info("A new certificate for {} until {}", settings.name(), fresh.expires());
            return null;
        } catch (ReachException e) {
            LOG.warn(
                    "The certificate for {}, good until {}, could not be renewed: {}",
                    settings.name(),
                    certificate.expires(),
                    e.getMessage());
            concern =
                    "The certificate for "
                            + settings.name()
                            + ", good until "
                            + certificate.expires().atOffset(ZoneOffset.UTC).toLocalDate()
                            + ", could not be renewed. "
                            + e.getMessage()
                            + " "
                            + e.nextStep();
            return e;
        }
    }

    static ReachException expired(
            DomainSettings settings, StoredCertificate over, @Nullable ReachException why) {
        String what =
                "The certificate for "
                        + settings.name()
                        + " expired on "
                        + over.expires().atOffset(ZoneOffset.UTC).toLocalDate()
                        + ", and there is no new one yet.";
        if (why == null) return ReachException.passing(what, "It is asked for again.");
        String both = what + " " + why.getMessage();
        return why.fatal()
                ? ReachException.fatal(both, why.nextStep())
                : ReachException.passing(both, why.nextStep());
    }

    @Override
    public URI publicUrl() {
        return settings.publicUrl();
    }

    @Override
    public CompletableFuture<ReachException> lost() {
        return lost;
    }

    @Override
    public @Nullable String concern() {
        return concern;
    }

    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            doors.close();
        }
    }
}
