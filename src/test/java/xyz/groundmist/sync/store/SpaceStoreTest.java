package xyz.groundmist.sync.store;

import static org.assertj.core.api.Assertions.assertThat;

import static xyz.groundmist.sync.store.Documents.LIBRARY;
import static xyz.groundmist.sync.store.Documents.answer;
import static xyz.groundmist.sync.store.Documents.append;
import static xyz.groundmist.sync.store.Documents.body;
import static xyz.groundmist.sync.store.Documents.head;
import static xyz.groundmist.sync.store.Documents.id;
import static xyz.groundmist.sync.store.Documents.row;
import static xyz.groundmist.sync.store.Documents.stored;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

class SpaceStoreTest {
    @TempDir Path folder;

    @Test
    void whatIsStoredIsReadBack() throws Exception {
        try (var store = SpaceStore.open(folder.resolve("space"), LIBRARY)) {
            assertThat(answer(append(store, 7, 0, 3))).isNull();
            assertThat(answer(append(store, 7, 3, 2))).isNull();
            StoredDocument seven = stored(store, 7);
            assertThat(seven.changes()).isEqualTo(5);
            assertThat(seven.heads()).containsExactly(head(7, 4));
            assertThat(store.graphRows(seven)).containsExactly(
                    row(7, 0), row(7, 1), row(7, 2), row(7, 3), row(7, 4));
            assertThat(store.bodies(seven.row(), new int[] {0, 2, 3}))
                    .containsExactly(body(7, 0), body(7, 2), body(7, 3));
            assertThat(store.integrityCheck()).isEmpty();
            assertThat(store.totals()).isEqualTo(new SpaceTotals(1, 5, seven.bytes()));
            assertThat(store.queuedBytes()).isZero();
        }
        try (var store = SpaceStore.open(folder.resolve("space"), LIBRARY)) {
            assertThat(store.documents()).hasSize(1);
            assertThat(store.totals().changes()).isEqualTo(5);
        }
    }
}
