package xyz.groundmist.sync.http;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import xyz.groundmist.sync.access.Authentication;
import xyz.groundmist.sync.access.AuthenticationRequest;
import xyz.groundmist.sync.access.TicketAnswer;
import xyz.groundmist.sync.access.TicketRequest;

import java.io.IOException;
import java.time.Duration;

/**
 * {@code POST /authenticate} and {@code POST /ticket}: what an app asks before it opens a WebSocket
 * (atproto.md). A request may be held for a minute, on its own virtual thread.
 */
final class AuthenticationServlet extends HttpServlet {
    static final String AUTHENTICATE = "/authenticate";
    static final String TICKET = "/ticket";

    private static final Logger log = LoggerFactory.getLogger(AuthenticationServlet.class);

    private final transient Services services;

    AuthenticationServlet(Services services) {
        this.services = services;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        try (var _ = services.held().answering()) {
            Answer answer =
                    switch (request.getMethod()) {
                        case "OPTIONS" -> Answer.preflight("POST");
                        case "POST" -> answer(new ClientRequest(request));
                        default -> Answer.notAllowed("POST").forAnyOrigin();
                    };
            if (answer != null) answer.send(response);
        }
    }

    /** Null when there is nobody to answer. */
    private @Nullable Answer answer(ClientRequest request) throws IOException {
        Answer answer;
        try {
            answer =
                    request.servlet().getRequestURI().equals(TICKET)
                            ? ticket(request)
                            : authenticate(request);
        } catch (BadRequestException e) {
            answer = Answer.of(e.refusal());
        } catch (LetGoException e) {
            answer = letGo(e.what());
            if (answer == null) return null;
        } catch (IOException e) {
            throw e;
        } catch (Exception e) {
            log.error("A request to {} failed", request.servlet().getRequestURI(), e);
            answer = Answer.of(Refusal.FAILED);
        }
        if (!answer.headers().containsKey("DPoP-Nonce")) {
            answer = answer.with("DPoP-Nonce", services.authenticator().nonce());
        }
        return answer.forAnyOrigin();
    }

    private static @Nullable Answer letGo(LetGoException.Cause what) {
        return switch (what) {
            case CLIENT_GONE -> null;
            case CROWDED -> Answer.of(Refusal.TOO_MANY_WAIT).with("Retry-After", "5");
            case STOPPING -> Answer.of(Refusal.STOPPING).with("Retry-After", "60");
        };
    }

    private Answer authenticate(ClientRequest request) throws Exception {
        var body = AuthenticateBody.parse(request.json(services.limits().requestBodyBytes()));
        var asked =
                new AuthenticationRequest(
                        body.lexiconAuthorityDomain(),
                        body.rootDocUrl(),
                        body.appName(),
                        request.header("Authorization"),
                        request.header("DPoP"),
                        request.origin(),
                        body.invitation(),
                        body.patience(),
                        request.from());
        Authentication answer =
                services.held()
                        .hold(
                                request.endPoint(),
                                () -> services.authenticator().authenticate(asked));
        return switch (answer) {
            case Authentication.Granted granted -> granted(granted);
            case Authentication.NonceNeeded(String nonce) -> challenge(nonce);
            case Authentication.ApprovalRequired(String code) ->
                    Answer.json(
                            403,
                            JsonText.object()
                                    .put("error", "approval_required")
                                    .put("code", code)
                                    .put("message", Authentication.ApprovalRequired.SENTENCE)
                                    .end());
            case Authentication.Refused refused -> refused(refused);
        };
    }

    /** {@code rootDocUrl} is always there, as the prototype's clients expect it. */
    private Answer granted(Authentication.Granted granted) {
        Duration rest = Duration.between(services.time().instant(), granted.expires());
        return Answer.json(
                200,
                JsonText.object()
                        .put("result", "OK")
                        .put("token", granted.token())
                        .put("rootDocUrl", granted.rootDocUrl())
                        .put("expiresIn", Math.max(0, rest.toSeconds()))
                        .end());
    }

    private Answer ticket(ClientRequest request) throws BadRequestException {
        var asked =
                new TicketRequest(
                        request.header("Authorization"),
                        request.header("DPoP"),
                        request.origin(),
                        request.from());
        return switch (services.authenticator().ticket(asked)) {
            case TicketAnswer.Issued(String ticket, Duration lifetime) ->
                    Answer.json(
                            200,
                            JsonText.object()
                                    .put("ticket", ticket)
                                    .put("expiresIn", lifetime.toSeconds())
                                    .end());
            case Authentication.NonceNeeded(String nonce) -> challenge(nonce);
            case Authentication.Refused refused -> refused(refused);
        };
    }

    /**
     * The one 401 there is (RFC 9449, section 9): any other would make OAuth clients throw the
     * user's session away.
     */
    private static Answer challenge(String nonce) {
        return Answer.of(Refusal.NONCE_NEEDED)
                .with("WWW-Authenticate", "DPoP error=\"use_dpop_nonce\"")
                .with("DPoP-Nonce", nonce);
    }

    private static Answer refused(Authentication.Refused refused) {
        Answer answer =
                Answer.of(new Refusal(refused.status(), refused.error(), refused.sentence()));
        Duration after = refused.retryAfter();
        return after == null
                ? answer
                : answer.with("Retry-After", Long.toString(Math.max(1, after.toSeconds())));
    }
}
