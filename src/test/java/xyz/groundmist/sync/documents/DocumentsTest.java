package xyz.groundmist.sync.documents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.automerge.Document;
import org.automerge.NewValue;
import org.automerge.ObjectId;
import org.automerge.ObjectType;
import org.automerge.Transaction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import xyz.groundmist.sync.documents.DocumentException.Reason;
import xyz.groundmist.sync.documents.Documents.Which;
import xyz.groundmist.sync.engine.ChangeHeader;
import xyz.groundmist.sync.engine.EngineLimits;
import xyz.groundmist.sync.engine.HostileChunks;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What an owner sees of documents. */
class DocumentsTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Instant MORNING = Instant.parse("2026-03-01T08:00:00Z");

    @TempDir Path folder;

    /** A document that one author writes at these minutes of a morning. */
    private static List<byte[]> written(int actor, int... minutes) throws Exception {
        var document = new Document(new byte[] {(byte) actor, 1, 2, 3});
        var changes = new ArrayList<byte[]>();
        for (int minute : minutes) {
            var before = document.getHeads();
            try (Transaction change = document.startTransaction()) {
                change.set(ObjectId.ROOT, "by" + actor, minute);
                change.commit();
            }
            byte[] plain = document.encodeChangesSince(before);
            byte[] signed =
                    ChangeHeader.sign(
                            plain,
                            MORNING.plusSeconds(60L * minute).getEpochSecond(),
                            "",
                            EngineLimits.DEFAULT);
            var again = new Document(new byte[] {(byte) actor, 1, 2, 3});
            for (byte[] earlier : changes) again.applyEncodedChanges(earlier);
            again.applyEncodedChanges(signed);
            document.free();
            document = again;
            changes.add(signed);
        }
        document.free();
        return changes;
    }

    @Test
    void aLifeFallsIntoStepsByAuthorAndPause() throws Exception {
        try (var library = new Library(folder)) {
            Which which = library.add(written(1, 0, 1, 9, 40, 41));
            library.take(which, written(2, 90, 91));
            library.take(which, written(3, 92));
            List<Step> steps = library.documents.history(which);
            assertThat(steps).extracting(Step::changes).containsExactly(3, 2, 3);
            assertThat(steps)
                    .extracting(Step::authors)
                    .containsExactly(
                            List.of("01010203"),
                            List.of("01010203"),
                            List.of("02010203", "03010203"));
            assertThat(steps.get(1).begun()).isEqualTo(MORNING.plusSeconds(40 * 60));
            assertThat(steps.get(1).ended()).isEqualTo(MORNING.plusSeconds(41 * 60));
        }
    }

    @Test
    void titlesAreGuessedForThoseAskedForAndADeletedOneIsRememberedByIts() throws Exception {
        var document = new Document();
        try (Transaction change = document.startTransaction()) {
            change.set(ObjectId.ROOT, "title", "Shopping");
            change.commit();
        }
        try (var library = new Library(folder)) {
            Which which = library.add(document);
            Which untitled = library.add(written(1, 0));
            assertThat(library.documents.lastTitle(which)).isNull();
            assertThat(library.documents.titles(List.of(untitled, which)))
                    .extracting(Titles.Found::title)
                    .containsExactly(null, "Shopping");
            var space = library.spaces.open(which.space());
            assertThat(space.deleted()).isEmpty();
            assertThat(space.delete(which.id())).isTrue();
            assertThat(space.deleted()).extracting(one -> one.id()).containsExactly(which.id());
            assertThat(library.documents.lastTitle(which)).isEqualTo("Shopping");
            assertThat(space.undelete(which.id())).isTrue();
            assertThat(space.deleted()).isEmpty();
        }
    }

    @Test
    void aLargeTextAndAListArePaged() throws Exception {
        var document = new Document();
        try (Transaction change = document.startTransaction()) {
            ObjectId text = change.set(ObjectId.ROOT, "text", ObjectType.TEXT);
            change.spliceText(text, 0, 0, "ab🙂c".repeat(10_000));
            ObjectId list = change.set(ObjectId.ROOT, "list", ObjectType.LIST);
            for (int i = 0; i < 1_200; i++) change.insert(list, i, NewValue.str("i" + i));
            change.commit();
        }
        try (var library = new Library(folder)) {
            Which which = library.add(document);
            JsonNode whole = view(library, which, "", 0);
            assertThat(whole.at("/value/list")).hasSize(500);
            assertThat(whole.get("cut").toString())
                    .contains(
                            "{\"path\":\"/list\",\"kind\":\"list\",\"size\":1200,\"from\":0,\"shown\":500}")
                    .contains(
                            "{\"path\":\"/text\",\"kind\":\"text\",\"size\":40000,\"from\":0,\"shown\":20000}");
            assertThat(view(library, which, "/list", 1_000).at("/value/0").asString())
                    .isEqualTo("i1000");
            assertThat(view(library, which, "/text", 20_002).get("value").asString())
                    .startsWith("🙂cab🙂")
                    .hasSize(19_998 + 5_000);
            assertThat(view(library, which, "/list/7", 0).get("value").asString()).isEqualTo("i7");
            assertThatExceptionOfType(DocumentException.class)
                    .isThrownBy(() -> view(library, which, "/nowhere", 0))
                    .withMessageContaining("nothing at");
        }
    }

    private static JsonNode view(Library library, Which which, String path, long from)
            throws Exception {
        return JSON.readTree(library.documents.view(which, null, path, from));
    }

    @Test
    void whatIsTooMuchForNativeCodeIsCountedBeforeItGetsThere() throws Exception {
        try (var library = new Library(folder)) {
            Which bomb = library.add(List.of(HostileChunks.maps(8 << 20)));
            Which calm = library.add(hello("calm"));
            for (int i = 0; i < 3; i++) {
                assertThatExceptionOfType(DocumentException.class)
                        .isThrownBy(() -> library.documents.view(bomb, null, "", 0))
                        .matches(e -> e.reason() == Reason.TOO_LARGE);
            }
            assertThat(library.cage.worker()).as("nobody was even started").isNull();
            assertThat(library.documents.mark(bomb.space(), bomb.id()))
                    .contains("too large to open here");
            assertThat(view(library, calm, "", 0).at("/value/title").asString()).isEqualTo("calm");
            assertThat(library.documents.mark(calm.space(), calm.id())).isNull();
        }
    }

    @Test
    void oneThatKillsTheWorkerIsNotOpenedAgainAtOnce() throws Exception {
        var limits = CageLimits.DEFAULT;
        var trusting =
                new CageLimits(
                        160L << 20,
                        limits.patience(),
                        limits.idle(),
                        limits.start(),
                        Integer.MAX_VALUE,
                        limits.inflated(),
                        limits.actors(),
                        limits.changes());
        try (var library = new Library(folder, trusting)) {
            Which bomb = library.add(List.of(HostileChunks.maps(8 << 20)));
            Which calm = library.add(hello("calm"));
            assertThatExceptionOfType(DocumentException.class)
                    .isThrownBy(() -> library.documents.view(bomb, null, "", 0));
            view(library, calm, "", 0);
            long worker = java.util.Objects.requireNonNull(library.cage.worker()).pid();
            for (int i = 0; i < 5; i++) {
                assertThatExceptionOfType(DocumentException.class)
                        .isThrownBy(() -> library.documents.view(bomb, null, "", 0));
            }
            assertThat(java.util.Objects.requireNonNull(library.cage.worker()).pid())
                    .isEqualTo(worker);
        }
    }

    private static List<byte[]> hello(String title) {
        return List.of(CageTest.hello(title));
    }

    @Test
    void documentsAreFoundByWhatTheyAreCalled() throws Exception {
        try (var library = new Library(folder)) {
            Which tea = library.add(hello("Tea and biscuits"));
            library.add(hello("Coffee"));
            var found = library.documents.find("TEA");
            assertThat(found.found()).singleElement().matches(one -> one.which().equals(tea));
            assertThat(library.documents.find("").found()).hasSize(2);
        }
    }

    @Test
    void aDeletedOneIsNotLookedIntoBeforeItIsUndeleted() throws Exception {
        try (var library = new Library(folder)) {
            Which which = library.add(hello("Tea"));
            library.spaces.open(Library.SPACE).delete(which.id());
            assertThatExceptionOfType(DocumentException.class)
                    .isThrownBy(() -> library.documents.view(which, null, "", 0))
                    .withMessageContaining("is deleted. Undelete it first");
            library.spaces.open(Library.SPACE).undelete(which.id());
            assertThat(view(library, which, "", 0).at("/value/title").asString()).isEqualTo("Tea");
        }
    }

    @Test
    void pointsAreNamedByTheBeginningsOfTheirHashes() throws Exception {
        try (var library = new Library(folder)) {
            Which which = library.add(written(1, 0, 30));
            Step first = library.documents.history(which).getFirst();
            String name = first.heads().getFirst().toString().substring(0, 8);
            JsonNode then = JSON.readTree(library.documents.view(which, name, "", 0));
            assertThat(then.at("/value/by1").asInt()).isZero();
            for (String wrong : List.of("abc", "", "zzzz", "ffffffffffffffff")) {
                assertThatExceptionOfType(DocumentException.class)
                        .isThrownBy(() -> library.documents.view(which, wrong, "", 0))
                        .withMessageContaining("names no point");
            }
        }
    }
}
