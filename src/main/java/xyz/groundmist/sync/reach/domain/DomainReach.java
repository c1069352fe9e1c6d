package xyz.groundmist.sync.reach.domain;

import org.jspecify.annotations.Nullable;

import xyz.groundmist.sync.reach.Inside;
import xyz.groundmist.sync.reach.OpenReach;
import xyz.groundmist.sync.reach.Reach;
import xyz.groundmist.sync.reach.ReachException;

import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

/**
 * A way in without anybody in between: the server listens itself, under a name of the owner's, with
 * certificates that it gets and renews. Whoever comes is who they are: the peer's address is the
 * client's.
 */
public final class DomainReach implements Reach {
    /** Let's Encrypt. */
    static final URI DIRECTORY = URI.create("https://acme-v02.api.letsencrypt.org/directory");

    private static final String PERMISSION =
            "Ports below 1024 want a permission: let your router pass 443 and 80 on to higher ports"
                    + " of this machine and name those, or allow them here (on Linux: sudo sysctl"
                    + " net.ipv4.ip_unprivileged_port_start=80).";

    private final DomainSettings settings;
    private final PublicListener listener;
    private final CertificateOffice office;
    private final InstantSource clock;

    /**
     * @param account the file with the key that the authority knows us by
     * @param certificate the file with the certificate and its key
     */
    public DomainReach(
            DomainSettings settings, Path account, Path certificate, PublicListener listener) {
        this(
                settings,
                account,
                certificate,
                listener,
                new CertificateAuthority(DIRECTORY, null),
                InstantSource.system());
    }

    DomainReach(
            DomainSettings settings,
            Path account,
            Path certificate,
            PublicListener listener,
            CertificateAuthority authority,
            InstantSource clock) {
        this.settings = settings;
        this.listener = listener;
        this.clock = clock;
        office = new CertificateOffice(settings, account, certificate, authority, clock);
    }

    @Override
    public OpenReach open(Inside inside) throws ReachException, InterruptedException {
        PublicListener.Doors doors = listen();
        boolean stands = false;
        try {
            StoredCertificate certificate = office.kept();
            if (certificate == null || !clock.instant().isBefore(certificate.expires())) {
                certificate = first(certificate, doors);
            }
            doors.use(certificate.key(), certificate.chain());
            var open =
                    new OpenDomain(
                            settings,
                            doors,
                            office,
                            certificate,
                            clock,
                            RandomGenerator.getDefault());
            open.start();
            stands = true;
            return open;
        } finally {
            if (!stands) doors.close();
        }
    }

    private PublicListener.Doors listen() throws ReachException {
        try {
            return listener.listen(settings);
        } catch (PublicListener.PortException e) {
            String what = String.valueOf(e.getMessage());
            throw e.taken()
                    ? ReachException.passing(
                            what,
                            "Stop that program, or let your router pass the port on to another"
                                    + " one of this machine and name that.")
                    : ReachException.fatal(what, PERMISSION);
        }
    }

    private StoredCertificate first(@Nullable StoredCertificate over, PublicListener.Doors doors)
            throws ReachException, InterruptedException {
        try {
            return office.renew(doors);
        } catch (ReachException e) {
            throw over == null ? e : OpenDomain.expired(settings, over, e);
        }
    }
}
