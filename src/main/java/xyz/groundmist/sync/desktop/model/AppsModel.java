package xyz.groundmist.sync.desktop.model;

import org.jspecify.annotations.Nullable;

import xyz.groundmist.sync.home.AppEntry;
import xyz.groundmist.sync.home.AppList;
import xyz.groundmist.sync.home.HomeException;
import xyz.groundmist.sync.home.LogEntry;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Who asks, who may sync what, what they did, and the end of it. */
public final class AppsModel {
    private static final Duration WINDOW = Duration.ofMinutes(5);
    private static final int LEDGER_LINES = 40;
    private static final Comparator<AppEntry> LAST_USED_FIRST =
            Comparator.comparing(
                            AppEntry::lastUsed, Comparator.nullsFirst(Comparator.naturalOrder()))
                    .thenComparing(AppEntry::created)
                    .reversed();

    private final Server server;
    private final Work work;
    private final Times times;
    private final Live<AppsView> view = new Live<>(AppsView.UNKNOWN);
    private final Live<Crowd> crowd = new Live<>(Crowd.NOBODY);
    private @Nullable Known known;
    private boolean looking;
    private boolean lookAgain;
    private final Set<String> arrived = new HashSet<>();
    private Consumer<Approval> onArrival = _ -> {};
    private @Nullable String selected;
    private @Nullable String trouble;

    private record Known(AppList list, List<LogEntry> log) {}

    AppsModel(Server server, Work work, Times times) {
        this.server = server;
        this.work = work;
        this.times = times;
    }

    public Live<AppsView> view() {
        return view;
    }

    /** What the page Home says of the apps. */
    Live<Crowd> crowd() {
        return crowd;
    }

    /** Asks the server anew; asked twice at a time, it asks once more. */
    public void look() {
        if (looking) {
            lookAgain = true;
            return;
        }
        looking = true;
        work.run(
                () -> new Known(server.apps(), server.ledger(null)),
                found -> looked(found),
                _ -> looked(null)); // while it is stopped it doesn't answer
    }

    private void looked(@Nullable Known found) {
        looking = false;
        known = found;
        show();
        greet();
        if (!lookAgain) return;
        lookAgain = false;
        look();
    }

    /** Has this called for every app that begins to ask. */
    public void onArrival(Consumer<Approval> arrival) {
        onArrival = onArrival.andThen(arrival);
    }

    private void greet() {
        List<Approval> asking = view.now().asking();
        arrived.retainAll(asking.stream().map(Approval::code).toList());
        for (Approval one : asking) {
            if (arrived.add(one.code())) onArrival.accept(one);
        }
    }

    /** Opens the panel of an app; null closes it. */
    public void select(@Nullable String id) {
        selected = id;
        trouble = null;
        show();
    }

    /** Ends the access of an app. */
    public void cutOff(String id) {
        act(() -> server.cutOff(id), () -> select(null));
    }

    /**
     * Lets apps go on that are paused.
     *
     * @param id of one; null: all of them
     */
    public void confirm(@Nullable String id) {
        act(() -> server.confirmApps(id), () -> {});
    }

    /** Lets an app read only, or write too. */
    public void access(String id, boolean readOnly) {
        act(() -> server.access(id, readOnly), () -> {});
    }

    /** Lets the app in that shows this code. */
    public void approve(String code, boolean readOnly) {
        act(() -> server.approve(code, readOnly), () -> {});
    }

    /** Turns it away for an hour. */
    public void refuse(String code) {
        act(() -> server.refuse(code), () -> {});
    }

    /** Lets one older app ask in the next minutes. */
    public void openWindow() {
        act(() -> server.openWindow(WINDOW), () -> {});
    }

    public void closeWindow() {
        act(server::closeWindow, () -> {});
    }

    /** Something asked of the server, which refuses with a sentence. */
    @FunctionalInterface
    private interface Wish {
        void carryOut() throws HomeException;
    }

    private void act(Wish wish, Runnable done) {
        trouble = null;
        Callable<Boolean> task =
                () -> {
                    wish.carryOut();
                    return true;
                };
        work.run(
                task,
                _ -> {
                    done.run();
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
        Known now = known;
        if (now == null) {
            crowd.set(Crowd.NOBODY);
            view.set(new AppsView(null, null, List.of(), List.of(), null, trouble));
            return;
        }
        Instant moment = times.now();
        Map<String, List<LogEntry>> byApp =
                now.log().stream()
                        .filter(entry -> entry.app() != null)
                        .collect(Collectors.groupingBy(entry -> String.valueOf(entry.app())));
        List<AppRow> rows =
                now.list().apps().stream()
                        .filter(app -> !ended(app, moment))
                        .sorted(LAST_USED_FIRST)
                        .map(app -> row(app, byApp))
                        .toList();
        AppRow open =
                rows.stream().filter(row -> row.id().equals(selected)).findFirst().orElse(null);
        Instant until = now.list().windowOpenUntil();
        crowd.set(Crowd.of(rows, now.log(), times));
        view.set(
                new AppsView(
                        rows,
                        open,
                        open == null ? List.of() : ledger(byApp.getOrDefault(open.id(), List.of())),
                        now.list().requests().stream()
                                .map(request -> Approval.of(request, times))
                                .toList(),
                        until == null || times.past(until) ? null : times.left(until),
                        trouble));
    }

    private static boolean ended(AppEntry app, Instant now) {
        Instant expires = app.expires();
        return app.revoked() != null || (expires != null && !now.isBefore(expires));
    }

    private AppRow row(AppEntry app, Map<String, List<LogEntry>> byApp) {
        return AppRow.of(app, Days.of(byApp.getOrDefault(app.id(), List.of()), times), times);
    }

    private List<LedgerLine> ledger(List<LogEntry> entries) {
        return entries.stream()
                .limit(LEDGER_LINES)
                .map(entry -> LedgerLine.of(entry, times))
                .toList();
    }
}
