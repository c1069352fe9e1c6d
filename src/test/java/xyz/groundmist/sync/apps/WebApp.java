package xyz.groundmist.sync.apps;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import tools.jackson.databind.json.JsonMapper;

import xyz.groundmist.sync.atproto.Devnet;
import xyz.groundmist.sync.clients.NodePackages;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A web app at a loopback origin of its own; ATProto takes it for a client in development. */
public final class WebApp implements AutoCloseable {
    private static final Path SOURCES = Path.of("src", "test", "js");
    private static final Path CLIENT = Path.of("src", "client");

    private final HttpServer server;

    private WebApp(Map<String, byte[]> files) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> answer(exchange, files));
        server.start();
    }

    /** The example app for accounts of a PDS; its page is {@code src/client/example/index.html}. */
    public static WebApp example(Devnet net, Devnet.Pds pds)
            throws IOException, InterruptedException {
        Path module = CLIENT.resolve("index.js").toAbsolutePath();
        return app(
                "app",
                net,
                pds,
                CLIENT.resolve("example").resolve("index.html"),
                List.of("--alias:groundmist-sync-client=" + module));
    }

    /** A client of the prototype for accounts of a PDS. */
    public static WebApp prototype(Devnet net, Devnet.Pds pds)
            throws IOException, InterruptedException {
        // as WebAssembly inside of JavaScript: the other forms need more than a bundler
        Path automerge =
                NodePackages.installed("prototype")
                        .toAbsolutePath()
                        .resolve("node_modules/@automerge/automerge/dist/mjs/entrypoints");
        return app(
                "prototype",
                net,
                pds,
                SOURCES.resolve("prototype").resolve("index.html"),
                List.of(
                        "--alias:@automerge/automerge/next="
                                + automerge.resolve("fullfat_next_base64.js"),
                        "--alias:@automerge/automerge=" + automerge.resolve("fullfat_base64.js")));
    }

    /** A page with nothing on it. */
    public static WebApp empty() throws IOException {
        return new WebApp(Map.of("/", "<!doctype html><title>Nothing</title>".getBytes(UTF_8)));
    }

    private static WebApp app(
            String name, Devnet net, Devnet.Pds pds, Path page, List<String> bundling)
            throws IOException, InterruptedException {
        var network =
                Map.of(
                        "handleResolver", pds.url().toString(),
                        "plcDirectoryUrl", net.plc().toString(),
                        "allowHttp", true);
        return new WebApp(
                Map.of(
                        "/", Files.readAllBytes(page),
                        "/main.js", bundle(name, bundling),
                        "/network.json", new JsonMapper().writeValueAsBytes(network)));
    }

    private static byte[] bundle(String name, List<String> options)
            throws IOException, InterruptedException {
        Path folder = NodePackages.installed(name).toAbsolutePath();
        Path bundle = folder.resolve("main.js");
        Path said = folder.resolve("esbuild.log");
        var command =
                new ArrayList<>(
                        List.of(
                                "node",
                                folder.resolve("node_modules/esbuild/bin/esbuild").toString(),
                                SOURCES.resolve(name).resolve("page.js").toString(),
                                "--bundle",
                                "--format=esm",
                                "--log-level=error",
                                "--outfile=" + bundle));
        command.addAll(options);
        var builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said.toFile());
        builder.environment().put("NODE_PATH", folder.resolve("node_modules").toString());
        Process process = builder.start();
        if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
            process.destroyForcibly();
            throw new AssertionError("The page can't be bundled: " + Files.readString(said));
        }
        return Files.readAllBytes(bundle);
    }

    /** {@code http://127.0.0.1:<port>} */
    public String origin() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private static void answer(HttpExchange exchange, Map<String, byte[]> files)
            throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            byte[] body = files.get(path);
            String type =
                    path.endsWith(".js")
                            ? "text/javascript"
                            : path.endsWith(".json") ? "application/json" : "text/html";
            exchange.getResponseHeaders().set("Content-Type", type);
            exchange.getResponseHeaders().set("Cache-Control", "no-store");
            exchange.sendResponseHeaders(body == null ? 404 : 200, body == null ? -1 : body.length);
            if (body != null) exchange.getResponseBody().write(body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
