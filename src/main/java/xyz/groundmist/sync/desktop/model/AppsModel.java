package xyz.groundmist.sync.desktop.model;

import org.jspecify.annotations.Nullable;

import xyz.groundmist.sync.home.AppEntry;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/** The page Apps: who may sync what, and the end of it. */
public final class AppsModel {
    private static final Comparator<AppEntry> LAST_USED_FIRST =
            Comparator.comparing(
                            (AppEntry app) -> app.lastUsed(),
                            Comparator.nullsFirst(Comparator.naturalOrder()))
                    .thenComparing(AppEntry::created)
                    .reversed();

    private final Server server;
    private final Work work;
    private final Times times;
    private final Live<Integer> count = new Live<>(0);
    private final Live<AppsView> view = new Live<>(AppsView.UNKNOWN);
    private @Nullable List<AppEntry> entries;
    private @Nullable String selected;
    private @Nullable String trouble;

    AppsModel(Server server, Work work, Times times) {
        this.server = server;
        this.work = work;
        this.times = times;
    }

    public Live<AppsView> view() {
        return view;
    }

    /** How many apps may connect. */
    Live<Integer> count() {
        return count;
    }

    /** Asks the server anew. */
    public void look() {
        work.run(server::apps, this::take, _ -> forget());
    }

    private void take(List<AppEntry> found) {
        Instant now = times.now();
        entries = found.stream().filter(app -> !ended(app, now)).sorted(LAST_USED_FIRST).toList();
        count.set(entries.size());
        show();
    }

    /** The server doesn't answer while it is stopped. */
    private void forget() {
        entries = null;
        show();
    }

    private static boolean ended(AppEntry app, Instant now) {
        Instant expires = app.expires();
        return app.revoked() != null || (expires != null && !now.isBefore(expires));
    }

    /** Opens the panel of an app; null closes it. */
    public void select(@Nullable String id) {
        selected = id;
        trouble = null;
        show();
    }

    /** Ends the access of an app. */
    public void cutOff(String id) {
        work.run(
                () -> {
                    server.cutOff(id);
                    return true;
                },
                _ -> {
                    select(null);
                    look();
                },
                sentence -> {
                    trouble = sentence;
                    show();
                    look();
                });
    }

    /** Words it anew, as time goes by. */
    public void show() {
        List<AppEntry> known = entries;
        if (known == null) {
            view.set(new AppsView(null, null, trouble));
            return;
        }
        List<AppRow> rows = known.stream().map(app -> AppRow.of(app, times)).toList();
        AppRow open =
                rows.stream().filter(row -> row.id().equals(selected)).findFirst().orElse(null);
        view.set(new AppsView(rows, open, trouble));
    }
}
