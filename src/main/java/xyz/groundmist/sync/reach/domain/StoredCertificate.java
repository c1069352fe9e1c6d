package xyz.groundmist.sync.reach.domain;

import java.security.PrivateKey;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A certificate with its key, as it lies on the disk.
 *
 * @param chain ours first, then those that vouch for it
 */
record StoredCertificate(PrivateKey key, List<X509Certificate> chain) {
    private static final Integer DNS_NAME = 2;

    private X509Certificate own() {
        return chain.getFirst();
    }

    boolean isFor(String name) {
        try {
            var names = own().getSubjectAlternativeNames();
            return names != null && names.contains(List.of(DNS_NAME, name));
        } catch (CertificateParsingException _) {
            return false;
        }
    }

    Instant expires() {
        return own().getNotAfter().toInstant();
    }

    /** At two thirds of its life, less a random thirtieth, so that many don't come at once. */
    Instant renewal(RandomGenerator random) {
        Instant begins = own().getNotBefore().toInstant();
        Duration life = Duration.between(begins, expires());
        long jitter = random.nextLong(life.toMillis() / 30 + 1);
        return begins.plusMillis(life.toMillis() * 2 / 3 - jitter);
    }

    @Override
    public String toString() {
        return own().getSubjectX500Principal() + " until " + expires();
    }
}
