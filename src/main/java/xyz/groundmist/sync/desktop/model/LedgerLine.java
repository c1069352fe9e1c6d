package xyz.groundmist.sync.desktop.model;

import static xyz.groundmist.sync.desktop.model.Words.say;

import xyz.groundmist.sync.home.LogEntry;

/** One thing an app did, or that was done to it. */
public record LedgerLine(String when, String words) {
    static LedgerLine of(LogEntry entry, Times times) {
        return new LedgerLine(times.brief(entry.at()), words(entry));
    }

    private static String words(LogEntry entry) {
        if (!entry.event().equals("connected")) return say("ledger." + entry.event());
        String what =
                entry.documents() == 0
                        ? say("ledger.connected")
                        : say("ledger.synced", entry.documents());
        String network = entry.network();
        return network == null ? what : say("ledger.from", what, network);
    }
}
