package xyz.groundmist.sync.http;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** What is written down of the sockets: something, but never a token. */
class LogTest {
    private static final Logger ROOT =
            (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    private static final Logger OURS = (Logger) LoggerFactory.getLogger("xyz.groundmist.sync");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @Test
    void noTokenIsEverWrittenDown() throws Exception {
        var lines = new Lines();
        lines.setContext(ROOT.getLoggerContext());
        lines.start();
        ROOT.addAppender(lines);
        Level before = OURS.getLevel();
        OURS.setLevel(Level.TRACE);
        String token;
        String wrong = "WrongWrongWrong-Token_".repeat(2);
        try (var server = RunningServer.start(folder)) {
            var grant = server.grant();
            token = grant.token();
            for (String request :
                    List.of(
                            RawClient.handshake("/?token=" + wrong),
                            RawClient.handshake("/?token=" + token + "&x=%zz"),
                            RawClient.handshake("/?token=" + token).replace("on: 13", "on: 8"),
                            RawClient.handshake("/?token=" + token).replace("dGhl", "x"),
                            RawClient.handshake("/nothing?token=" + token),
                            RawClient.handshake("/\0?token=" + token),
                            RawClient.handshake("/?token=" + token, "Host: twice"),
                            RawClient.handshake("/?token=" + token, "X: " + "x".repeat(9_000)),
                            RawClient.handshake("/?token=" + token)
                                    .replace("Host: localhost", "Host: evil.example"))) {
                try (var client = new RawClient(server.port())) {
                    client.write(request);
                    assertThat(client.head()).doesNotContain(token);
                }
            }
            try (var client = server.client(token)) {
                client.sendBinary("F");
                client.readClose();
            }
            server.sync.refusal = new IllegalStateException("planted");
            try (var client = new RawClient(server.port())) {
                client.upgrade(token);
                client.readClose();
            }
            server.grants.revoke(grant.grant().id());
        } finally {
            OURS.setLevel(before);
            ROOT.detachAppender(lines);
        }
        assertThat(lines.text).anyMatch(line -> line.contains("Socket opened for grant"));
        assertThat(lines.text).anyMatch(line -> line.contains("planted"));
        assertThat(lines.text)
                .noneMatch(line -> line.contains(token))
                .noneMatch(line -> line.contains(wrong))
                .noneMatch(line -> line.contains("token="));
    }

    private static final class Lines extends AppenderBase<ILoggingEvent> {
        final List<String> text = new CopyOnWriteArrayList<>();

        @Override
        protected void append(ILoggingEvent event) {
            text.add(event.getLoggerName() + " " + event.getFormattedMessage());
            IThrowableProxy thrown = event.getThrowableProxy();
            if (thrown != null) text.add(ThrowableProxyUtil.asString(thrown));
        }
    }
}
