package xyz.groundmist.sync.doors;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;

import com.nimbusds.jose.jwk.Curve;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

import tools.jackson.databind.JsonNode;

import xyz.groundmist.sync.home.AppRequest;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** What remains of a day at the door, in the log and on disk: no token, ticket, proof or code. */
@Timeout(60)
class SecretsTest {
    private static final Logger ROOT =
            (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    private static final Logger OURS = (Logger) LoggerFactory.getLogger("xyz.groundmist.sync");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    private static final class Lines extends AppenderBase<ILoggingEvent> {
        final List<String> text = new CopyOnWriteArrayList<>();

        @Override
        protected void append(ILoggingEvent event) {
            text.add(event.getFormattedMessage());
            if (event.getThrowableProxy() != null) {
                text.add(ThrowableProxyUtil.asString(event.getThrowableProxy()));
            }
        }
    }

    @Test
    void nothingSecretIsWrittenDown() throws Exception {
        var lines = new Lines();
        lines.setContext(ROOT.getLoggerContext());
        lines.start();
        ROOT.addAppender(lines);
        Level before = OURS.getLevel();
        List<String> secrets;
        try {
            OURS.setLevel(Level.TRACE);
            secrets = aDayAtTheDoor(lines);
        } finally {
            OURS.setLevel(before);
            ROOT.detachAppender(lines);
        }

        assertThat(secrets).hasSizeGreaterThan(20).allMatch(secret -> secret.length() >= 5);
        assertThat(lines.text).anyMatch(line -> line.contains("Socket opened for grant"));
        for (String secret : secrets) {
            assertThat(lines.text).noneMatch(line -> line.contains(secret));
        }
        assertThat(filesWithAnyOf(secrets)).isEmpty();
    }

    private List<String> aDayAtTheDoor(Lines lines) throws Exception {
        var anna = new Account(Curve.SECP256K1);
        var stranger = new Account(Curve.P_256);
        var secrets = new ArrayList<String>();
        try (var plc = new Plc();
                var server = new Server(folder, plc, anna);
                var library = new App(server, "https://library.example");
                var notebook = new App(server, "https://notebook.example");
                var thief = new App(server, "https://evil.example")) {
            plc.publish(anna);
            library.signedIn(anna);
            AppRequest request = server.request();
            assertThat(request.toString()).doesNotContain(request.code());
            server.approve(request.code());
            String token = library.again(Map.of()).token();
            Socket socket = library.open(library.ticket(token).text("ticket"));
            socket.join("library");
            assertThat(library.open(token).status).isEqualTo(403);
            thief.ticket(token);
            thief.signedIn(stranger);
            library.send("/authenticate", library.proof("/x", token), "Bearer", token, token);
            library.send("/ticket", token, "DPoP", token, token);

            server.openWindow();
            CompletableFuture<App.Reply> held =
                    App.meanwhile(() -> notebook.prototype("notebooks-access-token", Map.of()));
            server.request();
            thief.prototype("thiefs-access-token", Map.of());
            held.get(10, TimeUnit.SECONDS);

            String link =
                    server.command("apps.invite", Map.of("space", App.SPACE), JsonNode.class)
                            .path("link")
                            .stringValue("");
            String invitation = link.substring(link.indexOf("invitation=") + 11);
            assertThat(
                            notebook.send(
                                            "/authenticate",
                                            notebook.proof("/authenticate", null),
                                            null,
                                            null,
                                            invitation)
                                    .status())
                    .isEqualTo(400);
            assertThat(notebook.again(Map.of("invitation", invitation)).status()).isEqualTo(200);
            thief.again(Map.of("invitation", invitation));
            server.revoke(server.apps().apps().getFirst().id());
            assertThat(socket.closed()).isEqualTo(1008);
            plc.down = true;
            server.restart();
            library.on(server).signedIn(anna);

            secrets.addAll(library.secrets);
            secrets.addAll(notebook.secrets);
            secrets.addAll(thief.secrets);
            secrets.add(invitation);
            assertThat(lines.text).isNotEmpty();
        }
        return secrets;
    }

    private List<Path> filesWithAnyOf(List<String> secrets) throws IOException {
        var found = new ArrayList<Path>();
        try (var files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String content = Files.readString(file, StandardCharsets.ISO_8859_1);
                if (secrets.stream().anyMatch(content::contains)) found.add(file);
            }
        }
        return found;
    }
}
