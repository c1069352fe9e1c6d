package xyz.groundmist.sync.http;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import java.io.IOException;

/**
 * {@code GET /.well-known/did.json} and {@code GET /.well-known/groundmist-sync?nonce=&origin=}.
 */
final class WellKnownServlet extends HttpServlet {
    static final String DID = "/.well-known/did.json";
    static final String PROOF = "/.well-known/groundmist-sync";

    private final transient ServerProof proof;

    WellKnownServlet(ServerProof proof) {
        this.proof = proof;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        Answer answer =
                switch (request.getMethod()) {
                    case "OPTIONS" -> Answer.preflight("GET");
                    case "GET", "HEAD" -> answer(new ClientRequest(request)).forAnyOrigin();
                    default -> Answer.notAllowed("GET").forAnyOrigin();
                };
        answer.send(response);
    }

    private Answer answer(ClientRequest request) {
        try {
            return request.servlet().getRequestURI().equals(DID)
                    ? proof.document()
                    : proof.proof(request.parameter("nonce"), request.parameter("origin"));
        } catch (BadRequestException e) {
            return Answer.of(e.refusal());
        }
    }
}
