package xyz.groundmist.sync.desktop.model;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * The list of the page Documents.
 *
 * @param spaces to choose from; null while there is no server to ask
 * @param space the chosen one; null: all of them
 * @param items the last edited first
 * @param count how many, in words
 * @param open the one that is looked into
 * @param empty why there are no items
 * @param undo what was deleted last and can be undone; null: nothing
 * @param trouble why the last thing asked for did not happen
 * @param beat grows when time has gone by and {@link DocumentsModel#words} says something else
 */
public record DocumentsView(
        @Nullable List<SpaceChoice> spaces,
        @Nullable String space,
        List<DocumentItem> items,
        String count,
        @Nullable DocumentKey open,
        @Nullable String empty,
        @Nullable String undo,
        @Nullable String trouble,
        int beat) {
    static final DocumentsView ASLEEP =
            new DocumentsView(null, null, List.of(), "", null, null, null, null, 0);

    /**
     * A space, or all of them.
     *
     * @param space null: all
     * @param count of its documents, in words
     */
    public record SpaceChoice(@Nullable String space, String name, String count) {}
}
