package xyz.groundmist.sync.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import xyz.groundmist.sync.engine.ChangeHash;
import xyz.groundmist.sync.home.AppEntry;
import xyz.groundmist.sync.home.AppList;
import xyz.groundmist.sync.home.BackupEntry;
import xyz.groundmist.sync.home.Backups;
import xyz.groundmist.sync.home.ControlClient;
import xyz.groundmist.sync.home.ControlException;
import xyz.groundmist.sync.home.Home;
import xyz.groundmist.sync.home.HomeException;
import xyz.groundmist.sync.home.NewApp;
import xyz.groundmist.sync.home.RestoreResult;
import xyz.groundmist.sync.home.StartException;
import xyz.groundmist.sync.space.SpaceFolder;
import xyz.groundmist.sync.store.Snapshot;
import xyz.groundmist.sync.store.SpaceStore;
import xyz.groundmist.sync.store.StoredDocument;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;

/** What an owner does with a backup, and gets back. */
@Timeout(120)
class BackupTest {
    private static final Backups.Wish PLAIN = new Backups.Wish(null, false, false);

    @TempDir static Path home;
    private static Path data;
    private static NewApp app;
    @TempDir private Path folder;
    private Path file;

    @BeforeAll
    static void furnish() throws Exception {
        data = House.furnished(home.resolve("data"));
        try (Home running = House.start(data)) {
            app =
                    ask(
                            data,
                            "apps.add",
                            Map.of("space", House.LIBRARY.domain(), "name", "the script"),
                            NewApp.class);
            connects(running, app.token());
        }
    }

    @BeforeEach
    void nameTheFile() {
        file = folder.resolve("everything.zip");
    }

    private static <T> T ask(Path data, String command, Map<String, ?> with, Class<T> type)
            throws ControlException {
        try (var client = ControlClient.connect(data, "serve")) {
            return client.ask(command, with, type);
        }
    }

    private static void connects(Home running, String token) {
        try (var client = HttpClient.newHttpClient()) {
            client.newWebSocketBuilder()
                    .buildAsync(
                            URI.create(
                                    running.url().replaceFirst("http", "ws") + "/?token=" + token),
                            new WebSocket.Listener() {})
                    .join()
                    .abort();
        }
    }

    private Backups fresh(String name) {
        return new Backups(folder.resolve(name), Map.of());
    }

    @Test
    void everyDocumentComesBackOnAnEmptyMachineWithTheSettings() throws Exception {
        BackupEntry made = new Backups(data, Map.of()).make(file, null);

        RestoreResult done = fresh("new").restore(file, PLAIN);

        Map<String, List<ChangeHash>> before = House.heads(data);
        assertThat(before).hasSize(6);
        assertThat(House.heads(folder.resolve("new"))).isEqualTo(before);
        assertThat(Files.readString(folder.resolve("new/settings.json"))).contains("4567");
        assertThat(made.documents()).isEqualTo(6);
        assertThat(done.documents()).isEqualTo(6);
        assertThat(done.spaces()).isEqualTo(2);
        assertThat(done.aside()).isNull();
        assertThat(done.leftSecrets()).isFalse();
        assertThat(folder.resolve("new/restoring")).doesNotExist();
    }

    /** A snapshot can't be checked without native code, and whoever gets a backup may change it. */
    @Test
    void packedChangesComeBackAndSnapshotsDont() throws Exception {
        Path other = House.furnished(folder.resolve("other"));
        List<byte[]> before;
        try (var store = open(other)) {
            House.write(store, 9, 300);
            StoredDocument novel = Objects.requireNonNull(store.find(House.id(9)));
            before = store.bodies(novel.row(), IntStream.range(0, 300).toArray());
            var snapshot = new Snapshot(300, novel.heads(), new byte[5_000]);
            assertThat(store.compaction().keep(House.id(9), snapshot)).isTrue();
            assertThat(store.compaction().pack(House.id(9))).isTrue();
        }
        new Backups(other, Map.of()).make(file, null);

        fresh("new").restore(file, PLAIN);

        try (var store = open(folder.resolve("new"))) {
            StoredDocument novel = Objects.requireNonNull(store.find(House.id(9)));
            assertThat(store.bodies(novel.row(), IntStream.range(0, 300).toArray()))
                    .containsExactlyElementsOf(before);
            assertThat(novel.snapshotChanges()).isZero();
            assertThat(store.integrityCheck()).isEmpty();
        }
    }

    private static SpaceStore open(Path data) throws Exception {
        return SpaceStore.open(House.space(data, House.LIBRARY).path(), House.LIBRARY);
    }

    @Test
    void aBackupIsForItsOwnersEyes() throws Exception {
        new Backups(data, Map.of()).make(file, null);

        assertThat(Files.getPosixFilePermissions(file)).hasSize(2);
        try (var beside = Files.list(folder)) {
            assertThat(beside).containsExactly(file);
        }
        assertThat(data.resolve("backup-draft")).doesNotExist();
    }

    @Test
    void editsThatGoOnMeanwhileHarmNothing() throws Exception {
        Path busy = House.furnished(folder.resolve("busy"));
        SpaceFolder place = House.space(busy, House.LIBRARY);
        try (var store = SpaceStore.open(place.path(), place.name())) {
            var writer =
                    Thread.ofVirtual()
                            .start(() -> {
                                try {
                                    for (int i = 10; i < 40; i++) House.write(store, i, 5);
                                } catch (Exception e) {
                                    throw new AssertionError(e);
                                }
                            });
            for (int i = 0; i < 3; i++) {
                new Backups(busy, Map.of()).make(file, null);
                RestoreResult done = fresh("new " + i).restore(file, PLAIN);
                assertThat(done.documents()).isGreaterThanOrEqualTo(6);
            }
            writer.join();
        }
        new Backups(busy, Map.of()).make(file, null);
        fresh("last").restore(file, PLAIN);
        assertThat(House.heads(folder.resolve("last"))).hasSize(36).isEqualTo(House.heads(busy));
    }

    @Test
    void anAppIsPausedUntilTheOwnerConfirmsIt() throws Exception {
        new Backups(data, Map.of()).make(file, null);
        RestoreResult done = fresh("new").restore(file, PLAIN);
        Path restored = folder.resolve("new");
        Files.delete(restored.resolve("settings.json")); // the port is taken or not: any will do
        assertThat(done.pausedApps()).isEqualTo(1);

        try (Home running = House.start(restored)) {
            assertThat(running.status().problems())
                    .anyMatch(problem -> problem.contains("1 app is paused and waits"));
            assertThat(listed(restored).paused()).isNotNull();
            assertThatThrownBy(() -> connects(running, app.token()))
                    .isInstanceOf(CompletionException.class);

            ask(restored, "apps.confirm", Map.of("id", app.id()), Object.class);

            connects(running, app.token());
            assertThat(listed(restored).paused()).isNull();
            assertThat(running.status().problems()).isEmpty();
        }
        try (Home again = House.start(restored)) {
            connects(again, app.token());
        }
    }

    private static AppEntry listed(Path data) throws ControlException {
        return ask(data, "apps.list", Map.of(), AppList.class).apps().getFirst();
    }

    @Test
    void anotherMachineIsAnotherMachineUnlessTheOldOneIsGone() throws Exception {
        char[] passphrase = "correct horse battery".toCharArray();
        new Backups(data, Map.of()).make(file, passphrase);
        byte[] key = Files.readAllBytes(data.resolve("service-key.pem"));

        fresh("beside").restore(file, new Backups.Wish(passphrase, false, false));
        fresh("instead").restore(file, new Backups.Wish(passphrase, true, false));

        assertThat(folder.resolve("beside/service-key.pem")).doesNotExist();
        assertThat(storageId("beside")).isNotEqualTo("storage-of-this-machine");
        assertThat(folder.resolve("instead/service-key.pem")).hasBinaryContent(key);
        assertThat(storageId("instead")).isEqualTo("storage-of-this-machine");
    }

    @Test
    void theDevicesComeBackPausedWithTheKeyAndElseHaveToBePairedAgain() throws Exception {
        char[] passphrase = "correct horse battery".toCharArray();
        Path devices = data.resolve("devices.json");
        String id = "ABCD-".repeat(12) + "ABCA";
        Files.writeString(
                devices,
                "{\"devices\":[{\"id\":\"%s\",\"name\":\"laptop\",\"addresses\":[],\"paired\":\"%s\"}]}"
                        .formatted(id, Instant.EPOCH));
        try {
            new Backups(data, Map.of()).make(file, passphrase);
        } finally {
            Files.delete(devices);
        }

        RestoreResult beside =
                fresh("beside").restore(file, new Backups.Wish(passphrase, false, false));
        RestoreResult unsealed =
                fresh("unsealed").restore(file, new Backups.Wish(null, true, false));
        RestoreResult instead =
                fresh("instead").restore(file, new Backups.Wish(passphrase, true, false));

        assertThat(List.of(beside.formerDevices(), unsealed.formerDevices()))
                .containsOnly(List.of("laptop"));
        assertThat(beside.pausedDevices()).isEmpty();
        assertThat(instead.pausedDevices()).containsExactly("laptop");
        assertThat(instead.formerDevices()).isEmpty();
        assertThat(instead.sameMachine()).isTrue();
        Path restored = folder.resolve("instead");
        Files.delete(restored.resolve("settings.json"));
        try (Home running = House.start(restored)) {
            assertThat(running.status().devices().paused()).isEqualTo(1);
            assertThat(running.status().problems())
                    .anyMatch(problem -> problem.contains("1 computer is paused and waits"));
            ask(restored, "devices.confirm", Map.of("code", "laptop"), Object.class);
            assertThat(running.status().devices().paired()).isEqualTo(1);
            assertThatThrownBy(() -> ask(restored, "devices.confirm", Map.of(), Object.class))
                    .hasMessageContaining("No such computer waits");
        }
    }

    private String storageId(String name) throws Exception {
        return House.space(folder.resolve(name), House.LIBRARY).storageId();
    }

    @Test
    void secretsAreNothingToOneWithoutThePassphrase() throws Exception {
        new Backups(data, Map.of()).make(file, "correct horse battery".toCharArray());

        assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
                .doesNotContain("PRIVATE KEY");
        assertThatThrownBy(() ->
                        fresh("new")
                                .restore(
                                        file,
                                        new Backups.Wish("wrong one".toCharArray(), true, false)))
                .isInstanceOf(HomeException.class)
                .hasMessageContaining("isn't the passphrase");
        assertThat(fresh("new").restore(file, PLAIN).leftSecrets()).isTrue();
        assertThatThrownBy(() -> new Backups(data, Map.of()).make(file, "short".toCharArray()))
                .hasMessageContaining("8 characters");
    }

    @Test
    void aRestoreWritesOverNothing() throws Exception {
        new Backups(data, Map.of()).make(file, null);
        Path other = House.furnished(folder.resolve("other"));
        Files.writeString(other.resolve("settings.json"), "{\"port\": 1}");

        var refused =
                catchThrowableOfType(
                        ControlException.class,
                        () -> new Backups(other, Map.of()).restore(file, PLAIN));
        assertThat(refused.leave()).isEqualTo(ControlException.Leave.REPLACE);
        assertThat(Files.readString(other.resolve("settings.json"))).contains("1");

        RestoreResult done =
                new Backups(other, Map.of()).restore(file, new Backups.Wish(null, false, true));
        assertThat(Files.readString(other.resolve("settings.json"))).contains("4567");
        assertThat(House.heads(Path.of(String.valueOf(done.aside())))).hasSize(6);
        assertThat(House.heads(other)).isEqualTo(House.heads(data));
    }

    @Test
    void aServerDoesNotStartInAFolderThatIsHalfRestored() throws Exception {
        Files.createDirectories(folder.resolve("half/restoring"));

        assertThatThrownBy(() -> House.start(folder.resolve("half")))
                .isInstanceOf(StartException.class)
                .hasMessageContaining("Restore the backup again");
    }

    @Test
    void nobodyRestoresIntoAFolderThatAServerRunsFor() throws Exception {
        new Backups(data, Map.of()).make(file, null);
        Path taken = folder.resolve("taken");
        try (Home running = House.start(taken)) {
            assertThat(running.url()).isNotEmpty();
            assertThatThrownBy(() ->
                            new Backups(taken, Map.of())
                                    .restore(file, new Backups.Wish(null, false, true)))
                    .isInstanceOf(StartException.class);
        }
    }

    @Test
    void whatCannotBeWrittenIsSaidAndLeavesNothingBehind() throws IOException {
        Path nowhere = folder.resolve("no/such/folder/everything.zip");

        assertThatThrownBy(() -> new Backups(data, Map.of()).make(nowhere, null))
                .hasMessageContaining("can't be written");
        assertThatThrownBy(() -> new Backups(folder.resolve("empty"), Map.of()).make(file, null))
                .hasMessageContaining("nothing to back up");
        assertThat(file).doesNotExist();
    }
}
