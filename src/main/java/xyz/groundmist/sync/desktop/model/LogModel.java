package xyz.groundmist.sync.desktop.model;

import static xyz.groundmist.sync.desktop.model.Words.say;

import org.jspecify.annotations.Nullable;

import xyz.groundmist.sync.home.SupportReport;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/** The page Log: events as they come, a filter, and a report for those who help. */
public final class LogModel {
    private final Work work;
    private final Times times;
    private final LogTail tail;
    private final Server server;
    private final SupportReport report;
    private final Live<LogView> view = new Live<>(new LogView(List.of(), say("log.empty"), null));

    private List<LogLine> lines = List.of();
    private String filter = "";
    private boolean problemsOnly;
    private boolean reading;
    private @Nullable String note;

    LogModel(Work work, Times times, LogTail tail, Server server, SupportReport report) {
        this.work = work;
        this.times = times;
        this.tail = tail;
        this.server = server;
        this.report = report;
    }

    public Live<LogView> view() {
        return view;
    }

    /** Reads what has come; called again and again while the page is in sight. */
    public void look() {
        if (reading) return;
        reading = true;
        work.run(
                tail::read,
                read -> {
                    reading = false;
                    lines = read;
                    show();
                },
                sentence -> {
                    reading = false;
                    note = sentence;
                    show();
                });
    }

    /** Shows only what has this text in it, upper or lower case. */
    public void filter(String text) {
        filter = text.strip().toLowerCase(Locale.ROOT);
        show();
    }

    /** Shows warnings and errors only. */
    public void problemsOnly(boolean only) {
        problemsOnly = only;
        show();
    }

    /**
     * Writes the report.
     *
     * @param clipboard takes it, on the thread of the windows
     */
    public void report(Consumer<String> clipboard) {
        work.run(
                () -> report.write(server.status().now()),
                text -> {
                    clipboard.accept(text);
                    note = say("log.report.copied");
                    show();
                },
                sentence -> {
                    note = sentence;
                    show();
                });
    }

    private void show() {
        List<LogView.Row> rows = new ArrayList<>();
        for (LogLine line : lines) {
            if (problemsOnly && !line.problem()) continue;
            if (!line.has(filter)) continue;
            rows.add(new LogView.Row(times.exact(line.at()), line.problem(), line.words()));
        }
        Collections.reverse(rows);
        view.set(
                new LogView(
                        List.copyOf(rows),
                        say(lines.isEmpty() ? "log.empty" : "log.nothing-fits"),
                        note));
    }
}
