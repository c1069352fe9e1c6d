package xyz.groundmist.sync.http;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.server.ServerContainer;

import org.eclipse.jetty.ee11.servlet.ServletContextRequest;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import xyz.groundmist.sync.access.Admission;
import xyz.groundmist.sync.access.ClientAddress;
import xyz.groundmist.sync.access.Visit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** {@code GET /}, {@code GET /healthz} and the WebSocket at {@code /} (protocols.md). */
final class FrontServlet extends HttpServlet {
    private static final Logger log = LoggerFactory.getLogger(FrontServlet.class);
    private static final String GREETING = "The Groundmist personal sync server is running.\n";

    private final transient Services services;

    FrontServlet(Services services) {
        this.services = services;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        String path = request.getRequestURI();
        if (!path.equals("/") && !path.equals("/healthz")) {
            answer(response, 404, "text/plain", "There is nothing at this address.\n");
        } else if (!request.getMethod().equals("GET")) {
            response.setHeader("Allow", "GET");
            answer(response, 405, "text/plain", "Only GET is possible here.\n");
        } else if (path.equals("/healthz")) {
            response.setHeader("Access-Control-Allow-Origin", "*");
            answer(response, 200, "application/json", "{\"status\":\"ok\"}");
        } else if (wantsWebSocket(request)) {
            upgrade(request, response);
        } else {
            response.setHeader("Access-Control-Allow-Origin", "*");
            answer(response, 200, "text/plain", GREETING);
        }
    }

    private static boolean wantsWebSocket(HttpServletRequest request) {
        String upgrade = request.getHeader("Upgrade");
        return upgrade != null && upgrade.toLowerCase(Locale.ROOT).contains("websocket");
    }

    private void upgrade(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        Request core = ServletContextRequest.getServletContextRequest(request);
        BareRequest bare = Request.as(core, BareRequest.class);
        String token = bare == null ? null : bare.token();
        if (token == null || token.isEmpty()) {
            refuse(response, Refusal.NO_TOKEN);
            return;
        }
        switch (services.grants().admit(token, origin(request), from(request))) {
            case Admission.Refused(Admission.Why why) ->
                    refuse(
                            response,
                            new Refusal(403, why.name().toLowerCase(Locale.ROOT), why.sentence()));
            case Admission.Parked parked -> refuse(response, Refusal.TOO_MANY_SOCKETS);
            case Admission.Admitted(Visit visit) -> {
                EndPoint endPoint = core.getConnectionMetaData().getConnection().getEndPoint();
                open(request, response, new ClientSocket(visit, endPoint, services), endPoint);
            }
        }
    }

    private static ClientAddress from(HttpServletRequest request) {
        Request core = ServletContextRequest.getServletContextRequest(request);
        return ClientAddress.of(core.getConnectionMetaData().getRemoteSocketAddress());
    }

    /** Several Origin headers are no origin that a grant could name. */
    private static @Nullable String origin(HttpServletRequest request) {
        List<String> origins = Collections.list(request.getHeaders("Origin"));
        return origins.isEmpty() ? null : String.join(", ", origins);
    }

    private void open(
            HttpServletRequest request,
            HttpServletResponse response,
            ClientSocket socket,
            EndPoint endPoint)
            throws IOException {
        Refusal full = services.sockets().take(socket);
        if (full != null) {
            response.setHeader("Retry-After", "60");
            refuse(response, full);
            return;
        }
        services.connections().attach(endPoint, socket);
        var container =
                (ServerContainer)
                        request.getServletContext().getAttribute(ServerContainer.class.getName());
        boolean upgraded = false;
        try {
            container.upgradeHttpToWebSocket(
                    request, response, SyncEndpoint.config(socket), Map.of());
            upgraded = response.getStatus() == HttpServletResponse.SC_SWITCHING_PROTOCOLS;
        } catch (DeploymentException | RuntimeException e) {
            log.debug("A WebSocket handshake failed: {}", e.getClass().getSimpleName());
        } finally {
            if (!upgraded) socket.disconnected();
        }
        if (!upgraded && !response.isCommitted()) {
            response.setHeader("Sec-WebSocket-Version", "13");
            refuse(response, Refusal.BAD_HANDSHAKE);
        }
    }

    private static void refuse(HttpServletResponse response, Refusal refusal) throws IOException {
        log.debug("Refused a socket: {}", refusal.error());
        answer(response, refusal.status(), "application/json", refusal.json());
    }

    /** One request a connection: what isn't a socket is rare, and frees its place at once. */
    private static void answer(HttpServletResponse response, int status, String type, String text)
            throws IOException {
        response.setStatus(status);
        response.setHeader("Connection", "close");
        response.setContentType(type);
        response.setCharacterEncoding(StandardCharsets.UTF_8);
        response.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    }
}
