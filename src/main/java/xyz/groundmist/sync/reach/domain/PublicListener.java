package xyz.groundmist.sync.reach.domain;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

/** The server's own doors to the internet, which its HTTP side has and home lends. */
public interface PublicListener {
    /**
     * Begins to listen on the settings' ports; handshakes fail until a certificate is there.
     *
     * @throws PortException when that can't be
     */
    Doors listen(DomainSettings settings) throws PortException;

    /** Doors that stand open. */
    interface Doors extends AutoCloseable {
        /** Shows this certificate from the next handshake on; what is connected stays so. */
        void use(PrivateKey key, List<X509Certificate> chain);

        /** Answers {@code GET /.well-known/acme-challenge/<token>} (RFC 8555, section 8.3). */
        void answer(String token, String authorization);

        /** Answers a handshake that offers {@code acme-tls/1} (RFC 8737). */
        void answer(PrivateKey key, X509Certificate proof);

        /** No challenge is under way any more. */
        void forgetAnswers();

        @Override
        void close();
    }

    /** A port can't be listened on; the message is a sentence that names it. */
    final class PortException extends Exception {
        private static final long serialVersionUID = 1L;
        private final boolean taken;

        /**
         * @param taken by another program; otherwise this one may not
         */
        public PortException(String what, boolean taken) {
            super(what);
            this.taken = taken;
        }

        public boolean taken() {
            return taken;
        }
    }
}
