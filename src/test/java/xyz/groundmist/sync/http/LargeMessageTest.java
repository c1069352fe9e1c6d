package xyz.groundmist.sync.http;

import static org.assertj.core.api.Assertions.assertThat;

import static xyz.groundmist.sync.http.RunningServer.eventually;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Random;

/** Messages too large for memory, and those who send them to fill the disk. */
class LargeMessageTest {
    private static final int MB = 1 << 20;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    private final RunningServer.Limits limits = new RunningServer.Limits();

    @SuppressWarnings("NullAway.Init")
    private RunningServer server;

    private RawClient start() throws Exception {
        server = RunningServer.start(folder, limits.build());
        return server.client(server.grant().token());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private String seen() {
        return server.sync.peers.getFirst().seen;
    }

    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        bytes[0] = 1;
        return bytes;
    }

    private static void sendInFrames(RawClient client, byte[] message, int frame)
            throws IOException {
        for (int at = 0; at < message.length; at += frame) {
            int end = Math.min(message.length, at + frame);
            byte[] part = java.util.Arrays.copyOfRange(message, at, end);
            client.send(at == 0 ? RawClient.BINARY : 0, end == message.length, end - at, part);
        }
    }

    private void assertNothingLeft() throws Exception {
        eventually(() -> server.server.spooledBytes() == 0);
        try (var files = Files.list(server.spool)) {
            assertThat(files).isEmpty();
        }
    }

    @Test
    void upToAMegabyteArrivesInMemory() throws Exception {
        try (var client = start()) {
            byte[] message = random(MB);
            client.send(RawClient.BINARY, message);
            assertThat(client.readMessage()).isEqualTo(message);
            assertThat(seen()).isEqualTo("heap " + MB);
            sendInFrames(client, message, 10_000);
            assertThat(client.readMessage()).isEqualTo(message);
            assertThat(seen()).isEqualTo("heap " + MB);
        }
    }

    @Test
    void moreThanThatArrivesMappedAndLeavesNothingBehind() throws Exception {
        try (var client = start()) {
            byte[] message = random(MB + 1);
            client.send(RawClient.BINARY, message);
            assertThat(client.readMessage()).isEqualTo(message);
            assertThat(seen()).isEqualTo("direct read-only " + message.length);
            byte[] larger = random(20 * MB);
            client.send(RawClient.BINARY, larger);
            assertThat(client.readMessage()).isEqualTo(larger);
            sendInFrames(client, message, 100_000);
            assertThat(client.readMessage()).isEqualTo(message);
            assertThat(seen()).isEqualTo("direct read-only " + message.length);
            assertNothingLeft();
        }
    }

    @Test
    void theFilesNameIsGoneWhileTheMessageIsStillComing() throws Exception {
        try (var client = start()) {
            byte[] half = random(3 * MB);
            client.send(RawClient.BINARY, false, 6L * MB, half);
            eventually(() -> server.server.spooledBytes() > 2 * MB);
            try (var files = Files.list(server.spool)) {
                assertThat(files).isEmpty();
            }
        }
        assertNothingLeft();
    }

    @Test
    void nobodyElseCanLookIntoTheFolderAndLeftoversAreDeleted() throws Exception {
        Path spool = Files.createDirectory(folder.resolve("spool"));
        Path leftover = Files.writeString(spool.resolve("incoming-1.part"), "half a message");
        Path foreign = Files.writeString(spool.resolve("notes.txt"), "somebody's");
        start().close();
        assertThat(leftover).doesNotExist();
        assertThat(foreign).exists();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(spool)))
                .isEqualTo("rwx------");
    }

    @Test
    void aMessageOverTheLimitClosesTheSocket() throws Exception {
        limits.messageBytes = 3 * MB;
        try (var client = start()) {
            client.send(RawClient.BINARY, false, 4L * MB, random(3 * MB + 1));
            var close = client.readClose();
            assertThat(close.closeCode()).isEqualTo(1009);
            assertThat(close.closeReason()).contains("3 MB");
        }
        eventually(() -> server.server.sockets() == 0);
        assertNothingLeft();
    }

    @Test
    void aLengthThatIsOnlyClaimedTakesNoRoom() throws Exception {
        try (var client = start()) {
            client.send(RawClient.BINARY, false, Long.MAX_VALUE, random(100));
            Thread.sleep(300);
            assertThat(server.server.spooledBytes()).isZero();
        }
        eventually(() -> server.server.sockets() == 0);
    }

    @Test
    void allUnfinishedMessagesTogetherTakeSoMuchDisk() throws Exception {
        limits.spoolBytes = 5 * MB;
        try (var first = start();
                var second = server.client(server.grant().token())) {
            first.send(RawClient.BINARY, false, 5L * MB, random(4 * MB));
            eventually(() -> server.server.spooledBytes() >= 4 * MB);
            try {
                second.send(RawClient.BINARY, false, 5L * MB, random(3 * MB));
            } catch (IOException e) {
                // closed before it was through
            }
            assertThat(second.readClose().closeCode()).isEqualTo(1013);
            byte[] rest = new byte[MB];
            first.socket().getOutputStream().write(rest);
            assertThat(server.sync.peers).hasSize(2);
            first.send(0, true, 0, new byte[0]);
            assertThat(first.readMessage()).hasSize(5 * MB);
        }
        assertNothingLeft();
    }

    @Test
    void manyUnfinishedSmallMessagesGoToDiskWhenMemoryIsUsedUp() throws Exception {
        limits.memoryBytesInAll = MB;
        try (var first = start();
                var second = server.client(server.grant().token())) {
            first.send(RawClient.BINARY, false, 900_000, random(900_000));
            second.send(RawClient.BINARY, false, 900_000, random(900_000));
            eventually(() -> server.server.spooledBytes() >= 900_000);
            first.send(0, true, 0, new byte[0]);
            second.send(0, true, 0, new byte[0]);
            assertThat(first.readMessage()).isEqualTo(random(900_000));
            assertThat(second.readMessage()).isEqualTo(random(900_000));
        }
        assertNothingLeft();
    }
}
