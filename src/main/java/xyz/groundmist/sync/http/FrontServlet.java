package xyz.groundmist.sync.http;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.server.ServerContainer;

import org.eclipse.jetty.io.EndPoint;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import xyz.groundmist.sync.access.Admission;
import xyz.groundmist.sync.access.Visit;

import java.io.IOException;
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
        boolean get = request.getMethod().equals("GET");
        if (!path.equals("/") && !path.equals("/healthz")) {
            Answer.text(404, "There is nothing at this address.\n").send(response);
        } else if (!get && !request.getMethod().equals("HEAD")) {
            Answer.notAllowed("GET").send(response);
        } else if (path.equals("/healthz")) {
            health().forAnyOrigin().send(response);
        } else if (get && wantsWebSocket(request)) {
            upgrade(request, response);
        } else {
            Answer.text(200, GREETING).forAnyOrigin().send(response);
        }
    }

    /** For monitors, inside and outside; says nothing of who syncs what. */
    private Answer health() {
        return services.sync().diskIsFull()
                ? Answer.json(503, "{\"status\":\"full disk\"}")
                : Answer.json(200, "{\"status\":\"ok\"}");
    }

    private static boolean wantsWebSocket(HttpServletRequest request) {
        String upgrade = request.getHeader("Upgrade");
        return upgrade != null && upgrade.toLowerCase(Locale.ROOT).contains("websocket");
    }

    private void upgrade(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        var asked = new ClientRequest(request);
        String token = asked.parameter("token");
        if (token == null || token.isEmpty()) {
            refuse(response, Refusal.NO_TOKEN);
            return;
        }
        switch (services.grants().admit(token, asked.origin(), asked.from())) {
            case Admission.Refused(Admission.Why why) ->
                    refuse(
                            response,
                            new Refusal(403, why.name().toLowerCase(Locale.ROOT), why.sentence()));
            case Admission.Admitted(Visit visit) -> {
                EndPoint endPoint = asked.endPoint();
                open(request, response, ClientSocket.of(visit, endPoint, services), endPoint);
            }
            case Admission.Parked(Visit visit) -> {
                EndPoint endPoint = asked.endPoint();
                open(request, response, ClientSocket.parked(visit, endPoint, services), endPoint);
            }
        }
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
        Answer.of(refusal).send(response);
    }
}
