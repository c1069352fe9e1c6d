package xyz.groundmist.sync.space;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import xyz.groundmist.sync.engine.DocumentId;

class SizeLimitsTest {
    private static final DocumentId DOCUMENT = DocumentId.of(new byte[16]);
    private final SizeLimits limits = new SizeLimits(10, 1_000, 100, 5_000);

    @Test
    void aDocumentWithRoomTakesChanges() {
        assertThat(limits.refuses(DOCUMENT, 9, 999, 4_999)).isNull();
    }

    @Test
    void aFullDocumentAndAFullSpaceSayWhatToDo() {
        assertThat(limits.refuses(DOCUMENT, 10, 1, 1)).contains(DOCUMENT.toString(), "Copy");
        assertThat(limits.refuses(DOCUMENT, 1, 1_000, 1)).contains(DOCUMENT.toString(), "Copy");
        assertThat(limits.refuses(DOCUMENT, 1, 1, 5_000)).contains("space is full", "Move");
    }
}
