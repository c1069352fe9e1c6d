package xyz.groundmist.sync.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import org.automerge.ChangeHash;
import org.automerge.Document;
import org.automerge.ObjectId;
import org.automerge.Transaction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import tools.jackson.databind.JsonNode;

import xyz.groundmist.sync.engine.HostileChunks;

import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/**
 * The server looks after its documents by itself: a long one gets its snapshot, and the app that
 * spoils one is paused.
 */
final class CaretakerIT {
    private static final Duration LONG = Duration.ofMinutes(5);
    private static final int EDITS = 5_000;

    private Path folder = Path.of("");
    private GroundmistServer server;

    @BeforeEach
    void start() throws Exception {
        Path parent = Files.createDirectories(Path.of("target", "clients"));
        folder = Files.createTempDirectory(parent, "caretaker-");
        server = new GroundmistServer(Files.createDirectory(folder.resolve("server")));
        server.start();
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
        ServerProcess.remove(folder);
    }

    @Test
    void aLongDocumentGetsItsSnapshotAndTheAppThatSpoilsAnotherIsPaused() throws Exception {
        try (var node = new NodeClients(Release.V2_5_6)) {
            String honest = server.url(Cast.SPACE);
            JsonNode evil = server.command(List.of("apps", "add", "--space", Cast.SPACE));
            var alice = new Client(node, "alice", Client.Options.at(honest).offline());
            String novel = alice.create(Map.of("text", ""));
            alice.writeLongHistory(novel, "text", EDITS);
            alice.goOnline();
            String note = alice.create(Map.of("text", "calm"));
            byte[] first = hello();
            String spoilt = "43gJ3Qa9bPAVmNUbnJFnwG8NVZpX";
            offer(node, "honest", honest, spoilt, first);
            offer(node, "evil", evil.get("url").asString(), spoilt, HostileChunks.spoiling(first));
            until(
                    "all is stored",
                    () -> changes(novel) == alice.changes(novel) && changes(spoilt) == 2);

            // In the middle of it, whatever it is at.
            until("the worker works", () -> works(server.pid()));
            server.kill();
            server.start();

            until("the novel has its snapshot", () -> entry(novel).get("snapshot").asLong() > 0);
            until("the other is found", () -> !entry(spoilt).get("trouble").isNull());
            JsonNode trouble = entry(spoilt);
            assertThat(trouble.get("trouble").asString()).contains("no app can load it any more");
            assertThat(entry(note).get("trouble").isNull()).isTrue();
            assertThat(server.status().get("problems").toString())
                    .contains("1 document can't be relied on", "1 app is paused");
            String point = trouble.get("lastGood").asString();
            JsonNode good = server.command(List.of("documents", "show", spoilt, "--at", point));
            assertThat(good.at("/value/title").asString()).isEqualTo("good");
            for (JsonNode app : server.command(List.of("apps", "list")).get("apps")) {
                boolean paused = !app.get("paused").isNull();
                assertThat(paused).isEqualTo(app.get("id").equals(evil.get("id")));
            }
            new BareSocket(node, "evil again", evil.get("url").asString()).awaitClosed();

            alice.awaitConnected();
            var bob = new Client(node, "bob", Client.Options.at(honest));
            bob.awaitFound(novel, LONG);
            bob.awaitHeads(novel, alice.heads(novel), LONG);
            assertThat(bob.digest(novel, "text")).isEqualTo(alice.digest(novel, "text"));
            assertThat(bob.traffic().bytesReceived())
                    .isLessThan(entry(novel).get("bytes").asLong() / 5);
            alice.insert(note, "text", 0, "still ");
            bob.awaitFound(note);
            bob.awaitSameAs(alice, note);
            JsonNode history = server.command(List.of("documents", "history", spoilt));
            assertThat(history.toString()).contains(evil.get("id").asString());
        }
    }

    private static byte[] hello() {
        var document = new Document();
        try (Transaction change = document.startTransaction()) {
            change.set(ObjectId.ROOT, "title", "good");
            change.commit();
        }
        byte[] changes = document.encodeChangesSince(new ChangeHash[0]);
        document.free();
        return changes;
    }

    /** A client that sends one change and says nothing more. */
    private static void offer(
            NodeClients node, String name, String url, String document, byte[] change) {
        var sync = new ByteArrayOutputStream();
        sync.writeBytes(new byte[] {0x42, 0, 0, 0, 1, (byte) change.length});
        assertThat(change).as("its length is one byte").hasSizeLessThan(128);
        sync.writeBytes(change);
        var socket = new BareSocket(node, name, url).awaitOpen();
        socket.send(
                Map.of(
                        "type",
                        "join",
                        "senderId",
                        name,
                        "peerMetadata",
                        Map.of("isEphemeral", true),
                        "supportedProtocolVersions",
                        List.of("1")));
        socket.awaitMessages(1);
        socket.send(
                Map.of(
                        "type",
                        "sync",
                        "senderId",
                        name,
                        "targetId",
                        "server",
                        "documentId",
                        document,
                        "data",
                        BareSocket.bytes(HexFormat.of().formatHex(sync.toByteArray()))));
        socket.awaitMessages(2);
    }

    private static boolean works(long pid) {
        return ProcessHandle.of(pid)
                .map(server -> server.children().findAny().isPresent())
                .orElse(false);
    }

    private JsonNode entry(String document) throws Exception {
        for (JsonNode one : server.command(List.of("documents", "list"))) {
            if (one.get("id").asString().equals(document)) return one;
        }
        throw new AssertionError("there is no document " + document);
    }

    private int changes(String document) throws Exception {
        for (JsonNode one : server.command(List.of("documents", "list"))) {
            if (one.get("id").asString().equals(document)) return one.get("changes").asInt();
        }
        return 0;
    }

    private static void until(String what, Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + LONG.toNanos();
        while (!condition.call()) {
            if (System.nanoTime() > end) fail("it never came to pass that " + what);
            Thread.sleep(1_000);
        }
    }
}
