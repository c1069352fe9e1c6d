package xyz.groundmist.sync.desktop.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import xyz.groundmist.sync.desktop.model.DocumentView.Pane;
import xyz.groundmist.sync.home.ControlException;
import xyz.groundmist.sync.home.DocumentDifferences;
import xyz.groundmist.sync.home.DocumentDifferences.Difference;
import xyz.groundmist.sync.home.HistoryStep;

import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What is in a document, and its life, without a window. */
class DocumentModelTest {
    private final FakeDocuments documents = new FakeDocuments(() -> {});
    private final Times times = new Times(InstantSource.fixed(FakeServer.NOW), ZoneOffset.UTC);
    private final Deque<Runnable> waiting = new ArrayDeque<>();
    private DocumentsModel model;

    @SuppressWarnings("NullAway.Init") // opened by each test
    private DocumentKey key;

    @BeforeEach
    void begin() {
        documents.serving(true);
        model = new DocumentsModel(documents, new Work(Runnable::run, Runnable::run), times);
    }

    private static Map<String, Object> map(Object... pairs) {
        var map = new LinkedHashMap<String, Object>();
        for (int i = 0; i < pairs.length; i += 2) map.put((String) pairs[i], pairs[i + 1]);
        return map;
    }

    @SafeVarargs
    private void open(Map<String, Object>... states) {
        key = documents.add(FakeDocuments.SPACE, "7Qm2mmmmmmmmmmmmmmmmmmmmx4Vd", 2, states);
        model.arrive();
        model.open(key);
    }

    private void openBooks() {
        open(
                map("title", "Books"),
                map("title", "Books", "books", List.of(map("title", "Piranesi", "read", true))),
                map("title", "Books", "books", List.of(map("title", "Piranesi", "stars", 5))));
    }

    private DocumentModel document() {
        return model.document();
    }

    private DocumentView view() {
        return document().view().now();
    }

    private ContentRow row(String path) {
        return view().content().stream()
                .filter(row -> row.path().equals(path))
                .findFirst()
                .orElseThrow();
    }

    private Life life() {
        return Objects.requireNonNull(view().life());
    }

    @Test
    void itsContentIsLinesInWords() {
        open(
                map(
                        "title",
                        "Books",
                        "open",
                        true,
                        "year",
                        2026,
                        "stars",
                        4.5,
                        "none",
                        List.of(),
                        "books",
                        List.of(map("title", "Piranesi"), "loose")));

        assertThat(view().title()).isEqualTo("Books");
        assertThat(view().about()).startsWith("Last edit 2 min ago · ").endsWith(" · 4 changes");
        assertThat(view().content())
                .extracting(ContentRow::depth, ContentRow::key, ContentRow::words)
                .containsExactly(
                        tuple(0, "title", "Books"),
                        tuple(0, "open", "yes"),
                        tuple(0, "year", "2026"),
                        tuple(0, "stars", "4.5"),
                        tuple(0, "none", "empty"),
                        tuple(0, "books", "2 entries"),
                        tuple(1, "Piranesi", "1 entry"),
                        tuple(2, "title", "Piranesi"),
                        tuple(1, "2", "loose"));
        assertThat(row("/books").spoken()).isEqualTo("books, 2 entries, open");
    }

    @Test
    void whatHasMoreInItIsClosedAndOpenedAndStaysSoFromStepToStep() {
        openBooks();
        document().toggle(row("/books"));
        assertThat(view().content()).hasSize(2);
        assertThat(row("/books").open()).isFalse();
        document().step(1);
        assertThat(row("/books").open()).isFalse();
        document().toggle(row("/books"));
        assertThat(view().content()).extracting(ContentRow::path).contains("/books/0/read");
    }

    @Test
    void aLongListIsClosedAndGoesOnPageByPage() {
        var items = new ArrayList<Object>();
        for (int i = 0; i < 1_200; i++) items.add("item " + i);
        open(map("items", items));
        assertThat(row("/items").words()).isEqualTo("1,200 entries");
        assertThat(view().content()).hasSize(1);
        document().toggle(row("/items"));
        ContentRow more = view().content().getLast();
        assertThat(more.words()).isEqualTo("Show more: 500 of 1,200 are shown");
        document().more(more);
        document().more(view().content().getLast());

        assertThat(view().content()).hasSize(1_201);
        assertThat(view().content().getLast().words()).isEqualTo("item 1199");
        assertThat(view().content().getLast().key()).isEqualTo("1200");
    }

    @Test
    void aLongTextIsReadInPiecesPageByPage() {
        String paragraph = "Nobody reads this to its end. ".repeat(40);
        open(map("text", (paragraph + "\n\n").repeat(30)));
        assertThat(view().content()).hasSize(1);
        assertThat(row("/text").words()).isEqualTo("36,060 characters");
        document().toggle(row("/text"));
        assertThat(view().content().get(1).kind()).isEqualTo(ContentRow.Kind.PIECE);
        assertThat(view().content()).allMatch(row -> row.words().length() <= 600);
        document().more(view().content().getLast());

        assertThat(view().content().getLast().kind()).isEqualTo(ContentRow.Kind.PIECE);
        String all =
                String.join(
                        "",
                        view().content().stream()
                                .filter(row -> row.kind() == ContentRow.Kind.PIECE)
                                .map(ContentRow::words)
                                .toList());
        assertThat(all).isEqualTo(paragraph.repeat(30));
    }

    @Test
    void aStepShowsHowItWasAndWhatItChanged() {
        openBooks();
        assertThat(life().now()).isTrue();
        document().step(1);

        assertThat(life().place()).isEqualTo("step 2 of 3");
        assertThat(life().when()).isEqualTo("21 Nov 14:30");
        assertThat(life().what()).isEqualTo("11 changes by Library");
        assertThat(life().past()).isEqualTo(2);
        assertThat(row("/books").mark()).isEqualTo("added");
        document().pane(Pane.SINCE);
        assertThat(view().changes())
                .extracting(DiffRow::where, DiffRow::word, DiffRow::before, DiffRow::after)
                .containsExactly(
                        tuple("books › 1 › read", "gone", "yes", null),
                        tuple("books › 1 › stars", "added", null, "5"));
        document().pane(Pane.STEP);
        assertThat(view().changes())
                .extracting(DiffRow::where, DiffRow::after)
                .containsExactly(tuple("books", "title: Piranesi, read: yes"));
        document().step(2);
        document().pane(Pane.SINCE);
        assertThat(view().note()).isEqualTo("This is how it is now. Choose an earlier step below.");
    }

    @Test
    void ofManyStepsChosenFastOnlyTheLastIsAskedFor() {
        openBooks();
        model = new DocumentsModel(documents, new Work(waiting::add, Runnable::run), times);
        model.arrive();
        while (!waiting.isEmpty()) waiting.remove().run();
        model.open(key);
        while (!waiting.isEmpty()) waiting.remove().run();
        document().step(0);
        document().step(1);
        document().step(0);
        document().step(1);
        assertThat(view().busy()).isTrue();
        assertThat(waiting).hasSize(1);
        int asked = 0;
        while (!waiting.isEmpty()) {
            waiting.remove().run();
            asked++;
        }
        assertThat(asked).isEqualTo(2);
        assertThat(view().busy()).isFalse();
        assertThat(row("/books/0/read").words()).isEqualTo("yes");
    }

    @Test
    void aDifferenceIsSaidAsPeopleSayIt() {
        var rows =
                DiffRow.of(
                        new DocumentDifferences(
                                false,
                                List.of(
                                        new Difference("/text", "text", "", "milk "),
                                        new Difference("/text", "text", "bread", ""),
                                        new Difference("/text", "text", "a", "b"),
                                        new Difference("/a~1b", "marks", null, null),
                                        new Difference("/n", "changed", null, 7),
                                        new Difference(
                                                "/long", "removed", "x".repeat(999), null))));
        assertThat(rows)
                .extracting(DiffRow::where, DiffRow::word, DiffRow::before, DiffRow::after)
                .startsWith(
                        tuple("text", "added", null, "milk "),
                        tuple("text", "gone", "bread", null),
                        tuple("text", "changed", "a", "b"),
                        tuple("a/b", "changed", null, "its formatting, such as bold text"),
                        tuple("n", "changed", "nothing", "7"));
        assertThat(rows.getLast().before()).hasSize(301).endsWith("…");
    }

    @Test
    void aLongLifeHasSixtyBarsAndSaysWhoWhereItIsKnown() {
        var steps = new ArrayList<HistoryStep>();
        for (int i = 0; i < 1_000; i++) {
            steps.add(
                    new HistoryStep(
                            List.of("aa"),
                            2,
                            List.of("a11ce0ff", "b0b", "c"),
                            null,
                            null,
                            null,
                            ""));
        }
        Life life = Life.of(steps, 500, times);
        assertThat(life.bars()).hasSize(60);
        assertThat(life.bars().stream().mapToInt(Integer::intValue).sum()).isEqualTo(2_000);
        assertThat(life.past()).isEqualTo(31);
        assertThat(life.when()).isEqualTo("at a time it doesn’t say");
        assertThat(life.what()).isEqualTo("2 changes by a11ce0 and 2 others");
        assertThat(life.place()).isEqualTo("step 501 of 1,000");
    }

    @Test
    void anEarlierStateIsBroughtBackAndShownAsTheNewestStep() {
        openBooks();
        document().bringBack();
        assertThat(documents.asked).isEmpty(); // it is how it is now
        document().step(1);
        document().bringBack();

        assertThat(documents.asked).containsExactly("restore " + key.id() + " 1");
        assertThat(view().outcome()).startsWith("Brought back.");
        assertThat(life().place()).isEqualTo("step 4 of 4");
        assertThat(life().message()).isEqualTo("Brought back");
        assertThat(row("/books/0/read").words()).isEqualTo("yes");
        document().step(1);
        document().bringBack();
        assertThat(view().outcome()).isEqualTo("It shows that state already. Nothing was changed.");
    }

    @Test
    void whatIsNotBroughtBackIsSaidAndNothingElseChanges() {
        openBooks();
        document().step(1);
        documents.refuse(new ControlException("It has blocks. Bring it back in its app."));
        document().bringBack();

        assertThat(view().outcome()).isEqualTo("It has blocks. Bring it back in its app.");
        assertThat(life().place()).isEqualTo("step 2 of 3");
        assertThat(view().busy()).isFalse();
    }

    @Test
    void whatIsWrittenMeanwhileIsFollowedUnlessThePersonLooksAtThePast() {
        openBooks();
        documents.write(key, map("title", "Books", "note", "all read"));
        model.look();
        assertThat(row("/note").words()).isEqualTo("all read");
        assertThat(life().place()).isEqualTo("step 4 of 4");
        document().step(1);
        documents.write(key, map("title", "Books"));
        model.look();
        assertThat(life().place()).isEqualTo("step 2 of 5");
        assertThat(row("/books/0/read").words()).isEqualTo("yes");
    }

    @Test
    void oneThatIsDeletedMeanwhileSaysSo() {
        openBooks();
        documents.vanish(key);
        model.look();
        assertThat(view().gone()).isTrue();
        assertThat(view().note()).startsWith("It was deleted meanwhile");
        model.bringBack(key);
        assertThat(view().gone()).isFalse();
        assertThat(view().note()).isNull();
    }

    @Test
    void whatCannotBeOpenedSaysWhyAndStillHasItsLife() {
        documents.blind(new ControlException("Documents can't be looked into on this computer."));
        openBooks();
        assertThat(view().note()).isEqualTo("Documents can't be looked into on this computer.");
        assertThat(life().steps()).isEqualTo(3);
        documents.blind(null);
        document().step(0);
        assertThat(view().note()).isNull();
        assertThat(row("/title").words()).isEqualTo("Books");
    }
}
