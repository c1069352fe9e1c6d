package xyz.groundmist.sync.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assertions.fail;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

/** Bytes that no client of ours sends: each is refused with a close code, nothing else happens. */
class HostileBytesTest {
    /** A leave message of three pairs, up to where the third begins. */
    private static final String LEAVE = "a3" + "6474797065656c65617665" + "6873656e64657249646161";

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "nothing at all, ''",
        "null instead of a map, f6",
        "an array instead of a map, 80",
        "an empty map, a0",
        "a map of indefinite length, bf6474797065656c65617665ff",
        "a tag before the map, d9d9f7a0",
        "2^32-1 pairs in five bytes, baffffffff",
        "2^63 pairs in nine bytes, bb8000000000000000",
        "a reserved length, bc",
        "a type that is a number, a1647479706501",
        "an unknown type, a264747970656161" + "6873656e64657249646161",
        "no sender, a16474797065656c65617665",
        "a sender that is null, a26474797065656c65617665" + "6873656e6465724964f6",
        "a type twice, a36474797065656c65617665"
                + "6474797065656c65617665"
                + "6873656e64657249646161",
        "a text that isn't UTF-8, a26474797065656c65617665" + "6873656e646572496461ff",
        "a text that claims 4 GB, a264747970657affffffff",
        "a simple value in the long form, f814",
    })
    void isRefused(String what, String hex) {
        assertThat(refusal(hex).closeCode()).as(what).isEqualTo(1002);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "2^40 bytes, 5b0000010000000000",
        "2^63 bytes, 5b8000000000000000",
        "an indefinite byte string, 5f4100ff",
        "text, 6161",
        "an array of numbers, 8101",
        "a tag that isn't for bytes, c24101",
        "two tags, d840d8404101",
    })
    void dataIsRefusedWhenItIs(String what, String data) {
        assertThat(refusal(LEAVE + "6464617461" + data).closeCode()).as(what).isEqualTo(1002);
    }

    @Test
    void bytesAfterTheMessageAreRefused() throws Exception {
        String leave = "a2" + LEAVE.substring(2);
        assertThat(MessageCodec.decode(bytes(leave))).isEqualTo(new Leave("a"));
        assertThat(refusal(leave + "00").closeCode()).isEqualTo(1002);
    }

    @Test
    void unknownFieldsArePassedOverDownToTheEighthLevel() throws Exception {
        // map, then six arrays and a number: eight levels
        assertThat(MessageCodec.decode(bytes(LEAVE + "6178" + "81".repeat(6) + "01")))
                .isEqualTo(new Leave("a"));
        assertThat(refusal(LEAVE + "6178" + "81".repeat(7) + "01").closeCode()).isEqualTo(1009);
        assertThat(refusal(LEAVE + "6178" + "c1".repeat(100_000) + "01").closeCode())
                .isEqualTo(1009);
        assertThat(MessageCodec.decode(bytes(LEAVE + "01" + "fb0000000000000000")))
                .isEqualTo(new Leave("a"));
    }

    @Test
    void tooLongATextOrTooManyItemsAreTooBig() {
        String id = "a".repeat(257);
        var long257 = new Leave(id);
        assertThat(refusal(HexFormat.of().formatHex(MessageCodec.encode(long257).array())))
                .extracting(MalformedMessageException::closeCode)
                .isEqualTo(1009);
        String zeros = "00".repeat(70_000);
        assertThat(refusal(LEAVE + "6178" + "9a00011170" + zeros).closeCode()).isEqualTo(1009);
    }

    @Test
    void aStorageNamedTwiceIsRefused() {
        String one = "6161" + "a2" + "65686561647380" + "6974696d657374616d7000";
        String start =
                "a5"
                        + hex("type", "remote-heads-changed")
                        + hex("senderId", "s")
                        + hex("targetId", "t")
                        + hex("documentId", "d")
                        + "68"
                        + HexFormat.of().formatHex("newHeads".getBytes(StandardCharsets.US_ASCII));
        assertThat(refusal(start + "a2" + one + one).closeCode()).isEqualTo(1002);
        assertThat(refusal(start + "a1" + one.replace("6974696d657374616d7000", "617800")))
                .hasMessageContaining("timestamp");
        String notANumber = one.replace("6d7000", "6d70" + "fb7ff8000000000000");
        assertThat(refusal(start + "a1" + notANumber)).hasMessageContaining("too large");
    }

    @Test
    void mutatedMessagesAndNoiseOnlyEverGetThatOneAnswer() {
        List<byte[]> seeds = ClientMessages.names().stream().map(ClientMessages::bytes).toList();
        for (long seed = 0; seed < 60_000; seed++) {
            var random = new Random(seed);
            byte[] bytes = seeds.get(random.nextInt(seeds.size())).clone();
            switch (random.nextInt(4)) {
                case 0 -> random.nextBytes(bytes);
                case 1 -> bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length));
                default -> {
                    int edits = 1 + random.nextInt(4);
                    for (int i = 0; i < edits; i++) {
                        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
                    }
                }
            }
            try {
                Message message = MessageCodec.decode(ByteBuffer.wrap(bytes));
                assertThat(MessageCodec.decode(MessageCodec.encode(message))).isEqualTo(message);
            } catch (MalformedMessageException e) {
                assertThat(e.closeCode()).isIn(1002, 1009);
            } catch (RuntimeException e) {
                fail("seed " + seed + ": " + HexFormat.of().formatHex(bytes), e);
            }
        }
    }

    private static String hex(String key, String value) {
        return "%02x%s%02x%s"
                .formatted(
                        0x60 + key.length(),
                        HexFormat.of().formatHex(key.getBytes(StandardCharsets.US_ASCII)),
                        0x60 + value.length(),
                        HexFormat.of().formatHex(value.getBytes(StandardCharsets.US_ASCII)));
    }

    private static MalformedMessageException refusal(String hex) {
        return catchThrowableOfType(
                MalformedMessageException.class, () -> MessageCodec.decode(bytes(hex)));
    }

    private static ByteBuffer bytes(String hex) {
        return ByteBuffer.wrap(HexFormat.of().parseHex(hex));
    }
}
