package xyz.groundmist.sync.desktop.model;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * The page Log.
 *
 * @param rows what passes the filter, the newest first
 * @param empty what to say when there is none
 * @param note what came of copying the report
 */
public record LogView(List<Row> rows, String empty, @Nullable String note) {
    /** One event. */
    public record Row(String time, boolean problem, String words) {}
}
