package xyz.groundmist.sync.desktop.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import xyz.groundmist.sync.home.ControlException;
import xyz.groundmist.sync.home.SpaceEntry;

import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;

/** The list of documents, without a window. */
class DocumentsModelTest {
    private static final String NOTES = "xyz.groundmist.notes";

    private final FakeDocuments documents = new FakeDocuments(() -> {});
    private final Times times = new Times(InstantSource.fixed(FakeServer.NOW), ZoneOffset.UTC);
    private final Deque<Runnable> waiting = new ArrayDeque<>();
    private DocumentsModel model;
    private DocumentKey books;

    @BeforeEach
    void begin() {
        documents.serving(true);
        books =
                documents.add(
                        FakeDocuments.SPACE,
                        "7Qm2mmmmmmmmmmmmmmmmmmmmx4Vd",
                        2,
                        Map.of("title", "Reading list"),
                        Map.of("title", "Reading list", "count", 2));
        documents.add(FakeDocuments.SPACE, "3Gard111111111111111111garda", 64, Map.of());
        documents.add(NOTES, "5Soup11111111111111111111sou", 1800, Map.of("title", "Soups"));
        model = new DocumentsModel(documents, new Work(Runnable::run, Runnable::run), times);
        model.arrive();
    }

    /** From now on nothing happens before {@link #happen}. */
    private void slowly() {
        model = new DocumentsModel(documents, new Work(waiting::add, Runnable::run), times);
        model.arrive();
        happen();
    }

    private void happen() {
        while (!waiting.isEmpty()) waiting.remove().run();
    }

    private DocumentsView view() {
        return model.view().now();
    }

    private List<String> names() {
        return view().items().stream().map(item -> model.words(item).name()).toList();
    }

    private void seeAll() {
        for (DocumentItem item : view().items()) model.wanted(item);
    }

    private long titlesAsked() {
        return documents.asked.stream().filter(one -> one.startsWith("titles")).count();
    }

    @Test
    void theLastEditedComesFirstWithSizeChangesAndTime() {
        assertThat(names()).containsExactly("7Qm2…x4Vd", "3Gar…arda", "5Sou…1sou");
        seeAll();
        assertThat(names()).containsExactly("Reading list", "3Gar…arda", "Soups");
        assertThat(view().items().stream().map(item -> model.words(item).line()))
                .containsExactly(
                        "441 B · 15 changes · 2 min ago",
                        "18 B · 4 changes · 1 h ago",
                        "117 B · 4 changes · yesterday");
        assertThat(view().count()).isEqualTo("3 documents");
    }

    @Test
    void sizesAreInTheWordsOfPeople() {
        assertThat(DocumentItem.size(999)).isEqualTo("999 B");
        assertThat(DocumentItem.size(18_400)).isEqualTo("18 KB");
        assertThat(DocumentItem.size(128_000_000)).isEqualTo("128 MB");
    }

    @Test
    void oneSpaceIsChosenAndTheOthersAreHidden() {
        assertThat(view().spaces())
                .extracting(DocumentsView.SpaceChoice::name, DocumentsView.SpaceChoice::count)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("All spaces", "3 documents"),
                        org.assertj.core.groups.Tuple.tuple(FakeDocuments.SPACE, "2 documents"),
                        org.assertj.core.groups.Tuple.tuple(NOTES, "1 document"));
        model.choose(NOTES);
        seeAll();
        assertThat(names()).containsExactly("Soups");
        assertThat(view().count()).isEqualTo("1 document");
    }

    @Test
    void titlesAreAskedForOnceUntilTheDocumentChanges() {
        seeAll();
        seeAll();
        assertThat(titlesAsked()).isEqualTo(3); // the space of each is asked for by itself
        documents.write(books, Map.of("title", "Books"));
        model.look();
        assertThat(names()).contains("Reading list"); // the old one, until the new one is known
        seeAll();
        assertThat(names()).contains("Books");
        assertThat(titlesAsked()).isEqualTo(4);
    }

    @Test
    void ofTenThousandOnlyThoseInSightAreAskedForAFewAtATime() {
        for (int i = 0; i < 10_000; i++) {
            documents.add(NOTES, "%028d".formatted(i), 100_000 + i, Map.of("title", "Note " + i));
        }
        slowly();
        assertThat(view().count()).isEqualTo("10,003 documents");
        List<DocumentItem> items = view().items();
        for (int i = 3; i < 10_003; i++) model.wanted(items.get(i)); // scrolled by, fast
        happen();
        assertThat(documents.asked)
                .hasSizeLessThan(8)
                .allMatch(one -> Integer.parseInt(one.substring("titles of ".length())) <= 16);
        assertThat(view().items().getLast().title()).isEqualTo("Note 9999");
        assertThat(view().items().get(10).title()).isNull();
    }

    @Test
    void nothingIsToldWhileNothingChanges() {
        seeAll();
        var told = new ArrayList<DocumentsView>();
        model.view().watch(told::add);
        model.look();
        model.look();
        seeAll();
        assertThat(told).hasSize(1);
        model.passTime();
        assertThat(told).hasSize(2);
    }

    @Test
    void theServerIsAskedAgainOnlyWhenItHasSomethingNew() {
        var spaces = List.of(new SpaceEntry(NOTES, 1, 4, 126, 0, null));
        model.notice(spaces);
        model.refresh();
        documents.write(books, Map.of("title", "Books"));
        model.notice(List.copyOf(spaces));
        model.refresh();
        assertThat(view().items().getFirst().changes()).isEqualTo(15);
        model.notice(List.of(new SpaceEntry(NOTES, 1, 5, 127, 0, null)));
        model.refresh();
        assertThat(view().items().getFirst().changes()).isGreaterThan(15);
    }

    @Test
    void wordsOfATitleOrAWholeIdFindADocument() {
        model.find("  READ ");
        assertThat(names()).containsExactly("Reading list");
        assertThat(view().count()).isEqualTo("1 of 3 documents");
        model.find("automerge:3gard111111111111111111garda");
        assertThat(names()).containsExactly("3Gar…arda");
        model.find("nothing like it");
        assertThat(view().empty()).isEqualTo("No document is called that.");
        model.find("");
        assertThat(view().items()).hasSize(3);
    }

    @Test
    void whileItIsLookedForThatIsSaidAndTheLastWordsCount() {
        slowly();
        model.find("so");
        model.find("sou");
        model.find("soup");
        assertThat(view().empty()).isEqualTo("Looking…");
        happen();
        assertThat(names()).containsExactly("Soups");
        assertThat(documents.asked).containsExactly("find so", "find soup");
    }

    @Test
    void whereNobodyCanLookIntoDocumentsThatIsSaidOnceAndNotAskedAgainAndAgain() {
        documents.blind(new ControlException("There is no Automerge for this system."));
        seeAll();
        seeAll();
        assertThat(view().trouble()).isEqualTo("There is no Automerge for this system.");
        assertThat(names()).containsExactly("7Qm2…x4Vd", "3Gar…arda", "5Sou…1sou");
        documents.blind(null);
        seeAll();
        assertThat(titlesAsked()).isZero();
        model.arrive();
        seeAll();
        assertThat(names()).contains("Reading list");
    }

    @Test
    void aDocumentThatCannotBeOpenedIsMarked() {
        documents.mark(books, "This document is too large to open here.");
        model.look();
        assertThat(model.words(view().items().getFirst()).mark()).isEqualTo("Can’t be opened here");
        assertThat(model.words(view().items().getFirst()).spoken())
                .endsWith("Can’t be opened here");
    }

    @Test
    void aSpoiltDocumentIsMarkedAndSaysWhatIsWrong() {
        documents.spoil(books, "It can't be loaded since a change of “Library”.");
        model.look();
        assertThat(model.words(view().items().getFirst()).mark())
                .isEqualTo("Something is wrong with it");

        model.open(books);

        assertThat(model.document().view().now().note())
                .isEqualTo("It can't be loaded since a change of “Library”.");
    }

    @Test
    void aDeletedOneIsUndoneOrComesBackFromTheList() {
        seeAll();
        model.open(books);
        model.delete(books);
        assertThat(view().undo()).isEqualTo("Deleted “Reading list”.");
        assertThat(view().open()).isNull();
        assertThat(view().items()).hasSize(2);
        model.undo();
        assertThat(view().undo()).isNull();
        assertThat(view().items()).hasSize(3);

        model.delete(books);
        model.dismissUndo();
        model.lookDeleted();
        assertThat(model.deleted().now())
                .containsExactly(
                        new DeletedRow(
                                books, "Reading list", "deleted 2 h ago · 441 B · 15 changes"));
        model.bringBack(books);
        assertThat(model.deleted().now()).isEmpty();
        assertThat(view().items()).hasSize(3);
    }

    @Test
    void whatCannotBeDeletedOrBroughtBackIsSaid() {
        documents.refuse(new ControlException("The disk is full. Make room."));
        model.delete(books);
        assertThat(view().trouble()).isEqualTo("The disk is full. Make room.");
        assertThat(view().undo()).isNull();
        documents.refuse(null);
        model.bringBack(books);
        assertThat(view().trouble()).contains("They are kept for 30 days.");
    }

    @Test
    void stoppedThereIsNothingToShowAndAfterwardsItGoesOn() {
        model.open(books);
        documents.serving(false);
        model.notice(List.of());
        model.notice(null);
        assertThat(view().spaces()).isNull();
        documents.serving(true);
        model.notice(List.of());
        model.refresh();
        assertThat(view().items()).hasSize(3);
        assertThat(view().open()).isEqualTo(books);
    }
}
