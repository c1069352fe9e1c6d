package xyz.groundmist.sync.desktop.tray;

import java.util.List;

/** Everything a panel may ask for at one moment. */
record Shown(Drawing drawing, Ink ink, TrayView view, List<MenuRow> menu) {

    /** A panel may hide an icon that is just active, but not one that needs attention. */
    String status() {
        return drawing == Drawing.ATTENTION ? "NeedsAttention" : "Active";
    }
}
