package xyz.groundmist.sync.desktop.model;

import static xyz.groundmist.sync.desktop.model.Words.say;

import org.jspecify.annotations.Nullable;

import xyz.groundmist.sync.home.DocumentEntry;
import xyz.groundmist.sync.home.FoundDocuments;
import xyz.groundmist.sync.home.HomeException;
import xyz.groundmist.sync.home.SpaceEntry;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedSet;
import java.util.TreeMap;

/**
 * The list of documents: which there are, what they are called, deleted and brought back. Titles
 * are asked for as rows come into sight, a few at a time.
 */
public final class DocumentsModel {
    private static final int TITLES_AT_ONCE = 16;
    private static final int MOST_WANTED = 64;
    private static final String SCHEME = "automerge:";

    private final DocumentsServer server;
    private final Work work;
    private final Times times;
    private final DocumentModel document;
    private final Live<DocumentsView> view = new Live<>(DocumentsView.ASLEEP);
    private final Live<List<DeletedRow>> deleted = new Live<>(List.of());
    private final Map<DocumentKey, Title> titles = new HashMap<>();
    private final SequencedSet<DocumentKey> wanted = new LinkedHashSet<>();
    private @Nullable List<SpaceEntry> spaces;
    private @Nullable List<DocumentEntry> known; // the last edited first
    private Map<DocumentKey, DocumentEntry> byKey = Map.of();
    private boolean stale = true;
    private boolean looking;
    private boolean lookAgain;
    private boolean naming; // titles are on their way
    private boolean namesRest; // none can be had now
    private boolean searching;
    private @Nullable String space;
    private String words = "";
    private @Nullable DocumentKey open;
    private @Nullable Deleted undo;
    private @Nullable String trouble;
    private int beat;

    /** What a document was called when it had last been changed then. */
    private record Title(Instant changed, @Nullable String text) {}

    private record Deleted(DocumentKey key, String name) {}

    DocumentsModel(DocumentsServer server, Work work, Times times) {
        this.server = server;
        this.work = work;
        this.times = times;
        document = new DocumentModel(server, work, times, this::look);
    }

    public Live<DocumentsView> view() {
        return view;
    }

    /** Those deleted in the last 30 days, the last one first. */
    public Live<List<DeletedRow>> deleted() {
        return deleted;
    }

    /** The document that is looked into. */
    public DocumentModel document() {
        return document;
    }

    /**
     * What the server says of its spaces.
     *
     * @param now null while it doesn't run
     */
    void notice(@Nullable List<SpaceEntry> now) {
        if (Objects.equals(now, spaces)) return;
        spaces = now;
        stale = true;
        if (now != null) return;
        known = null;
        byKey = Map.of();
        show();
    }

    /** The page is in sight: asks the server anew if something has changed. */
    public void refresh() {
        if (stale) look();
    }

    /** The page comes into sight. */
    public void arrive() {
        namesRest = false;
        refresh();
    }

    /** Asks the server anew; asked twice at a time, it asks once more. */
    void look() {
        if (looking) {
            lookAgain = true;
            return;
        }
        looking = true;
        stale = false;
        work.run(this::list, this::looked, _ -> looked(null));
    }

    private List<DocumentEntry> list() throws HomeException {
        return server.list().stream()
                .sorted(
                        Comparator.comparing(DocumentEntry::changed)
                                .reversed()
                                .thenComparing(DocumentEntry::id))
                .toList();
    }

    private void looked(@Nullable List<DocumentEntry> found) {
        looking = false;
        known = found;
        if (found != null) {
            byKey = new HashMap<>();
            for (DocumentEntry entry : found) byKey.put(DocumentItem.key(entry), entry);
            titles.keySet().retainAll(byKey.keySet());
            if (open != null) document.follow(byKey.get(open));
        }
        show();
        if (!lookAgain) return;
        lookAgain = false;
        look();
    }

    /** Shows the documents of one space; null: of all. */
    public void choose(@Nullable String space) {
        this.space = space;
        show();
    }

    /** Shows those whose title has these words in it, or whose id or address this is. */
    public void find(String text) {
        words = text.strip().toLowerCase(Locale.ROOT);
        show();
        search();
    }

    private void search() {
        if (searching || words.isEmpty()) return;
        searching = true;
        String sought = words;
        work.run(
                () -> server.find(sought),
                found -> {
                    searching = false;
                    found.found().forEach(this::named);
                    show();
                    if (found.unread() > 0 || !words.equals(sought)) search();
                },
                sentence -> {
                    searching = false;
                    trouble = sentence;
                    show();
                });
        show();
    }

    /** A row has come into sight: has its title looked for, if nobody has yet. */
    public void wanted(DocumentItem item) {
        Title title = titles.get(item.key());
        if (namesRest || (title != null && title.changed().equals(item.changed()))) return;
        wanted.remove(item.key());
        wanted.addFirst(item.key());
        if (wanted.size() > MOST_WANTED) wanted.removeLast(); // scrolled by long ago
        if (!naming) name();
    }

    private void name() {
        wanted.removeIf(key -> !byKey.containsKey(key));
        if (wanted.isEmpty()) return;
        String of = wanted.getFirst().space();
        List<DocumentKey> some =
                wanted.stream()
                        .filter(key -> key.space().equals(of))
                        .limit(TITLES_AT_ONCE)
                        .toList();
        naming = true;
        work.run(
                () -> server.titles(of, some.stream().map(DocumentKey::id).toList()),
                found -> {
                    naming = false;
                    for (FoundDocuments.Found one : found) {
                        named(one);
                        wanted.remove(new DocumentKey(one.space(), one.id()));
                    }
                    show();
                    // without one there was no time at all: another look may be luckier
                    if (!found.isEmpty()) name();
                },
                sentence -> {
                    naming = false;
                    namesRest = true;
                    wanted.clear();
                    trouble = sentence;
                    show();
                });
    }

    private void named(FoundDocuments.Found found) {
        var key = new DocumentKey(found.space(), found.id());
        DocumentEntry entry = byKey.get(key);
        if (entry != null) titles.put(key, new Title(entry.changed(), found.title()));
    }

    private @Nullable String title(DocumentKey key) {
        Title title = titles.get(key);
        return title == null ? null : title.text();
    }

    /** A row in words, as it comes into sight. */
    public DocumentRow words(DocumentItem item) {
        String line = item.line(times);
        String mark = null;
        if (item.trouble() != null) mark = say("documents.flawed");
        else if (item.problem() != null) mark = say("documents.marked");
        String spoken = item.name() + ", " + line + (mark == null ? "" : ", " + mark);
        return new DocumentRow(item.name(), line, mark, spoken);
    }

    /** Looks into a document; null: into none any more. */
    public void open(@Nullable DocumentKey key) {
        open = key;
        trouble = null;
        if (key == null) document.open(null, null, null);
        else document.open(key, byKey.get(key), title(key));
        show();
    }

    /** Deletes a document, on every device; it can be undone. */
    public void delete(DocumentKey key) {
        String title = title(key);
        String name = title == null ? key.brief() : title;
        act(
                () -> server.delete(key),
                () -> {
                    undo = new Deleted(key, name);
                    if (key.equals(open)) open(null);
                });
    }

    /** Brings back what was deleted last. */
    public void undo() {
        Deleted last = undo;
        if (last != null) bringBack(last.key());
    }

    /** Lets what was deleted be; it can still be brought back from the list. */
    public void dismissUndo() {
        undo = null;
        show();
    }

    /** Brings a deleted document back, on every device. */
    public void bringBack(DocumentKey key) {
        act(
                () -> server.undelete(key),
                () -> {
                    if (undo != null && undo.key().equals(key)) undo = null;
                    lookDeleted();
                });
    }

    /** Looks which deleted documents there are. */
    public void lookDeleted() {
        work.run(
                server::deleted,
                found ->
                        deleted.set(
                                found.stream()
                                        .map(one -> {
                                            var key = new DocumentKey(one.space(), one.id());
                                            return new DeletedRow(
                                                    key,
                                                    one.title() == null ? key.brief() : one.title(),
                                                    say(
                                                            "documents.deleted.line",
                                                            times.ago(one.deleted()),
                                                            DocumentItem.size(one.bytes()),
                                                            one.changes()));
                                        })
                                        .toList()),
                this::failed);
    }

    /** Something asked of the server, which refuses with a sentence. */
    @FunctionalInterface
    private interface Wish {
        void carryOut() throws HomeException;
    }

    private void act(Wish wish, Runnable done) {
        trouble = null;
        work.run(
                () -> {
                    wish.carryOut();
                    return true;
                },
                _ -> {
                    done.run();
                    show();
                    look();
                },
                sentence -> {
                    failed(sentence);
                    look();
                });
    }

    private void failed(String sentence) {
        trouble = sentence;
        show();
    }

    /** Time has gone by. */
    void passTime() {
        if (known == null) return;
        beat++;
        document.passTime();
        show();
    }

    private void show() {
        List<DocumentEntry> all = known;
        if (all == null) {
            view.set(DocumentsView.ASLEEP);
            return;
        }
        var counts = new TreeMap<String, Integer>();
        var items = new ArrayList<DocumentItem>();
        int here = 0;
        for (DocumentEntry entry : all) {
            counts.merge(entry.space(), 1, Integer::sum);
            if (space != null && !space.equals(entry.space())) continue;
            here++;
            var item = DocumentItem.of(entry, title(DocumentItem.key(entry)));
            if (fits(item)) items.add(item);
        }
        view.set(
                new DocumentsView(
                        choices(all.size(), counts),
                        space,
                        List.copyOf(items),
                        count(items.size(), here),
                        open,
                        items.isEmpty() ? empty() : null,
                        undo == null ? null : say("documents.undo", undo.name()),
                        trouble,
                        beat));
    }

    private boolean fits(DocumentItem item) {
        if (words.isEmpty()) return true;
        String title = item.title();
        if (title != null && title.toLowerCase(Locale.ROOT).contains(words)) return true;
        String id = item.key().id().toLowerCase(Locale.ROOT);
        return id.equals(words) || (SCHEME + id).equals(words);
    }

    private static List<DocumentsView.SpaceChoice> choices(
            int all, TreeMap<String, Integer> counts) {
        var choices = new ArrayList<DocumentsView.SpaceChoice>();
        choices.add(
                new DocumentsView.SpaceChoice(
                        null, say("documents.all-spaces"), say("documents.count", all)));
        counts.forEach((name, count) ->
                choices.add(
                        new DocumentsView.SpaceChoice(name, name, say("documents.count", count))));
        return choices;
    }

    private String count(int fitting, int all) {
        if (words.isEmpty()) return say("documents.count", all);
        return say(searching ? "documents.searching" : "documents.found", fitting, all);
    }

    private String empty() {
        if (words.isEmpty()) return say("documents.none");
        return say(searching ? "documents.none.yet" : "documents.none.found");
    }
}
