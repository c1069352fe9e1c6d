package xyz.groundmist.sync.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import static java.util.Objects.requireNonNull;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import xyz.groundmist.sync.AllocatedBytes;
import xyz.groundmist.sync.backup.Manifest.BackedUpSpace;
import xyz.groundmist.sync.backup.Manifest.Part;
import xyz.groundmist.sync.store.SpaceStore;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/** Archives that somebody else made, or that a disk has eaten away at. */
@Timeout(120)
class HostileBackupTest {
    private static final String DATABASE = "spaces/0/space.db";

    @TempDir static Path home;
    private static Path good;

    @TempDir private Path folder;
    private Path data;
    private Path file;

    /** The files of a good backup, to be changed. */
    private Map<String, byte[]> files;

    private Manifest manifest;

    @BeforeAll
    static void makeAGoodOne() throws Exception {
        good = home.resolve("good.zip");
        new BackupWriter(House.furnished(home.resolve("data")), "0.1.0", InstantSource.system())
                .write(good, null);
    }

    @BeforeEach
    void takeItApart() throws Exception {
        data = Files.createDirectory(folder.resolve("data"));
        file = folder.resolve("hostile.zip");
        files = new LinkedHashMap<>();
        try (var zip = new ZipFile(good.toFile())) {
            for (ZipEntry entry :
                    (Iterable<ZipEntry>) zip.stream().map(e -> (ZipEntry) e)::iterator) {
                files.put(entry.getName(), zip.getInputStream(entry).readAllBytes());
            }
        }
        manifest = Manifest.decode(requireNonNull(files.remove(Manifest.NAME)));
    }

    /** Puts it together again as whoever made it would: with right lengths and hashes. */
    private void pack() throws IOException {
        var parts = new ArrayList<Part>();
        for (Map.Entry<String, byte[]> one : files.entrySet()) {
            var hash = Hashed.digest();
            parts.add(
                    new Part(
                            one.getKey(),
                            one.getValue().length,
                            java.util.HexFormat.of().formatHex(hash.digest(one.getValue()))));
        }
        manifest =
                new Manifest(
                        Manifest.FORMAT, "0.1.0", manifest.created(), parts, manifest.spaces());
        zip(manifest.encode(), files);
    }

    private void zip(byte[] first, Map<String, byte[]> others) throws IOException {
        try (var zip = new ZipOutputStream(Files.newOutputStream(file))) {
            zip.putNextEntry(new ZipEntry(Manifest.NAME));
            zip.write(first);
            for (Map.Entry<String, byte[]> one : others.entrySet()) {
                zip.putNextEntry(new ZipEntry(one.getKey()));
                zip.write(one.getValue());
            }
        }
    }

    private String refused() throws IOException {
        var refusal =
                catchThrowableOfType(
                        BackupException.class,
                        () ->
                                new Restore(data, InstantSource.system())
                                        .run(file, new Restore.Wish(null, false, false)));
        assertThat(refusal).as("it was restored").isNotNull();
        assertThat(refusal.kind()).isEqualTo(BackupException.Kind.UNFIT);
        try (Stream<Path> left = Files.list(data)) {
            assertThat(left).isEmpty();
        }
        try (Stream<Path> beside = Files.list(folder)) {
            assertThat(beside).containsExactlyInAnyOrder(data, file);
        }
        return refusal.sentence();
    }

    @Test
    void whatWasOnlyTakenApartAndPutTogetherIsGood() throws Exception {
        pack();
        assertThat(
                        new Restore(data, InstantSource.system())
                                .run(file, new Restore.Wish(null, false, false))
                                .documents())
                .isEqualTo(6);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../evil",
                "/tmp/groundmist-evil",
                "spaces/../../evil",
                "spaces/0/../../../evil",
                "C:\\evil",
                "spaces/0/space.db/",
                "service-key.pem",
                "lock",
                "spaces/99999/space.db",
                "access.db\u0000"
            })
    void aNameThatLeadsElsewhereIsRefused(String name) throws Exception {
        files.put(name, new byte[] {1});
        pack();

        assertThat(refused()).contains("doesn't belong there");
        assertThat(Path.of("/tmp/groundmist-evil")).doesNotExist();
    }

    @Test
    void aFileThatTheManifestKeepsQuietAboutIsRefused() throws Exception {
        pack();
        var more = new LinkedHashMap<>(files);
        more.put("../evil", new byte[] {1});
        zip(manifest.encode(), more);

        assertThat(refused()).contains("doesn't belong there");
    }

    @Test
    void aFileThatIsMissingOrOutOfPlaceIsRefused() throws Exception {
        pack();
        var fewer = new LinkedHashMap<>(files);
        byte[] database = requireNonNull(fewer.remove(DATABASE));
        zip(manifest.encode(), fewer);
        assertThat(refused()).contains("doesn't hold what");

        fewer.put(DATABASE, database);
        zip(manifest.encode(), fewer);
        assertThat(refused()).contains("doesn't hold what");
    }

    @Test
    void aFileThatIsThereTwiceIsRefused() throws Exception {
        pack();
        var parts = new ArrayList<>(manifest.files());
        parts.add(parts.getFirst());
        zip(new Manifest(1, "1", Instant.EPOCH, parts, manifest.spaces()).encode(), files);

        assertThat(refused()).contains("twice");
    }

    @Test
    void aLinkIsRefused() throws Exception {
        files.put("access.db", "/etc/passwd".getBytes(StandardCharsets.UTF_8));
        pack();
        markAsLink("access.db");

        assertThat(refused()).contains("damaged");
    }

    /** Gives the entry the mode of a symbolic link, in the archive's table of contents. */
    private void markAsLink(String name) throws IOException {
        byte[] zip = Files.readAllBytes(file);
        byte[] wanted = name.getBytes(StandardCharsets.US_ASCII);
        int found = 0;
        for (int at = 0; at + 46 + wanted.length <= zip.length; at++) {
            boolean central =
                    zip[at] == 'P' && zip[at + 1] == 'K' && zip[at + 2] == 1 && zip[at + 3] == 2;
            if (!central
                    || !java.util.Arrays.equals(
                            zip, at + 46, at + 46 + wanted.length, wanted, 0, wanted.length)) {
                continue;
            }
            zip[at + 5] = 3; // made on Unix
            zip[at + 40] = (byte) 0xff;
            zip[at + 41] = (byte) 0xa1; // S_IFLNK | 0777
            found++;
        }
        assertThat(found).isEqualTo(1);
        Files.write(file, zip);
    }

    @Test
    void otherContentThanTheManifestSaysIsRefused() throws Exception {
        pack();
        byte[] database = requireNonNull(files.get(DATABASE)).clone();
        database[database.length / 2] ^= 1;
        files.put(DATABASE, database);
        zip(manifest.encode(), files);

        assertThat(refused()).contains("damaged (" + DATABASE + ")");
    }

    @Test
    void aFileThatGrowsBeyondWhatItSaysIsCutOff() throws Exception {
        pack();
        try (var zip = new ZipOutputStream(Files.newOutputStream(file))) {
            zip.putNextEntry(new ZipEntry(Manifest.NAME));
            zip.write(manifest.encode());
            zip.putNextEntry(new ZipEntry(manifest.files().getFirst().name()));
            byte[] zeros = new byte[1 << 20];
            for (int i = 0; i < 1024; i++) zip.write(zeros);
        }
        assertThat(Files.size(file)).isLessThan(2 << 20);

        var allocated = new AllocatedBytes();
        assertThat(refused()).contains("damaged");
        allocated.assertAtMost(16 << 20);
    }

    @Test
    void aFileThatNoDiskCouldHoldIsRefusedBeforeItIsUnpacked() throws Exception {
        pack();
        var parts = new ArrayList<>(manifest.files());
        Part first = parts.getLast();
        parts.set(parts.size() - 1, new Part(first.name(), Long.MAX_VALUE / 2, first.sha256()));
        zip(new Manifest(1, "1", Instant.EPOCH, parts, manifest.spaces()).encode(), files);

        var refusal =
                catchThrowableOfType(
                        BackupException.class,
                        () ->
                                new Restore(data, InstantSource.system())
                                        .run(file, new Restore.Wish(null, false, false)));
        assertThat(refusal.sentence()).contains("room");

        parts.set(0, new Part(parts.getFirst().name(), Long.MAX_VALUE, "0".repeat(64)));
        zip(new Manifest(1, "1", Instant.EPOCH, parts, manifest.spaces()).encode(), files);
        refused();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "null",
                "{}",
                "{\"format\":1}",
                "{\"format\":1}x",
                "{\"format\":1,\"program\":\"1\",\"created\":\"2026-11-22T00:00:00Z\","
                        + "\"files\":[null],\"spaces\":[]}",
                "{\"format\":1,\"program\":\"1\",\"created\":\"2026-11-22T00:00:00Z\","
                        + "\"files\":[],\"spaces\":[]}",
                "{\"format\":1,\"program\":\"1\",\"created\":\"2026-11-22T00:00:00Z\","
                        + "\"files\":[{\"name\":\"access.db\",\"bytes\":-1,\"sha256\":\"\"}],"
                        + "\"spaces\":[]}"
            })
    void aTableOfContentsThatIsNoneIsRefused(String text) throws Exception {
        zip(text.getBytes(StandardCharsets.UTF_8), files);
        refused();
    }

    @Test
    void aTableOfContentsWithoutEndIsRefused() throws Exception {
        try (var zip = new ZipOutputStream(Files.newOutputStream(file))) {
            zip.putNextEntry(new ZipEntry(Manifest.NAME));
            byte[] open = "[".repeat(1 << 20).getBytes(StandardCharsets.US_ASCII);
            for (int i = 0; i < 256; i++) zip.write(open);
        }
        assertThat(refused()).contains("too long");

        zip("[".repeat(1 << 20).getBytes(StandardCharsets.US_ASCII), Map.of());
        refused();
    }

    @Test
    void moreSpacesThanAnyoneHasAreRefused() throws Exception {
        pack();
        var spaces = new ArrayList<BackedUpSpace>();
        for (int i = 0; i < 20_000; i++) {
            spaces.add(new BackedUpSpace("spaces/" + i, "a" + i + ".test", "storage-1", 0));
        }
        zip(new Manifest(1, "1", Instant.EPOCH, manifest.files(), spaces).encode(), files);

        assertThat(refused()).contains("too many spaces");
    }

    @Test
    void aNewerFormatSaysWhichVersionReadsIt() throws Exception {
        pack();
        zip(
                new Manifest(2, "9.1", Instant.EPOCH, manifest.files(), manifest.spaces()).encode(),
                files);
        assertThat(refused()).contains("9.1").contains("newer");
    }

    @Test
    void whatIsNoArchiveIsRefused() throws Exception {
        Files.writeString(file, "GET / HTTP/1.1");
        refused();
        Files.write(file, new byte[0]);
        refused();
        byte[] half = Files.readAllBytes(good);
        Files.write(file, java.util.Arrays.copyOf(half, half.length / 2));
        refused();
    }

    private interface Edit {
        void on(Connection database) throws Exception;
    }

    /** Changes a database as somebody with the sqlite3 program would, and packs it anew. */
    private void edit(String name, Edit edit) throws Exception {
        Path database = Files.write(folder.resolve("edited.db"), requireNonNull(files.get(name)));
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database)) {
            edit.on(connection);
        }
        files.put(name, Files.readAllBytes(database));
        Files.delete(database);
        pack();
    }

    private static Edit sql(String sql) {
        return database -> {
            try (var statement = database.createStatement()) {
                statement.executeUpdate(sql);
            }
        };
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CREATE TRIGGER evil AFTER UPDATE ON space BEGIN DELETE FROM documents; END",
                "CREATE VIEW evil AS SELECT * FROM documents",
                "CREATE TABLE evil (x)",
                "PRAGMA user_version = 99",
                "PRAGMA application_id = 1",
                "DELETE FROM changes WHERE key = (SELECT max(key) FROM changes)",
                "DELETE FROM documents WHERE row = 2",
                "UPDATE space SET name = 'xyz.groundmist.other'",
                "UPDATE documents SET heads = zeroblob(32) WHERE row = 1",
                "UPDATE documents SET heads = zeroblob(31) WHERE row = 1",
                "UPDATE changes SET body = zeroblob(length(body)) WHERE key = (SELECT max(key) FROM"
                        + " changes)",
                "UPDATE changes SET row = (SELECT row FROM changes LIMIT 1)"
            })
    void aDatabaseThatIsNotWhatWasBackedUpIsRefused(String sql) throws Exception {
        edit(DATABASE, sql(sql));
        refused();
    }

    /** Whole in itself, and still not what was backed up: an older state put in its place. */
    @Test
    void documentsOfAnotherDayAreRefused() throws Exception {
        Path other = House.furnished(folder.resolve("other"));
        var place = House.spaces(other).values().iterator().next();
        try (var store = SpaceStore.open(place.path(), place.name())) {
            House.write(store, 77, 3);
        }
        Path otherBackup = folder.resolve("other.zip");
        new BackupWriter(other, "0.1.0", InstantSource.system()).write(otherBackup, null);
        try (var zip = new ZipFile(otherBackup.toFile())) {
            for (int i = 0; i < 2; i++) {
                String name = "spaces/" + i + "/space.db";
                files.put(name, zip.getInputStream(zip.getEntry(name)).readAllBytes());
            }
        }
        Scratch.remove(other);
        Files.delete(otherBackup);
        pack();
        refused();
    }

    @Test
    void aListOfAppsWithATriggerIsRefused() throws Exception {
        edit(
                "access.db",
                sql(
                        "CREATE TRIGGER evil AFTER UPDATE ON grants BEGIN UPDATE grants SET paused"
                                + " = NULL; END"));
        assertThat(refused()).contains("list of apps");
    }

    @Test
    void aDiskThatLostSomeBytesIsFoundByTheRehearsal() throws Exception {
        Files.copy(good, file);
        assertThat(Rehearsal.of(file, data).problem()).isNull();
        try (var disk = new RandomAccessFile(file.toFile(), "rw")) {
            disk.seek(disk.length() / 2);
            disk.write(new byte[64]);
        }

        Rehearsal.Outcome outcome = Rehearsal.of(file, data);

        assertThat(outcome.problem()).contains("can't be used");
        try (Stream<Path> left = Files.list(data)) {
            assertThat(left).isEmpty();
        }
    }
}
