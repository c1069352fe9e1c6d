package xyz.groundmist.sync.desktop;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;

/** What the desktop says about the size of letters. */
@Timeout(60)
class TextScaleTest {
    @ParameterizedTest
    @DisabledOnOs(OS.WINDOWS)
    @CsvSource({
        "1.0, 1",
        "1.25, 1.25",
        "2, 2",
        "0.1, 0.5",
        "40, 3",
        "-1, 1",
        "NaN, 1",
        "'', 1",
        "No such schema, 1",
    })
    void theDesktopsAnswerIsTakenIfItIsOne(String answer, double factor) {
        assertThat(new TextScale(List.of("echo", answer)).ask()).isEqualTo(factor);
    }

    @Test
    void withoutAnybodyToAskLettersAreAsUsual() {
        assertThat(new TextScale(List.of("groundmist-no-such-program")).ask()).isEqualTo(1);
    }
}
