package xyz.groundmist.sync.desktop.model;

import xyz.groundmist.sync.home.LogEntry;

import java.util.List;
import java.util.function.Predicate;

/**
 * The apps in a few words.
 *
 * @param apps how many may connect
 * @param here names of those that are connected
 * @param today names of those that were connected today
 */
record Crowd(int apps, List<String> here, List<String> today) {
    static final Crowd NOBODY = new Crowd(0, List.of(), List.of());

    static Crowd of(List<AppRow> rows, List<LogEntry> log, Times times) {
        return new Crowd(
                rows.size(),
                names(rows, log, entry -> entry.until() == null),
                names(
                        rows,
                        log,
                        entry -> {
                            var last = entry.until();
                            return last == null || times.date(last).equals(times.today());
                        }));
    }

    private static List<String> names(
            List<AppRow> rows, List<LogEntry> log, Predicate<LogEntry> which) {
        List<String> ids =
                log.stream()
                        .filter(entry -> entry.event().equals("connected") && which.test(entry))
                        .map(entry -> String.valueOf(entry.app()))
                        .toList();
        return rows.stream()
                .filter(row -> ids.contains(row.id()))
                .map(AppRow::name)
                .distinct()
                .toList();
    }
}
