package xyz.groundmist.sync.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Against a name server on loopback that sends whatever records a test wants (RFC 1035). */
class SystemDnsTest {
    private static final int TXT = 16;
    private static final int NAME_ERROR = 3;

    private static final class NameServer implements AutoCloseable {
        private final DatagramSocket socket;
        private final int code;
        private final List<List<String>> records;

        NameServer(int code, List<List<String>> records) throws IOException {
            this.code = code;
            this.records = records;
            socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
            Thread.ofVirtual().start(this::answer);
        }

        private void answer() {
            var packet = new DatagramPacket(new byte[512], 512);
            try {
                while (true) {
                    socket.receive(packet);
                    byte[] answer = answer(packet);
                    socket.send(
                            new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
                }
            } catch (SocketException _) {
                // closed
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }

        private byte[] answer(DatagramPacket question) throws IOException {
            var bytes = new ByteArrayOutputStream();
            var out = new DataOutputStream(bytes);
            byte[] asked = question.getData();
            out.write(asked, 0, 2);
            out.writeShort(0x8180 | code);
            out.writeShort(1);
            out.writeShort(records.size());
            out.writeInt(0);
            int end = 12;
            while (asked[end] != 0) end += asked[end] + 1;
            out.write(asked, 12, end + 5 - 12);
            for (List<String> record : records) {
                out.writeShort(0xc00c);
                out.writeShort(TXT);
                out.writeShort(1);
                out.writeInt(60);
                out.writeShort(record.stream().mapToInt(text -> text.length() + 1).sum());
                for (String text : record) {
                    out.writeByte(text.length());
                    out.write(text.getBytes(StandardCharsets.ISO_8859_1));
                }
            }
            return bytes.toByteArray();
        }

        SystemDns client() {
            return new SystemDns("dns://127.0.0.1:" + socket.getLocalPort());
        }

        @Override
        public void close() {
            socket.close();
        }
    }

    @Test
    void bringsEachRecordWithItsStringsJoined() throws Exception {
        var records =
                List.of(
                        List.of("did=did:plc:alice", "aaaaaaaaaaaaaaaaaaa"),
                        List.of("v=spf1 -all"),
                        List.of("with \"quotes\" ", "", "and \\ more", "\\", "\""));
        try (var server = new NameServer(0, records)) {
            assertThat(server.client().of("_atproto.alice.example.com"))
                    .containsExactlyInAnyOrder(
                            "did=did:plc:aliceaaaaaaaaaaaaaaaaaaa",
                            "v=spf1 -all",
                            "with \"quotes\" and \\ more\\\"");
        }
    }

    @Test
    void aNameThatIsNotThereHasNoRecords() throws Exception {
        try (var server = new NameServer(NAME_ERROR, List.of())) {
            assertThat(server.client().of("_atproto.alice.example.com")).isEmpty();
        }
    }

    @Test
    void aNameWithoutTextsHasNoRecords() throws Exception {
        try (var server = new NameServer(0, List.of())) {
            assertThat(server.client().of("_atproto.alice.example.com")).isEmpty();
        }
    }

    @Test
    void aServerInTroubleKnowsNothing() throws Exception {
        try (var server = new NameServer(2, List.of())) {
            assertThat(
                            catchThrowableOfType(
                                            IdentityException.class,
                                            () -> server.client().of("_atproto.alice.example.com"))
                                    .kind())
                    .isEqualTo(IdentityException.Kind.UNREACHABLE);
        }
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '|',
            value = {"a, a", "a b, ab", "\"a b\" c, a bc", "\"\\\"\\\\\" x, \"\\x", "\"\" a, a"})
    void stringsAreJoinedAsTheyWere(String record, String joined) {
        assertThat(SystemDns.joined(record)).isEqualTo(joined);
    }
}
