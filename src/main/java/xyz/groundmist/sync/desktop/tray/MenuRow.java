package xyz.groundmist.sync.desktop.tray;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * A row of the panel's menu. The rows and their numbers are always the same, some are just not to
 * be seen: so a click on a menu that has been open for a while never does something else than what
 * was written there.
 *
 * @param label null for a line between groups
 */
record MenuRow(int id, @Nullable String label, boolean visible, @Nullable TrayAction action) {

    static List<MenuRow> of(TrayView view, TrayWords words) {
        return List.of(
                new MenuRow(1, view.statusLine(), true, TrayAction.OPEN_HOME),
                new MenuRow(2, view.asking(), view.asking() != null, TrayAction.OPEN_APPS),
                new MenuRow(3, null, true, null),
                new MenuRow(4, words.stop(), view.serving(), TrayAction.STOP),
                new MenuRow(5, words.start(), !view.serving(), TrayAction.START),
                new MenuRow(
                        6, words.copyAddress(), view.address() != null, TrayAction.COPY_ADDRESS),
                new MenuRow(7, words.open(), true, TrayAction.OPEN),
                new MenuRow(8, null, true, null),
                new MenuRow(9, words.quit(), true, TrayAction.QUIT));
    }

    boolean isLine() {
        return action == null;
    }
}
