package xyz.groundmist.sync.reach.domain;

import org.jspecify.annotations.Nullable;
import org.shredzone.acme4j.AccountBuilder;
import org.shredzone.acme4j.Authorization;
import org.shredzone.acme4j.Login;
import org.shredzone.acme4j.Order;
import org.shredzone.acme4j.Problem;
import org.shredzone.acme4j.Session;
import org.shredzone.acme4j.Status;
import org.shredzone.acme4j.challenge.Challenge;
import org.shredzone.acme4j.challenge.Http01Challenge;
import org.shredzone.acme4j.challenge.TlsAlpn01Challenge;
import org.shredzone.acme4j.connector.NetworkSettings;
import org.shredzone.acme4j.exception.AcmeException;
import org.shredzone.acme4j.provider.GenericAcmeProvider;

import java.net.URI;
import java.net.http.HttpClient;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.util.Optional;

import javax.net.ssl.SSLContext;

/**
 * An ACME certificate authority (RFC 8555), asked for one certificate at a time.
 *
 * @param directory its address
 * @param trust whom to believe that one is the authority; null: whom the Java runtime believes
 */
record CertificateAuthority(URI directory, @Nullable SSLContext trust) {
    private static final Duration CHALLENGE = Duration.ofMinutes(2);
    private static final Duration ORDER = Duration.ofMinutes(2);
    private static final Duration ANSWER = Duration.ofSeconds(20);
    private static final int PROOF_BITS = 2048;

    /** How to show that a name leads here. */
    enum Proof {
        /** In a handshake on port 443. */
        HANDSHAKE(TlsAlpn01Challenge.TYPE),
        /** By a file on port 80. */
        FILE(Http01Challenge.TYPE);

        private final String type;

        Proof(String type) {
            this.type = type;
        }
    }

    /** The authority, or somebody it asked, said no. */
    static final class NotProvenException extends Exception {
        private static final long serialVersionUID = 1L;

        NotProvenException(Optional<Problem> problem) {
            super(problem.flatMap(Problem::getDetail).orElse("It doesn't say why."));
        }
    }

    /**
     * Gets a new certificate with a new key.
     *
     * @param account the key that the authority knows us by; it is introduced where it doesn't
     * @param doors where the proof is shown
     */
    StoredCertificate issue(
            DomainSettings settings, KeyPair account, Proof proof, PublicListener.Doors doors)
            throws AcmeException, NotProvenException, InterruptedException {
        Session session = new Session(directory, provider());
        try (HttpClient client = session.getHttpClient()) {
            try {
                Order order =
                        signIn(session, settings, account)
                                .newOrder()
                                .domain(settings.name())
                                .create();
                for (Authorization authorization : order.getAuthorizations()) {
                    if (authorization.getStatus() != Status.VALID) {
                        prove(authorization, proof, doors);
                    }
                }
                KeyPair key = PemFile.newKey();
                order.execute(key);
                if (order.waitForCompletion(ORDER) != Status.VALID) {
                    throw new NotProvenException(order.getError());
                }
                return new StoredCertificate(
                        key.getPrivate(), order.getCertificate().getCertificateChain());
            } finally {
                doors.forgetAnswers();
                client.shutdownNow();
            }
        }
    }

    private Login signIn(Session session, DomainSettings settings, KeyPair account)
            throws AcmeException {
        var builder = new AccountBuilder().agreeToTermsOfService().useKeyPair(account);
        String contact = settings.contact();
        if (contact != null) builder.addEmail(contact);
        return builder.createLogin(session);
    }

    private static void prove(Authorization authorization, Proof wanted, PublicListener.Doors doors)
            throws AcmeException, NotProvenException, InterruptedException {
        Challenge challenge =
                authorization
                        .findChallenge(wanted.type)
                        .orElseThrow(() -> new NotProvenException(Optional.empty()));
        switch (challenge) {
            case Http01Challenge file -> doors.answer(file.getToken(), file.getAuthorization());
            case TlsAlpn01Challenge handshake -> {
                KeyPair key = proofKey();
                doors.answer(
                        key.getPrivate(),
                        handshake.createCertificate(key, authorization.getIdentifier()));
            }
            default -> throw new NotProvenException(Optional.empty());
        }
        challenge.trigger();
        if (challenge.waitForCompletion(CHALLENGE) != Status.VALID) {
            throw new NotProvenException(challenge.getError());
        }
    }

    /** The library signs its proof with RSA. */
    private static KeyPair proofKey() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(PROOF_BITS);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime has RSA", e);
        }
    }

    private GenericAcmeProvider provider() {
        return new GenericAcmeProvider() {
            @Override
            public HttpClient createHttpClient(NetworkSettings settings) {
                settings.setTimeout(ANSWER);
                var builder =
                        HttpClient.newBuilder()
                                .followRedirects(HttpClient.Redirect.NORMAL)
                                .connectTimeout(ANSWER);
                if (trust != null) builder.sslContext(trust);
                return builder.build();
            }
        };
    }
}
