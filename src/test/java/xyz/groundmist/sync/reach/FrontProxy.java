package xyz.groundmist.sync.reach;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.junit.jupiter.api.Assumptions;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A real nginx or Caddy on a loopback port, set up as the documentation says, in front of a port.
 * Without the program the test is skipped and says so; with {@code CI=true} in the environment it
 * fails.
 */
public final class FrontProxy implements AutoCloseable {
    private final int port;
    private final boolean tls;
    private final Process process;

    private FrontProxy(Path folder, int port, boolean tls, List<String> command) throws Exception {
        this.port = port;
        this.tls = tls;
        Path log = folder.resolve("log");
        var builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().put("XDG_DATA_HOME", folder.toString());
        builder.environment().put("XDG_CONFIG_HOME", folder.toString());
        process = builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (true) {
            try (var _ = new Socket("127.0.0.1", port)) {
                return;
            } catch (IOException e) {
                if (System.nanoTime() > end || !process.isAlive()) {
                    process.destroyForcibly();
                    throw new AssertionError(Files.readString(log), e);
                }
                Thread.sleep(30);
            }
        }
    }

    /** nginx with TLS, before this port of ours. */
    public static FrontProxy nginx(Path folder, int port, int inside) throws Exception {
        needs("/usr/sbin/nginx");
        Path home = Files.createDirectories(folder).toAbsolutePath();
        run(
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:P-256",
                "-nodes",
                "-days",
                "2",
                "-subj",
                "/CN=sync.example.org",
                "-keyout",
                home + "/privkey.pem",
                "-out",
                home + "/fullchain.pem");
        String recipe =
                Recipe.of("reach-proxies.md", "nginx")
                        .replace("/etc/letsencrypt/live/sync.example.org", home.toString())
                        .replace("listen 443 ssl", "listen 127.0.0.1:" + port + " ssl")
                        .replace("127.0.0.1:3031", "127.0.0.1:" + inside);
        String root = "root".equals(System.getProperty("user.name")) ? "user root;\n" : "";
        Files.writeString(
                home.resolve("nginx.conf"),
                root
                        + """
                        daemon off;
                        pid nginx.pid;
                        error_log error.log;
                        events {}
                        http {
                        access_log off;
                        client_body_temp_path t1;
                        proxy_temp_path t2;
                        fastcgi_temp_path t3;
                        uwsgi_temp_path t4;
                        scgi_temp_path t5;
                        """
                        + recipe
                        + "}\n");
        return new FrontProxy(
                home,
                port,
                true,
                List.of(
                        "/usr/sbin/nginx",
                        "-p",
                        home + "/",
                        "-c",
                        "nginx.conf",
                        "-e",
                        "error.log"));
    }

    /** Caddy without TLS, as it would ask the internet for a certificate. */
    public static FrontProxy caddy(Path folder, int port, String recipe) throws Exception {
        needs("/usr/bin/caddy");
        Path home = Files.createDirectories(folder).toAbsolutePath();
        Files.writeString(
                home.resolve("Caddyfile"),
                "{\nadmin off\nauto_https off\n}\n"
                        + recipe.replace("sync.example.org {", "http://:" + port + " {"));
        return new FrontProxy(
                home,
                port,
                false,
                List.of(
                        "/usr/bin/caddy",
                        "run",
                        "--config",
                        "Caddyfile",
                        "--adapter",
                        "caddyfile"));
    }

    private static void needs(String program) throws IOException {
        if (Files.isExecutable(Path.of(program))) return;
        String sentence = "This test needs " + program + ", which .ci/run installs.";
        if ("true".equals(System.getenv("CI"))) throw new IOException(sentence);
        Assumptions.abort(sentence);
    }

    private static void run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        if (process.waitFor() != 0) throw new IOException(said);
    }

    public int port() {
        return port;
    }

    public boolean tls() {
        return tls;
    }

    @Override
    public void close() throws Exception {
        process.toHandle().descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().waitFor();
    }
}
