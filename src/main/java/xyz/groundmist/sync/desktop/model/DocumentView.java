package xyz.groundmist.sync.desktop.model;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * The document that is looked into.
 *
 * @param key null: none is
 * @param about when it was edited last, how much it is
 * @param pane what of it is shown
 * @param content when that is the content
 * @param changes when that is what has changed
 * @param note said in place of either, or below
 * @param life null before it is known
 * @param busy something is on its way
 * @param outcome how bringing back went
 * @param gone it was deleted meanwhile
 */
public record DocumentView(
        @Nullable DocumentKey key,
        String title,
        String about,
        Pane pane,
        List<ContentRow> content,
        List<DiffRow> changes,
        @Nullable String note,
        @Nullable Life life,
        boolean busy,
        @Nullable String outcome,
        boolean gone) {
    static final DocumentView NONE =
            new DocumentView(
                    null,
                    "",
                    "",
                    Pane.CONTENT,
                    List.of(),
                    List.of(),
                    null,
                    null,
                    false,
                    null,
                    false);

    /** What of a document can be shown. */
    public enum Pane {
        /** As it is, or was at the chosen step. */
        CONTENT,
        /** What the chosen step changed. */
        STEP,
        /** What was changed between the chosen step and now. */
        SINCE
    }
}
