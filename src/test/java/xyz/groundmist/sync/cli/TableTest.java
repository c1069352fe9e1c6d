package xyz.groundmist.sync.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.PrintWriter;
import java.io.StringWriter;

class TableTest {
    @Test
    void columnsAreAlignedAndNumbersStandToTheRight() {
        var table = new Table("NAME", "SIZE ", "STATE");
        table.row("a", "1.0 kB", "fine");
        table.row("longer name", "12 B", "ended");
        var out = new StringWriter();

        table.print(new PrintWriter(out, true));

        assertThat(out.toString().lines())
                .containsExactly(
                        "NAME           SIZE  STATE",
                        "a            1.0 kB  fine",
                        "longer name    12 B  ended");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0 B",
        "999, 999 B",
        "1000, 1.0 kB",
        "999949, 999.9 kB",
        "999950, 1.0 MB",
        "1500000000, 1.5 GB",
        "9223372036854775807, 9223372.0 TB",
    })
    void sizesAreWordedInDecimalUnits(long bytes, String words) {
        assertThat(Wording.bytes(bytes)).isEqualTo(words);
    }
}
