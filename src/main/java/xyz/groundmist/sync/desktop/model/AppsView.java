package xyz.groundmist.sync.desktop.model;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * The page Apps.
 *
 * @param apps those that may connect, the last used first; null before the first look
 * @param selected the one whose panel is open
 * @param ledger what that one did, the newest first
 * @param asking apps that wait for an answer, the first one first
 * @param windowLeft how long older apps may ask yet, or null: they may not
 * @param trouble why the last thing asked for did not happen
 */
public record AppsView(
        @Nullable List<AppRow> apps,
        @Nullable AppRow selected,
        List<LedgerLine> ledger,
        List<Approval> asking,
        @Nullable String windowLeft,
        @Nullable String trouble) {
    static final AppsView UNKNOWN = new AppsView(null, null, List.of(), List.of(), null, null);
}
