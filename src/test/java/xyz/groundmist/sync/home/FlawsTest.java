package xyz.groundmist.sync.home;

import static org.assertj.core.api.Assertions.assertThat;

import org.automerge.Document;
import org.automerge.ObjectId;
import org.automerge.Transaction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import xyz.groundmist.sync.access.Grant;
import xyz.groundmist.sync.access.Grants;
import xyz.groundmist.sync.documents.Documents.Which;
import xyz.groundmist.sync.engine.ChangeHash;
import xyz.groundmist.sync.engine.DocumentId;
import xyz.groundmist.sync.space.Space;
import xyz.groundmist.sync.store.Flaw;
import xyz.groundmist.sync.store.Source;
import xyz.groundmist.sync.store.SpaceName;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What becomes of an app that wrote what spoils a document, and what its owner hears. */
class FlawsTest {
    private static final SpaceName LIBRARY = new SpaceName("xyz.groundmist.library");
    private static final DocumentId ESSAY =
            DocumentId.of(ByteBuffer.allocate(16).putInt(7).array());
    private static final Which WHICH = new Which(LIBRARY, ESSAY);
    private static final List<ChangeHash> BEFORE =
            List.of(new ChangeHash(0x1234_5678_9abcL, 1, 2, 3));

    @TempDir Path folder;
    private OpenRooms rooms;
    private Grants grants;
    private Flaws flaws;

    @BeforeEach
    void open() throws Exception {
        rooms = new OpenRooms(folder);
        grants = rooms.access().grants();
        flaws = new Flaws(rooms.spaces(), grants, rooms.access().notices());
    }

    @AfterEach
    void close() {
        rooms.close();
    }

    private Grant app(String name) throws Exception {
        return grants.add(LIBRARY, name, null, false, null).grant();
    }

    private boolean isPaused(Grant grant) {
        return grants.list().stream()
                .anyMatch(one -> one.id().equals(grant.id()) && one.paused() != null);
    }

    private void flawed(Flaw.Kind kind, @Nullable Source by) throws Exception {
        flaws.flawed(WHICH, new Flaw(kind, 3, BEFORE), by);
    }

    private static Source by(Grant grant) {
        return new Source(Source.Kind.APP, grant.id());
    }

    private String notice() {
        return rooms.access().notices().list().getFirst().sentence();
    }

    @Test
    void theAppIsPausedAndNoOtherOneOfTheOwners() throws Exception {
        Grant notes = app("Notes");
        Grant other = app("Library");
        flawed(Flaw.Kind.SPOILT, by(notes));
        assertThat(isPaused(notes)).isTrue();
        assertThat(isPaused(other)).isFalse();
        assertThat(notice())
                .contains(ESSAY.toString(), "a change of “Notes”", "“Notes” was paused")
                .contains("documents show " + ESSAY + " --at 00001234");
        assertThat(grants.confirm(notes.id())).isTrue();
        assertThat(isPaused(notes)).isFalse();
    }

    @Test
    void nobodyIsPausedForWhatAnotherAutomergeMayRead() throws Exception {
        Grant newer = app("Newer");
        flawed(Flaw.Kind.FOREIGN, by(newer));
        assertThat(isPaused(newer)).isFalse();
        assertThat(notice()).contains("newer than this server").doesNotContain("paused");
    }

    @Test
    void whereItCameFromAnotherComputerOrNobodyKnowsNobodyIsPaused() throws Exception {
        Grant notes = app("Notes");
        flawed(Flaw.Kind.SPOILT, new Source(Source.Kind.MACHINE, notes.id()));
        assertThat(notice()).contains("a change from another computer").doesNotContain("paused");
        flaws.flawed(
                new Which(LIBRARY, DocumentId.of(new byte[16])),
                new Flaw(Flaw.Kind.SPOILT, 0, List.of()),
                null);
        assertThat(notice()).contains("one of its changes").doesNotContain("last good state");
        assertThat(isPaused(notes)).isFalse();
    }

    @Test
    void theStatusCountsThemWithoutNames() throws Exception {
        assertThat(flaws.problems()).isEmpty();
        Grant notes = app("Notes");
        Space space = rooms.spaces().open(LIBRARY);
        var document = new Document();
        try (Transaction change = document.startTransaction()) {
            change.set(ObjectId.ROOT, "title", "x");
            change.commit();
        }
        List<byte[]> changes =
                List.of(document.encodeChangesSince(new org.automerge.ChangeHash[0]));
        space.insert(ESSAY, changes).get(20, TimeUnit.SECONDS);
        assertThat(flaws.problems()).isEmpty();
        space.examined(ESSAY, 0, new Flaw(Flaw.Kind.SPOILT, 0, List.of()));
        assertThat(flaws.problems())
                .singleElement()
                .asString()
                .contains("xyz.groundmist.library: 1 document", "list of documents")
                .doesNotContain(ESSAY.toString(), String.valueOf(notes.name()));
        assertThat(flaws.of(space)).containsOnlyKeys(ESSAY);
        space.delete(ESSAY);
        assertThat(flaws.problems()).as("it is deleted").isEmpty();
    }
}
