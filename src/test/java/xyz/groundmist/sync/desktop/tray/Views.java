package xyz.groundmist.sync.desktop.tray;

import java.util.Locale;
import java.util.ResourceBundle;

/** What tests show in the panel. */
final class Views {
    static final TrayWords WORDS =
            TrayWords.of(
                    ResourceBundle.getBundle("xyz.groundmist.sync.desktop.words", Locale.ROOT));

    private Views() {}

    /** How things look in this state, with two apps asking when attention is needed. */
    static TrayView of(TrayState state) {
        return new TrayView(
                state,
                switch (state) {
                    case STOPPED -> "Syncing is stopped.";
                    case ATTENTION -> "2 apps are asking for access.";
                    case WORKING, RUNNING -> "All is well.";
                },
                state == TrayState.STOPPED ? "Stopped" : "Running · reachable",
                state == TrayState.ATTENTION ? "2 apps are asking for access…" : null,
                state != TrayState.STOPPED,
                "anna.example.org");
    }
}
