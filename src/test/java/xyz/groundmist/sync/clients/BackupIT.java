package xyz.groundmist.sync.clients;

import static org.assertj.core.api.Assertions.assertThat;

import static java.util.Objects.requireNonNull;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import xyz.groundmist.sync.engine.ChangeGraph;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A backup of the program as it is shipped, taken while real clients edit, and brought back. */
@Timeout(240)
final class BackupIT {
    private static final Path LAUNCHER =
            Path.of("target", "app", "bin", "groundmist-sync").toAbsolutePath();
    private static final int DOCUMENTS = 5;

    private Path folder = Path.of("");

    @BeforeEach
    void makeFolder() throws Exception {
        Path parent = Files.createDirectories(Path.of("target", "clients"));
        folder = Files.createTempDirectory(parent, "backup-").toAbsolutePath();
    }

    @AfterEach
    void removeFolder() throws Exception {
        ServerProcess.remove(folder);
    }

    /** What a command prints on both streams, and whether it was done. */
    private record Said(int code, String words) {
        Said done() {
            assertThat(code).as(words).isZero();
            return this;
        }
    }

    private Said command(Path data, String... words) throws Exception {
        var command = new ArrayList<>(List.of(LAUNCHER.toString()));
        command.addAll(Arrays.asList(words));
        command.addAll(List.of("--data-dir", data.toString()));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Said(process.waitFor(), said);
    }

    @Test
    void aBackupTakenUnderLoadHasWhatWasAcknowledgedAndABadOneIsFound() throws Exception {
        Path file = folder.resolve("everything.zip");
        Path restored = folder.resolve("restored");
        var server = new GroundmistServer(Files.createDirectory(folder.resolve("server")));
        try (server;
                var node = new NodeClients(Release.NEWEST)) {
            server.start();
            var options = Client.Options.at(server.url(Cast.SPACE));
            Client writer = new Client(node, "writer", options).awaitConnected();
            Client reader = new Client(node, "reader", options).awaitConnected();
            var documents = new ArrayList<String>();
            for (int i = 0; i < DOCUMENTS; i++) {
                String document = writer.create(Map.of("text", "first"));
                reader.awaitFound(document);
                writer.put(document, "text", "second");
                reader.awaitValue(document, "text", "second");
                documents.add(document);
            }
            var edits = new Edits(writer, documents);
            Thread editing = Thread.ofVirtual().start(edits);
            while (edits.made < 2 * DOCUMENTS) Thread.sleep(10);

            command(server.data(), "backup", file.toString()).done();

            edits.stop = true;
            editing.join();
            assertThat(edits.made).isGreaterThan(2 * DOCUMENTS);
            assertThat(command(restored, "restore", file.toString()).done().words())
                    .contains("Restored " + DOCUMENTS + " documents", "apps confirm --all");
            StoredSpace before = StoredSpace.read(server.data(), Cast.SPACE, folder);
            StoredSpace after = StoredSpace.read(restored, Cast.SPACE, folder);
            assertThat(after.problems()).isEmpty();
            for (String document : documents) {
                ChangeGraph then = requireNonNull(after.documents().get(document));
                ChangeGraph now = requireNonNull(before.documents().get(document));
                // what the reader had seen before the backup began is in it, and nothing else
                assertThat(then.size()).isBetween(2, now.size());
                for (int i = 0; i < then.size(); i++) {
                    assertThat(now.contains(then.hash(i))).isTrue();
                }
            }

            command(server.data(), "backup", file.toString()).done();
            damage(file);
            Said tried = command(server.data(), "backups", "rehearse");
            assertThat(tried.code()).isEqualTo(1);
            assertThat(tried.words()).contains("can't be used");
            assertThat(command(server.data(), "status").words()).contains("can't be relied on");
        }
    }

    @Test
    void aDiskThatFillsUpMeanwhileLeavesNothingThatLooksLikeABackup() throws Exception {
        Path small = Files.createDirectory(folder.resolve("small"));
        var server = new GroundmistServer(Files.createDirectory(folder.resolve("server")));
        try (server;
                var node = new NodeClients(Release.NEWEST);
                Mounted disk = Mounted.small(small, 1)) {
            server.start();
            var options = Client.Options.at(server.url(Cast.SPACE));
            Client writer = new Client(node, "writer", options).awaitConnected();
            Client reader = new Client(node, "reader", options).awaitConnected();
            String document = writer.create(Map.of("text", "first"));
            writer.putRandomBytes(document, "photo", 2 << 20);
            reader.awaitFound(document);
            reader.awaitSameAs(writer, document);
            Path older = Files.writeString(disk.folder().resolve("older.zip"), "older");

            Said refused = command(server.data(), "backup", small.resolve("new.zip").toString());
            Said again = command(server.data(), "backup", older.toString());

            assertThat(refused.code()).isEqualTo(1);
            assertThat(refused.words()).contains("can't be written", "room");
            assertThat(again.code()).isEqualTo(1);
            assertThat(older).hasContent("older");
            try (Stream<Path> left = Files.list(small)) {
                assertThat(left).containsExactly(older);
            }
            assertThat(command(server.data(), "backup", folder.resolve("room.zip").toString()))
                    .satisfies(Said::done);
        }
    }

    @Test
    void theKeysOfAMachineThatIsGoneComeBackWithThePassphrase() throws Exception {
        Path file = folder.resolve("everything.zip");
        Path passphrase = Files.writeString(folder.resolve("words"), "correct horse battery");
        Path wrong = Files.writeString(folder.resolve("wrong"), "incorrect horse");
        var server = new GroundmistServer(Files.createDirectory(folder.resolve("server")));
        try (server) {
            server.start();
            String from = "--passphrase-file";
            command(server.data(), "backup", file.toString(), from, passphrase.toString()).done();
            assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
                    .doesNotContain("PRIVATE KEY", "correct horse");
            Path restored = folder.resolve("restored");
            Said refused = command(restored, "restore", file.toString(), from, wrong.toString());
            assertThat(refused.code()).isEqualTo(1);
            assertThat(refused.words()).contains("isn't the passphrase");

            String gone = "--old-machine-gone";
            command(restored, "restore", file.toString(), from, passphrase.toString(), gone).done();

            String key = "service-key.pem";
            assertThat(restored.resolve(key)).hasSameBinaryContentAs(server.data().resolve(key));
        }
    }

    private static void damage(Path file) throws IOException {
        try (var disk = new RandomAccessFile(file.toFile(), "rw")) {
            disk.seek(disk.length() / 2);
            int there = disk.read();
            disk.seek(disk.length() / 2);
            disk.write(there ^ 0x40);
        }
    }

    private static final class Edits implements Runnable {
        private final Client writer;
        private final List<String> documents;
        private volatile boolean stop;
        private volatile int made;

        Edits(Client writer, List<String> documents) {
            this.writer = writer;
            this.documents = documents;
        }

        @Override
        public void run() {
            for (int count = 1; !stop; count++) {
                for (String document : documents) {
                    writer.put(document, "count", count);
                    made++;
                }
            }
        }
    }
}
