package xyz.groundmist.sync.home;

import xyz.groundmist.sync.http.HttpServer;
import xyz.groundmist.sync.http.HttpsListener;
import xyz.groundmist.sync.http.ListenException;
import xyz.groundmist.sync.http.PublicPorts;
import xyz.groundmist.sync.reach.domain.DomainSettings;
import xyz.groundmist.sync.reach.domain.PublicListener;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

/** The HTTP server's public ports, as a way in under an own domain wants them. */
record PublicDoors(HttpServer http) implements PublicListener {
    @Override
    public Doors listen(DomainSettings settings) throws PortException {
        try {
            return new Open(
                    http.listenPublicly(
                            new PublicPorts(
                                    settings.name(), settings.httpsPort(), settings.httpPort())));
        } catch (ListenException e) {
            throw new PortException(
                    String.valueOf(e.getMessage()),
                    e.reason() == ListenException.Reason.PORT_TAKEN);
        }
    }

    private record Open(HttpsListener listener) implements Doors {
        @Override
        public void use(PrivateKey key, List<X509Certificate> chain) {
            listener.use(key, chain);
        }

        @Override
        public void answer(String token, String authorization) {
            listener.answer(token, authorization);
        }

        @Override
        public void answer(PrivateKey key, X509Certificate proof) {
            listener.answer(key, proof);
        }

        @Override
        public void forgetAnswers() {
            listener.forgetAnswers();
        }

        @Override
        public void close() {
            listener.close();
        }
    }
}
