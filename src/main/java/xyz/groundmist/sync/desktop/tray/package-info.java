/**
 * The icon in the system's panel, its menu, and notifications. On Linux over D-Bus
 * (StatusNotifierItem and com.canonical.dbusmenu: no native code, no AWT), on macOS and Windows by
 * AWT.
 *
 * <p>Knows nothing of the server: what to show comes in as a {@link TrayView}, what a person chose
 * goes out as a {@link TrayAction}. All state lives on one thread, {@code tray}; actions run on
 * another, {@code tray-chosen}, so that a slow one doesn't stop the icon.
 */
@NullMarked
package xyz.groundmist.sync.desktop.tray;

import org.jspecify.annotations.NullMarked;
