package xyz.groundmist.sync.desktop.model;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * The import or export under way, or the last one.
 *
 * @param words what it does, or how it ended; null: there was none, or it was put away
 * @param done from 0 to 1; below 0: nobody knows
 * @param running it can be given up
 * @param problems a sentence for each document or file that isn't over
 */
public record TransferView(
        @Nullable String words, double done, boolean running, List<String> problems) {
    static final TransferView NONE = new TransferView(null, 0, false, List.of());
}
