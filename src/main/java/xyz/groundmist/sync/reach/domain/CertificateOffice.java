package xyz.groundmist.sync.reach.domain;

import org.jspecify.annotations.Nullable;
import org.shredzone.acme4j.exception.AcmeException;
import org.shredzone.acme4j.exception.AcmeLazyLoadingException;
import org.shredzone.acme4j.exception.AcmeRateLimitedException;
import org.shredzone.acme4j.exception.AcmeServerException;
import org.shredzone.acme4j.exception.AcmeUserActionRequiredException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import xyz.groundmist.sync.reach.ReachException;

import java.io.IOException;
import java.net.URI;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/**
 * Keeps a certificate and gets a new one, at the pace that authorities bear: they count failures
 * and refuse those who fail often (Let's Encrypt: five an hour for a name), so after one nothing is
 * asked for a while, whoever wants it. One thread at a time.
 */
final class CertificateOffice {
    private static final Logger LOG = LoggerFactory.getLogger(CertificateOffice.class);

    /** The waits after the first failures in a row; from then on the last. Four tries an hour. */
    private static final List<Duration> WAITS =
            List.of(
                    Duration.ofMinutes(1),
                    Duration.ofMinutes(10),
                    Duration.ofMinutes(20),
                    Duration.ofHours(1));

    private static final URI TERMS = URI.create("https://letsencrypt.org/repository/");
    private static final int LONGEST_REASON = 300;
    private static final DateTimeFormatter MOMENT =
            DateTimeFormatter.ofPattern("HH:mm 'on' yyyy-MM-dd", Locale.ROOT);

    private final DomainSettings settings;
    private final Path accountFile;
    private final Path certificateFile;
    private final CertificateAuthority authority;
    private final InstantSource clock;
    private int failures;
    private Instant notBefore = Instant.MIN;
    private @Nullable ReachException last;

    CertificateOffice(
            DomainSettings settings,
            Path accountFile,
            Path certificateFile,
            CertificateAuthority authority,
            InstantSource clock) {
        this.settings = settings;
        this.accountFile = accountFile;
        this.certificateFile = certificateFile;
        this.authority = authority;
        this.clock = clock;
    }

    /** The one on the disk, be it good or over; null: none for this name. */
    @Nullable StoredCertificate kept() {
        try {
            StoredCertificate certificate = PemFile.readCertificate(certificateFile);
            return certificate.isFor(settings.name()) ? certificate : null;
        } catch (IOException | GeneralSecurityException | IllegalArgumentException _) {
            return null; // a new one costs nothing
        }
    }

    /** When the authority may be asked again. */
    Instant notBefore() {
        return notBefore;
    }

    /** Gets a new one and keeps it. */
    StoredCertificate renew(PublicListener.Doors doors)
            throws ReachException, InterruptedException {
        if (!settings.termsAccepted()) {
            throw ReachException.fatal(
                            "Nobody has accepted the certificate authority's terms of service.",
                            "Read them, and accept them if you agree.")
                    .linking(TERMS);
        }
        if (last != null && clock.instant().isBefore(notBefore)) throw last;
        try {
            StoredCertificate certificate = authority.issue(settings, account(), proof(), doors);
            PemFile.writeCertificate(certificateFile, certificate);
            failures = 0;
            last = null;
            return certificate;
        } catch (AcmeException e) {
            throw failed(e);
        } catch (AcmeLazyLoadingException e) {
            throw failed(e.getCause() instanceof AcmeException cause ? cause : new AcmeException());
        } catch (CertificateAuthority.NotProvenException e) {
            throw later(null, notProven(String.valueOf(e.getMessage())));
        } catch (IOException | GeneralSecurityException e) {
            throw later(
                    null,
                    ReachException.passing(
                            "The certificate can't be kept in " + certificateFile + ".",
                            "Check the folder's permissions and free space."));
        } catch (RuntimeException e) { // the library's, when an answer isn't what it should be
            if (Thread.currentThread().isInterrupted()) throw interrupted(e);
            LOG.warn("The certificate authority's answer is of no use", e);
            throw later(
                    null,
                    ReachException.passing(
                            "The certificate authority "
                                    + authority.directory().getHost()
                                    + " gives an answer that is none.",
                            ""));
        }
    }

    /** One after the other, as either port may be the one that doesn't get through. */
    private CertificateAuthority.Proof proof() {
        return settings.httpPort() == 0 || failures % 2 == 0
                ? CertificateAuthority.Proof.HANDSHAKE
                : CertificateAuthority.Proof.FILE;
    }

    private KeyPair account() throws IOException, GeneralSecurityException {
        try {
            return PemFile.readPair(accountFile);
        } catch (NoSuchFileException _) {
            KeyPair pair = PemFile.newKey();
            PemFile.writePair(accountFile, pair);
            return pair;
        }
    }

    private static InterruptedException interrupted(Exception e) {
        return (InterruptedException) new InterruptedException().initCause(e);
    }

    private ReachException failed(AcmeException e) throws InterruptedException {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof InterruptedException) throw interrupted(e);
        }
        return switch (e) {
            case AcmeRateLimitedException limited ->
                    later(
                            limited.getRetryAfter().orElse(null),
                            ReachException.passing(
                                    "The certificate authority gives no certificate for "
                                            + settings.name()
                                            + " now, as it was asked too often: "
                                            + said(limited),
                                    ""));
            case AcmeUserActionRequiredException action -> {
                var why =
                        ReachException.fatal(
                                "The certificate authority wants its new terms of service"
                                        + " accepted.",
                                "Read them, and accept them if you agree.");
                yield action.getTermsOfServiceUri().map(why::linking).orElse(why);
            }
            case AcmeServerException refused ->
                    later(
                            null,
                            ReachException.passing(
                                    "The certificate authority gives no certificate for "
                                            + settings.name()
                                            + ": "
                                            + said(refused),
                                    "Check the name, and that its address records lead to you."));
            default ->
                    later(
                            null,
                            ReachException.passing(
                                    "The certificate authority "
                                            + authority.directory().getHost()
                                            + " can't be reached.",
                                    "Check that this machine is online."));
        };
    }

    private ReachException notProven(String reason) {
        boolean file = proof() == CertificateAuthority.Proof.FILE;
        return ReachException.passing(
                "The certificate authority looked for this server at "
                        + settings.name()
                        + " on port "
                        + (file ? "80" : "443")
                        + " and didn't find it: "
                        + plain(reason),
                "The name must lead to your internet connection, and your router must pass port "
                        + (file
                                ? "80 on to port " + settings.httpPort()
                                : "443 on to port " + settings.httpsPort())
                        + " of this machine.");
    }

    /** Notes a failure, and says in its next step when it is tried again. */
    private ReachException later(@Nullable Instant asked, ReachException why) {
        Instant next = clock.instant().plus(WAITS.get(Math.min(failures, WAITS.size() - 1)));
        if (asked != null && asked.isAfter(next)) next = asked;
        failures++;
        notBefore = next;
        last =
                ReachException.passing(
                        String.valueOf(why.getMessage()),
                        (why.nextStep()
                                        + " It is asked again at "
                                        + MOMENT.format(next.atZone(ZoneId.systemDefault()))
                                        + ", as authorities count failures.")
                                .strip());
        return last;
    }

    private static String said(AcmeServerException e) {
        return plain(e.getProblem().getDetail().orElse(e.getType().toString()));
    }

    /** Words of another program's: one line, not long. */
    private static String plain(String text) {
        String line = text.replaceAll("\\p{Cntrl}+", " ").strip();
        return line.length() <= LONGEST_REASON ? line : line.substring(0, LONGEST_REASON) + "…";
    }
}
