package xyz.groundmist.sync.desktop.model;

import static xyz.groundmist.sync.desktop.model.Words.say;

import xyz.groundmist.sync.home.LogEntry;

import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** How many documents an app touched on each of the last 30 days, today last. */
public record Days(List<Integer> documents) {
    private static final int DAYS = 30;

    static Days of(List<LogEntry> entries, Times times) {
        Integer[] days = new Integer[DAYS];
        Arrays.fill(days, 0);
        for (LogEntry entry : entries) {
            long ago = ChronoUnit.DAYS.between(times.date(entry.at()), times.today());
            if (ago >= 0 && ago < DAYS) days[DAYS - 1 - (int) ago] += entry.documents();
        }
        return new Days(List.of(days));
    }

    public boolean quiet() {
        return documents.stream().allMatch(count -> count == 0);
    }

    /** For those who don't see the line. */
    public String words() {
        long active = documents.stream().filter(count -> count > 0).collect(Collectors.counting());
        return say("apps.days", documents.getLast(), active);
    }
}
