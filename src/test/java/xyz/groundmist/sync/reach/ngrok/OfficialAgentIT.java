package xyz.groundmist.sync.reach.ngrok;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import xyz.groundmist.sync.clients.NodePackages;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** The edge of the tests is as ngrok's: ngrok's own agent connects to it and serves through it. */
final class OfficialAgentIT {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @TempDir Path folder;

    private Process agent(NgrokEdge edge, String token, String domain, int port) throws Exception {
        return new ProcessBuilder(
                        "node",
                        "ngrok-agent.mjs",
                        edge.service().address(),
                        edge.certificate().toString(),
                        token,
                        domain,
                        "http://127.0.0.1:" + port)
                .directory(NodePackages.installed("ngrok").toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static JsonNode line(Process agent) throws Exception {
        BufferedReader out = agent.inputReader();
        String line = out.readLine();
        assertThat(line).as("what the agent says").isNotNull();
        return JsonMapper.shared().readTree(line);
    }

    private static void end(Process agent) throws Exception {
        agent.getOutputStream().close();
        if (!agent.waitFor(10, TimeUnit.SECONDS)) agent.destroyForcibly();
    }

    @Test
    void servesThroughTheEdge() throws Exception {
        byte[] large = new byte[3_000_000];
        new Random(7).nextBytes(large);
        HttpServer app =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        app.createContext(
                "/",
                exchange -> {
                    byte[] body = exchange.getRequestBody().readAllBytes();
                    exchange.getResponseHeaders()
                            .add("Said", "" + exchange.getRequestHeaders().get("X-Forwarded-For"));
                    byte[] answer = body.length == 0 ? large : body;
                    exchange.sendResponseHeaders(200, answer.length);
                    exchange.getResponseBody().write(answer);
                    exchange.close();
                });
        app.start();
        try (var edge = new NgrokEdge(folder)) {
            Process agent = agent(edge, NgrokEdge.TOKEN, "", app.getAddress().getPort());
            try {
                assertThat(line(agent).path("url").asString())
                        .isEqualTo("https://lab-1.ngrok-free.test");
                URI address = URI.create("http://127.0.0.1:" + edge.publicPort() + "/");

                HttpResponse<byte[]> down =
                        HTTP.send(
                                HttpRequest.newBuilder(address).build(),
                                HttpResponse.BodyHandlers.ofByteArray());
                HttpResponse<byte[]> echo =
                        HTTP.send(
                                HttpRequest.newBuilder(address)
                                        .POST(HttpRequest.BodyPublishers.ofByteArray(large))
                                        .build(),
                                HttpResponse.BodyHandlers.ofByteArray());

                assertThat(down.body()).isEqualTo(large);
                assertThat(echo.body()).isEqualTo(large);
                assertThat(down.headers().firstValue("Said"))
                        .hasValue("[" + NgrokEdge.CLIENT + "]");
                assertThat(edge.authentications().getLast().path("Extra").path("ClientType"))
                        .as("who connected")
                        .isNotNull();
            } finally {
                end(agent);
            }
        } finally {
            app.stop(0);
        }
    }

    @Test
    void takesItsEndpointBackAfterItsConnectionBroke() throws Exception {
        HttpServer app =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        app.createContext(
                "/",
                exchange -> {
                    exchange.sendResponseHeaders(204, -1);
                    exchange.close();
                });
        app.start();
        try (var edge = new NgrokEdge(folder)) {
            Process agent = agent(edge, NgrokEdge.TOKEN, "", app.getAddress().getPort());
            try {
                line(agent);
                edge.noticesNoDrops();
                edge.dropAgents();

                URI address = URI.create("http://127.0.0.1:" + edge.publicPort() + "/");
                int status = 0;
                long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
                while (status != 204 && System.nanoTime() < end) {
                    try {
                        status =
                                HTTP.send(
                                                HttpRequest.newBuilder(address).build(),
                                                HttpResponse.BodyHandlers.discarding())
                                        .statusCode();
                    } catch (IOException _) {
                        Thread.sleep(100); // not back yet
                    }
                }
                assertThat(status).isEqualTo(204);
                assertThat(edge.domains()).containsExactly("lab-1.ngrok-free.test");
                assertThat(edge.authentications().getLast().path("ClientId").asString())
                        .isNotEmpty();
            } finally {
                end(agent);
            }
        } finally {
            app.stop(0);
        }
    }

    @Test
    void isRefusedInNgroksWords() throws Exception {
        try (var edge = new NgrokEdge(folder)) {
            Process wrongToken = agent(edge, "another-token", "", 9);
            Process foreignDomain = agent(edge, NgrokEdge.TOKEN, NgrokEdge.OTHERS_DOMAIN, 9);

            assertThat(line(wrongToken).path("error").asString()).contains("authtoken");
            assertThat(line(foreignDomain).path("error").asString())
                    .contains("reserved for another account");
            end(wrongToken);
            end(foreignDomain);
        }
    }
}
