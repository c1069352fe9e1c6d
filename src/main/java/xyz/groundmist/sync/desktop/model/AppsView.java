package xyz.groundmist.sync.desktop.model;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * The page Apps.
 *
 * @param apps those that may connect, the last used first; null before the first look
 * @param selected the one whose panel is open
 * @param trouble why the last thing asked for did not happen
 */
public record AppsView(
        @Nullable List<AppRow> apps, @Nullable AppRow selected, @Nullable String trouble) {
    static final AppsView UNKNOWN = new AppsView(null, null, null);
}
