package xyz.groundmist.sync.http;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.server.ServerContainer;

import org.eclipse.jetty.io.EndPoint;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.util.Map;

/**
 * The WebSocket at {@code /device}, for machines only: a browser says what page it is on, and gets
 * no further.
 */
final class DeviceServlet extends HttpServlet {
    static final String PATH = "/device";

    private static final Logger log = LoggerFactory.getLogger(DeviceServlet.class);

    private final transient Connections connections;
    private final transient DeviceService devices;

    DeviceServlet(Connections connections, DeviceService devices) {
        this.connections = connections;
        this.devices = devices;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        if (request.getHeader("Origin") != null) {
            Answer.text(403, "This is for other servers of the owner's, not for web pages.\n")
                    .send(response);
            return;
        }
        var container =
                (ServerContainer)
                        request.getServletContext().getAttribute(ServerContainer.class.getName());
        EndPoint endPoint = new ClientRequest(request).endPoint();
        var endpoint = new DeviceEndpoint(endPoint, connections, devices);
        try {
            container.upgradeHttpToWebSocket(request, response, endpoint.config(), Map.of());
        } catch (DeploymentException | RuntimeException e) {
            log.debug("A device's handshake failed: {}", e.getClass().getSimpleName());
        }
        if (response.getStatus() != HttpServletResponse.SC_SWITCHING_PROTOCOLS
                && !response.isCommitted()) {
            response.setHeader("Sec-WebSocket-Version", "13");
            Answer.of(Refusal.BAD_HANDSHAKE).send(response);
        }
    }
}
