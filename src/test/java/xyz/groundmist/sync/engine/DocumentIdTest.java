package xyz.groundmist.sync.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.HexFormat;
import java.util.Random;

class DocumentIdTest {
    /** What automerge-repo 2.5.6 writes for {@link #BYTES}. */
    private static final String ID = "15zYwosMS6k1jt3uRPypzrifDgq";

    private static final String BYTES = "001b44fe102a4c998d010203040506ff";

    @Test
    void theTextIsTheOneThatAutomergeRepoWrites() {
        DocumentId id = DocumentId.of(HexFormat.of().parseHex(BYTES));

        assertThat(id).hasToString(ID).isEqualTo(DocumentId.parse(ID));
        assertThat(id.bytes()).asHexString().isEqualToIgnoringCase(BYTES);
    }

    @Test
    void everyIdIsReadBackFromItsText() {
        var random = new Random(7);
        for (int i = 0; i < 2_000; i++) {
            byte[] bytes = new byte[DocumentId.BYTES];
            random.nextBytes(bytes);
            if (i % 5 == 0) bytes[0] = 0;
            if (i % 10 == 0) bytes[1] = 0;
            DocumentId id = DocumentId.of(bytes);
            DocumentId read = DocumentId.parse(id.toString());
            assertThat(read).isEqualTo(id);
            assertThat(id.bytes()).isEqualTo(bytes);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1",
                "../../../etc/passwd",
                "a/b",
                "CON",
                "\0",
                "0OIl",
                "é",
                "1111111111111111111111111111",
                "zzzzzzzzzzzzzzzzzzzzzzzzzzzz"
            })
    void whatIsNoIdIsNone(String text) {
        assertThat(DocumentId.parse(text)).isNull();
        assertThat(DocumentId.parse(ID + text + "1")).isNull();
    }

    @Test
    void anIdWithOneLetterChangedIsNone() {
        for (int i = 0; i < ID.length(); i++) {
            char other = ID.charAt(i) == 'x' ? 'y' : 'x';
            assertThat(DocumentId.parse(ID.substring(0, i) + other + ID.substring(i + 1))).isNull();
        }
    }
}
