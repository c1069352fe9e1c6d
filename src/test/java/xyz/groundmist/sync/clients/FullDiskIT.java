package xyz.groundmist.sync.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;

/**
 * The disk that the server's data folder lies on is full: what comes is refused calmly, what is
 * there can be read, and when there is room again everything goes on by itself.
 */
final class FullDiskIT {
    private static final int MEGABYTES = 24;
    private static final int CALM_SECONDS = 6;
    private static final int MESSAGES_AT_MOST = 12;

    /** The floor is a hundredth of the disk. */
    private static final long MORE_THAN_THE_FLOOR = 500 << 10;

    private static final int PHOTO = 900 << 10;

    private final Deque<AutoCloseable> closing = new ArrayDeque<>();
    private final List<NodeClients> nodes = new ArrayList<>();
    private Mounted disk;
    private GroundmistServer server;
    private int names;

    @BeforeEach
    void startOnASmallDisk() throws Exception {
        Path parent = Files.createDirectories(Path.of("target", "clients"));
        Path folder = Files.createTempDirectory(parent, "full-disk-");
        server = new GroundmistServer(folder);
        closing.push(server);
        disk = Mounted.small(server.data(), MEGABYTES);
        closing.push(disk);
        closing.push(server::killIfRunning);
        server.start();
        for (Release release : List.of(Release.V1_1_2, Release.V2_5_6)) {
            var node = new NodeClients(release);
            nodes.add(node);
            closing.push(node);
        }
    }

    @AfterEach
    void close() throws Exception {
        while (!closing.isEmpty()) closing.pop().close();
    }

    @Test
    void editsOnAFullDiskAreRefusedCalmlyAndTakenWhenThereIsRoomAgain() throws Exception {
        List<Client> writers = List.of(client(0), client(1));
        List<String> notes = new ArrayList<>();
        for (Client writer : writers) notes.add(writer.create(Map.of("text", "stored")));
        client(1).awaitFound(notes.get(0));
        client(1).awaitFound(notes.get(1));
        String spareUrl = server.url("xyz.groundmist.spare");
        assertThat(problems()).isEmpty();

        leaveFree(0);
        List<Client.Traffic> before = writers.stream().map(Client::traffic).toList();
        for (int i = 0; i < writers.size(); i++) {
            writers.get(i).type(notes.get(i), "text", ", and more");
            notes.add(writers.get(i).create(Map.of("text", "made on a full disk")));
        }
        Thread.sleep(Duration.ofSeconds(CALM_SECONDS));
        for (int i = 0; i < writers.size(); i++) {
            assertCalm(writers.get(i), before.get(i));
        }

        // Others read what is stored, from within and in a space that is opened only now.
        for (int node = 0; node < nodes.size(); node++) {
            Client reader = client(node);
            reader.awaitFound(notes.get(0));
            reader.awaitValue(notes.get(0), "text", "stored");
        }
        new Client(nodes.get(1), "spare", Client.Options.at(spareUrl));
        assertThat(problems()).anySatisfy(FullDiskIT::tellsOfTheFullDisk);
        assertThat(server.printed()).satisfies(FullDiskIT::tellsOfTheFullDisk);
        assertThatThrownBy(() -> server.readOnlyUrl(Cast.SPACE))
                .satisfies(e -> {
                    tellsOfTheFullDisk(String.valueOf(e.getMessage()));
                });

        leaveFree(MEGABYTES << 20);
        Client reader = client(1);
        for (int i = 0; i < writers.size(); i++) {
            reader.awaitFound(notes.get(i));
            reader.awaitValue(notes.get(i), "text", "stored, and more");
            reader.awaitFound(notes.get(i + writers.size()));
        }
        assertThat(problems()).isEmpty();
        assertThat(Files.readString(server.data().resolve("logs/groundmist-sync.log")))
                .contains("changes are stored again");
    }

    @Test
    void aChangeThatNoLongerFitsIsRefusedCalmlyAndTakenWhenThereIsRoomAgain() throws Exception {
        List<Client> writers = List.of(client(0), client(1));
        List<String> notes = new ArrayList<>();
        for (Client writer : writers) notes.add(writer.create(Map.of("text", "stored")));
        for (int i = 0; i < 2; i++) client(1).awaitFound(notes.get(i));

        leaveFree(MORE_THAN_THE_FLOOR);
        List<Client.Traffic> before = writers.stream().map(Client::traffic).toList();
        for (int i = 0; i < 2; i++) writers.get(i).putRandomBytes(notes.get(i), "photo", PHOTO);
        Thread.sleep(Duration.ofSeconds(CALM_SECONDS));
        for (int i = 0; i < 2; i++) assertCalm(writers.get(i), before.get(i));
        assertThat(problems()).anySatisfy(FullDiskIT::tellsOfTheFullDisk);
        Client reader = client(0);
        for (int i = 0; i < 2; i++) {
            reader.awaitFound(notes.get(i));
            assertThat(reader.digest(notes.get(i), "photo")).isEqualTo("-1 ");
        }

        leaveFree(MEGABYTES << 20);
        for (int i = 0; i < 2; i++) {
            reader.awaitSameAs(writers.get(i), notes.get(i));
            assertThat(reader.digest(notes.get(i), "photo"))
                    .isEqualTo(writers.get(i).digest(notes.get(i), "photo"));
        }
        assertThat(problems()).isEmpty();
    }

    private static void tellsOfTheFullDisk(String words) {
        assertThat(words).contains("room left").contains("Free some space");
    }

    private static void assertCalm(Client client, Client.Traffic before) {
        Client.Traffic after = client.traffic();
        int messages = after.sent() + after.received() - before.sent() - before.received();
        System.out.printf(
                "FullDiskIT: %s exchanged %d messages in %d s%n",
                client.release(), messages, CALM_SECONDS);
        assertThat(messages)
                .as("%s: %s", client.release(), after.details())
                .isLessThan(MESSAGES_AT_MOST);
    }

    private Client client(int node) throws Exception {
        var url = Client.Options.at(server.url(Cast.SPACE));
        return new Client(nodes.get(node), "client-" + ++names, url).awaitConnected();
    }

    private List<String> problems() throws Exception {
        JsonNode problems = server.status().get("problems");
        return problems.values().stream().map(JsonNode::asString).toList();
    }

    /** Fills the disk with something else, or gives room back, until about so much is free. */
    private void leaveFree(long bytes) throws IOException {
        Path other = disk.folder().resolve("something-else");
        Files.deleteIfExists(other);
        ByteBuffer block = ByteBuffer.wrap("x".repeat(4096).getBytes(UTF_8));
        try (var file =
                FileChannel.open(other, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            while (disk.free() > bytes) file.write(block.rewind());
        } catch (IOException e) {
            if (bytes > 0) throw e;
        }
    }
}
