package xyz.groundmist.sync.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.nayuki.qrcodegen.QrCode;

import org.junit.jupiter.api.Test;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;

/** The drawing, read back as a camera would: light where there is ink. */
class QrDrawingTest {
    private static final String LINK =
            "https://sync.example.org/#invitation=AAECAwQFBgcICQoLDA0ODw";

    private static List<String> drawn(boolean coloured) {
        var text = new StringWriter();
        QrDrawing.draw(LINK, coloured, new PrintWriter(text));
        return text.toString().lines().toList();
    }

    private static boolean isLight(List<String> lines, int x, int y) {
        char block = lines.get(y / 2).charAt(x);
        return block == '█' || block == (y % 2 == 0 ? '▀' : '▄');
    }

    @Test
    void everyModuleIsThereWithAQuietZoneAroundThem() {
        List<String> lines = drawn(false);
        QrCode code = QrCode.encodeText(LINK, QrCode.Ecc.MEDIUM);
        int size = code.size + 8;

        assertThat(lines)
                .hasSize((size + 1) / 2)
                .allSatisfy(line -> {
                    assertThat(line).hasSize(size);
                });
        for (int y = 0; y < size; y++) {
            for (int x = 0; x < size; x++) {
                assertThat(isLight(lines, x, y))
                        .as("column " + x + ", row " + y)
                        .isEqualTo(!code.getModule(x - 4, y - 4));
            }
        }
    }

    @Test
    void aTerminalThatKnowsColoursIsToldThem() {
        assertThat(drawn(true))
                .allSatisfy(
                        line -> assertThat(line).startsWith("\u001b[97;40m").endsWith("\u001b[0m"));
        assertThat(drawn(false)).noneMatch(line -> line.contains("\u001b"));
    }
}
