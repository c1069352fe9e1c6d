package xyz.groundmist.sync.desktop.model;

import static xyz.groundmist.sync.desktop.model.Words.say;

import org.jspecify.annotations.Nullable;

import xyz.groundmist.sync.desktop.model.DocumentView.Pane;
import xyz.groundmist.sync.home.DocumentContent;
import xyz.groundmist.sync.home.DocumentDifferences;
import xyz.groundmist.sync.home.DocumentDifferences.Difference;
import xyz.groundmist.sync.home.DocumentEntry;
import xyz.groundmist.sync.home.HistoryStep;
import xyz.groundmist.sync.home.HomeException;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The document that is looked into: its content, its life, what changed when, an earlier state
 * brought back. Whatever is chosen while something is on its way is asked for next, and only the
 * last of it.
 */
public final class DocumentModel {
    private static final int NOW = -1;

    private final DocumentsServer server;
    private final Work work;
    private final Times times;
    private final Runnable changed;
    private final Live<DocumentView> view = new Live<>(DocumentView.NONE);
    private final Map<String, Boolean> opened = new HashMap<>();
    private @Nullable DocumentKey key;
    private @Nullable DocumentEntry entry;
    private boolean gone;
    private @Nullable String title;
    private @Nullable List<HistoryStep> steps;
    private int step = NOW;
    private Pane pane = Pane.CONTENT;
    private int revision; // grows with what is written to the document meanwhile
    private @Nullable Shown shown;
    private boolean loading;
    private boolean restoring;
    private @Nullable String note;
    private @Nullable String lifeTrouble;
    private @Nullable String outcome;

    /** What is to be shown. */
    private record Wish(
            DocumentKey key,
            Pane pane,
            @Nullable String before,
            @Nullable String at,
            int revision) {}

    private record Shown(
            Wish wish, @Nullable Content content, @Nullable DocumentDifferences differences) {}

    private record Fetched(
            @Nullable DocumentContent content, @Nullable DocumentDifferences differences) {}

    /**
     * @param changed called when the list is to be looked at anew
     */
    DocumentModel(DocumentsServer server, Work work, Times times, Runnable changed) {
        this.server = server;
        this.work = work;
        this.times = times;
        this.changed = changed;
    }

    public Live<DocumentView> view() {
        return view;
    }

    /**
     * Looks into a document.
     *
     * @param wanted null: into none any more
     * @param title what the list calls it
     */
    void open(@Nullable DocumentKey wanted, @Nullable DocumentEntry entry, @Nullable String title) {
        key = wanted;
        this.entry = entry;
        gone = false;
        this.title = title;
        steps = null;
        step = NOW;
        pane = Pane.CONTENT;
        revision++;
        shown = null;
        restoring = false;
        note = null;
        lifeTrouble = null;
        outcome = null;
        opened.clear();
        show();
        if (wanted == null) return;
        load();
        loadLife();
    }

    /** The list was looked at: the document may have been written to, or be deleted. */
    void follow(@Nullable DocumentEntry now) {
        DocumentEntry before = entry;
        gone = now == null;
        if (now != null) {
            entry = now;
            boolean same = before != null && before.changes() == now.changes();
            if (!same) {
                revision++;
                loadLife();
                load();
            }
        }
        show();
    }

    /** Time has gone by. */
    void passTime() {
        show();
    }

    /** Shows another side of it. */
    public void pane(Pane wanted) {
        pane = wanted;
        load();
    }

    /** Shows it as it was at a step of its life, from 0 on. */
    public void step(int wanted) {
        List<HistoryStep> all = steps;
        if (all == null || wanted < 0 || wanted >= all.size()) return;
        int chosen = wanted == all.size() - 1 ? NOW : wanted;
        if (chosen == step) return;
        step = chosen;
        outcome = null;
        load();
    }

    /** Opens or closes a line of the content. */
    public void toggle(ContentRow row) {
        Content content = shown == null ? null : shown.content();
        if (content == null || row.kind() != ContentRow.Kind.BRANCH) return;
        content.toggle(row.path());
        show();
    }

    /** Loads what comes next of a long text, list or map. */
    public void more(ContentRow row) {
        Shown now = shown;
        Content content = now == null ? null : now.content();
        if (now == null || content == null || loading) return;
        loading = true;
        note = null;
        Wish wish = now.wish();
        long from = content.next(row.path());
        work.run(
                () -> server.show(wish.key(), wish.at(), row.path(), from),
                page -> {
                    loading = false;
                    if (shown == now) content.add(row.path(), page);
                    again(wish);
                },
                sentence -> {
                    loading = false;
                    note = sentence;
                    again(wish);
                });
        show();
    }

    private void again(Wish answered) {
        if (answered.equals(wish())) show();
        else load();
    }

    private @Nullable Wish wish() {
        DocumentKey which = key;
        if (which == null) return null;
        List<HistoryStep> all = steps;
        int last = all == null ? 0 : all.size() - 1;
        int chosen = step == NOW ? last : step;
        boolean compares = pane == Pane.STEP || step != NOW;
        String before = compares && all != null && chosen > 0 ? heads(all.get(chosen - 1)) : null;
        String at = step == NOW || all == null ? null : heads(all.get(chosen));
        return new Wish(which, pane, before, at, revision);
    }

    private static String heads(HistoryStep step) {
        return String.join(",", step.heads());
    }

    private void load() {
        Wish wish = wish();
        if (loading || wish == null || (shown != null && shown.wish().equals(wish))) {
            show();
            return;
        }
        loading = true;
        show();
        work.run(
                () -> fetch(wish),
                fetched -> {
                    loading = false;
                    if (wish.equals(wish())) loaded(wish, fetched);
                    again(wish);
                },
                sentence -> {
                    loading = false;
                    if (wish.equals(wish())) {
                        shown = new Shown(wish, null, null);
                        note = sentence;
                    }
                    again(wish);
                });
    }

    private Fetched fetch(Wish wish) throws HomeException {
        return switch (wish.pane()) {
            case CONTENT ->
                    new Fetched(
                            server.show(wish.key(), wish.at(), "", 0),
                            wish.at() == null
                                    ? null
                                    : server.differences(wish.key(), wish.before(), wish.at()));
            case STEP ->
                    new Fetched(null, server.differences(wish.key(), wish.before(), wish.at()));
            case SINCE ->
                    new Fetched(
                            null,
                            wish.at() == null
                                    ? new DocumentDifferences(false, List.of())
                                    : server.differences(wish.key(), wish.at(), null));
        };
    }

    private void loaded(Wish wish, Fetched fetched) {
        DocumentContent content = fetched.content();
        if (content != null && wish.at() == null) title = content.title();
        shown =
                new Shown(
                        wish,
                        content == null ? null : new Content(content, opened),
                        fetched.differences());
        note = null;
    }

    private void loadLife() {
        DocumentKey which = key;
        if (which == null) return;
        work.run(
                () -> server.history(which),
                found -> {
                    if (!which.equals(key) || found.isEmpty()) return;
                    steps = found;
                    lifeTrouble = null;
                    if (step >= found.size() - 1) step = NOW;
                    load();
                },
                sentence -> {
                    if (!which.equals(key)) return;
                    lifeTrouble = sentence;
                    show();
                });
    }

    /** Brings the chosen state back, by a new change. */
    public void bringBack() {
        Wish wish = wish();
        if (wish == null || wish.at() == null || restoring) return;
        String at = wish.at();
        DocumentKey which = wish.key();
        restoring = true;
        outcome = null;
        show();
        work.run(
                () -> server.restore(which, at),
                done -> {
                    if (!which.equals(key)) return;
                    restoring = false;
                    outcome = say(done ? "life.brought-back" : "life.same-already");
                    step = NOW;
                    pane = Pane.CONTENT;
                    revision++;
                    load();
                    loadLife();
                    changed.run();
                },
                sentence -> {
                    if (!which.equals(key)) return;
                    restoring = false;
                    outcome = sentence;
                    show();
                });
    }

    private void show() {
        DocumentKey which = key;
        if (which == null) {
            view.set(DocumentView.NONE);
            return;
        }
        List<HistoryStep> all = steps;
        Life life = all == null ? null : Life.of(all, step == NOW ? all.size() - 1 : step, times);
        view.set(
                new DocumentView(
                        which,
                        title == null ? which.brief() : title,
                        about(),
                        pane,
                        content(),
                        changes(),
                        gone ? say("document.gone") : noted(),
                        life,
                        loading || restoring,
                        outcome,
                        gone));
    }

    private String about() {
        DocumentEntry now = entry;
        if (now == null) return "";
        return say(
                "document.about",
                times.ago(now.changed()),
                DocumentItem.size(now.bytes()),
                now.changes());
    }

    private List<ContentRow> content() {
        Content content = shown == null || pane != Pane.CONTENT ? null : shown.content();
        return content == null ? List.of() : content.rows(marks());
    }

    private Map<String, String> marks() {
        DocumentDifferences found = shown == null ? null : shown.differences();
        if (found == null) return Map.of();
        var marks = new HashMap<String, String>();
        for (Difference one : found.differences()) {
            String mark = DiffRow.mark(one);
            if (mark != null) marks.put(one.path(), mark);
        }
        return marks;
    }

    private List<DiffRow> changes() {
        DocumentDifferences found =
                shown == null || pane == Pane.CONTENT || shown.wish().pane() != pane
                        ? null
                        : shown.differences();
        return found == null ? List.of() : DiffRow.of(found);
    }

    private @Nullable String noted() {
        Shown now = shown;
        if (note != null) return note;
        DocumentEntry known = entry;
        if (pane == Pane.CONTENT && known != null && known.trouble() != null) {
            return known.trouble();
        }
        if (now == null || now.wish().pane() != pane) return null;
        DocumentDifferences found = now.differences();
        if (pane == Pane.CONTENT) {
            Content content = now.content();
            return content != null && content.isEmpty() ? say("content.none") : lifeTrouble;
        }
        if (found == null) return null;
        if (found.differences().isEmpty()) {
            return say(step == NOW && pane == Pane.SINCE ? "diff.is-now" : "diff.none");
        }
        return found.more() ? say("diff.more") : null;
    }
}
