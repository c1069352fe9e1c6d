package xyz.groundmist.sync.desktop.tray;

import org.jspecify.annotations.Nullable;

/**
 * What the panel shows.
 *
 * @param tooltip how things are, in one sentence
 * @param statusLine the menu's first line: "Running · reachable"
 * @param asking the menu's second line, "2 apps are asking for access…", or null when none does
 * @param serving whether the menu offers to stop (else to start)
 * @param address the public address; without one the menu has nothing to copy
 */
public record TrayView(
        TrayState state,
        String tooltip,
        String statusLine,
        @Nullable String asking,
        boolean serving,
        @Nullable String address) {}
