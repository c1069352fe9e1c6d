package xyz.groundmist.sync.desktop.tray;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.US_ASCII;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;

class MarkTest {
    @Test
    void atSixteenPixelsItLooksAsInTheFile() throws IOException {
        var pictures = new StringBuilder();
        for (Drawing drawing : Drawing.values()) {
            pictures.append(drawing).append('\n').append(picture(drawing, 16));
        }
        try (var expected = MarkTest.class.getResourceAsStream("MarkTest.txt")) {
            assertThat(pictures)
                    .asString()
                    .isEqualTo(new String(expected.readAllBytes(), US_ASCII));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {16, 18, 20, 22, 24, 32, 36, 48})
    void theStatesDifferInShapeAtEverySize(int size) {
        Drawing[] states = {Drawing.RUNNING, Drawing.WORKING_2, Drawing.ATTENTION, Drawing.STOPPED};
        for (Drawing one : states) {
            for (Drawing other : states) {
                if (one == other) continue;
                assertThat(difference(one, other, size))
                        .as("%s and %s at %d px", one, other, size)
                        .isGreaterThan(.08);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void onEitherPanelTheInkOrItsHaloCanBeSeen(Ink ink) {
        for (int panel : new int[] {0x20, 0xf0}) {
            byte[] argb = ink.argb(Drawing.STOPPED, 16, true);
            int strongest = 0;
            for (int i = 0; i < argb.length; i += 4) {
                int alpha = argb[i] & 0xff;
                int seen = ((argb[i + 1] & 0xff) * alpha + panel * (255 - alpha)) / 255;
                strongest = Math.max(strongest, Math.abs(seen - panel));
            }
            assertThat(strongest).as("%s on a panel of %d", ink, panel).isGreaterThan(80);
        }
    }

    @Test
    void withoutHaloThereIsInkAndNothingElse() {
        byte[] argb = Ink.BLACK.argb(Drawing.RUNNING, 18, false);
        for (int i = 0; i < argb.length; i += 4) assertThat(argb[i + 1]).isZero();
    }

    /** Of all pixels' coverage, the part that differs. */
    private static double difference(Drawing one, Drawing other, int size) {
        byte[] a = Mark.coverage(one, size);
        byte[] b = Mark.coverage(other, size);
        long sum = 0;
        for (int i = 0; i < a.length; i++) sum += Math.abs((a[i] & 0xff) - (b[i] & 0xff));
        return sum / 255. / a.length;
    }

    private static String picture(Drawing drawing, int size) {
        byte[] coverage = Mark.coverage(drawing, size);
        var picture = new StringBuilder();
        for (int i = 0; i < coverage.length; i++) {
            int level = coverage[i] & 0xff;
            picture.append(level > 200 ? '#' : level > 120 ? '+' : level > 40 ? '.' : '_');
            if (i % size == size - 1) picture.append('\n');
        }
        return picture.toString();
    }
}
