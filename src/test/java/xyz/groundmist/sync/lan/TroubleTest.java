package xyz.groundmist.sync.lan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static xyz.groundmist.sync.lan.Computer.LIBRARY;
import static xyz.groundmist.sync.lan.Computer.document;
import static xyz.groundmist.sync.lan.Computer.until;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Random;

/** One machine can't store or read something, or says what it shouldn't. */
@Timeout(120)
class TroubleTest {
    private static final String UNREADABLE =
            "UPDATE changes SET row = x'00' WHERE key >> 32 ="
                    + " (SELECT row FROM documents WHERE id = x'%s')";

    @TempDir Path folder;
    private Computer desk;
    private Computer attic;

    @BeforeEach
    void open() throws Exception {
        desk = new Computer(folder, "desk");
        attic = new Computer(folder, "attic");
    }

    @AfterEach
    void close() {
        desk.close();
        attic.close();
    }

    @Test
    void aDocumentThatCannotBeReadWaitsAndTheOthersGoOn() throws Exception {
        for (int i = 0; i < 100; i++) desk.edit(document(i), "k", "v" + i);
        desk.restart();
        String id = java.util.HexFormat.of().formatHex(document(3).bytes());
        desk.tamper(UNREADABLE.formatted(id));
        desk.call(attic);
        until("all others are there", () -> attic.documents().size() == 99);
        until(
                "the status tells",
                () -> {
                    ReplicaStatus status = desk.status(LIBRARY);
                    return status != null && status.behind() == 1 && status.problem() != null;
                });
        until(
                "the attic knows that one is missing",
                () -> {
                    ReplicaStatus status = attic.status(LIBRARY);
                    return status != null && status.behind() == 1;
                });
        assertThat(desk.inStep()).isFalse();
        desk.edit(document(200), "k", "news go on");
        until("news go on", () -> attic.documents().size() == 100);
    }

    @Test
    void whatCannotBeStoredIsToldAndComesOnceItCan() throws Exception {
        attic.edit(document(0), "k", "v");
        attic.tamper(
                "CREATE TRIGGER full BEFORE INSERT ON changes"
                        + " BEGIN SELECT RAISE(ABORT, 'a test makes this fail'); END");
        for (int i = 1; i < 100; i++) desk.edit(document(i), "k", "v" + i);
        desk.call(attic);
        until(
                "the status tells",
                () -> {
                    ReplicaStatus status = attic.status(LIBRARY);
                    return status != null && status.behind() == 99 && status.problem() != null;
                });
        until("what the attic has goes over", () -> desk.documents().size() == 100);
        attic.tamper("DROP TRIGGER full");
        attic.restart();
        desk.call(attic);
        until("all is there", () -> attic.documents().equals(desk.documents()));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void whateverAMachineSaysOnlyItsLinkEnds(long seed) throws Exception {
        desk.edit(document(1), "k", "v");
        var random = new Random(seed);
        for (int round = 0; round < 40; round++) {
            LinkPair pair = LinkPair.between("desk", "stranger");
            Thread reader =
                    Thread.ofVirtual()
                            .start(() -> {
                                try {
                                    desk.replication().run(pair.caller);
                                } catch (IOException e) {
                                    // Its own words; what matters is that nothing else is thrown.
                                }
                            });
            say(pair.called, new ReplicaFrame.Hello(1).encode());
            say(pair.called, new ReplicaFrame.Announce(0, LIBRARY, "storage-x").encode());
            for (int i = 0; i < 6; i++) say(pair.called, rubbish(random));
            pair.cut();
            reader.join();
        }
        desk.call(attic);
        until("the desk goes on", () -> attic.documents().equals(desk.documents()));
        assertThat(desk.spaces().names()).hasSize(1);
    }

    private static void say(Link link, byte[] frame) {
        Thread.ofVirtual()
                .start(() -> {
                    try {
                        link.send(frame);
                    } catch (IOException e) {
                        // Ended already.
                    }
                });
    }

    private static byte[] rubbish(Random random) {
        byte[] frame = new byte[1 + random.nextInt(80)];
        random.nextBytes(frame);
        frame[0] = (byte) (1 + random.nextInt(7));
        if (frame.length > 2 && random.nextInt(4) > 0) frame[1] = frame[2] = 0;
        if (frame[0] == 1 && frame.length > 3) frame[3] = (byte) random.nextInt(12);
        return frame;
    }

    @Test
    void aSpacesNameIsCheckedAsAnyInput() {
        for (String name :
                new String[] {"..", "CON", "a/b.c", "x\0y.z", "xyz." + "a".repeat(300)}) {
            byte[] announce = new ReplicaFrame.Announce(0, LIBRARY, "storage-x").encode();
            byte[] bytes = name.getBytes(StandardCharsets.ISO_8859_1);
            int head = announce.length - LIBRARY.domain().length();
            byte[] forged = java.util.Arrays.copyOf(announce, head + bytes.length);
            System.arraycopy(bytes, 0, forged, head, bytes.length);
            assertThatThrownBy(() -> ReplicaFrame.decode(forged))
                    .isInstanceOf(MalformedFrameException.class);
        }
    }
}
