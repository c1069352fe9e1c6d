package xyz.groundmist.sync.access;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What strangers call themselves, as it stands in the owner's lists. */
class GivenNameTest {
    @Test
    void blanksMakeNoColumns() {
        assertThat(GivenName.shown("Library" + " ".repeat(12) + "https://library.example"))
                .isEqualTo("Library https://library.example");
        assertThat(GivenName.shown("\u00a0\u2003 A\u3000\u3000\u00a0B \u2007")).isEqualTo("A B");
    }

    @Test
    void whatShowsNothingIsNoName() {
        assertThat(GivenName.shown("\u3164\u115f\u1160\uffa0\u2800\u034f\ufe0f\u17b4")).isNull();
        assertThat(GivenName.shown("Lib\u3164rary")).isEqualTo("Library");
    }

    @Test
    void marksDoNotPileUpOverOtherLines() {
        assertThat(GivenName.shown("a" + "\u0301".repeat(30) + "b"))
                .isEqualTo("a\u0301\u0301\u0301b");
        assertThat(GivenName.shown("\u0301Vi\u1ec7t \u0e17\u0e35\u0e48")).isEqualTo("Việt ที่");
    }
}
