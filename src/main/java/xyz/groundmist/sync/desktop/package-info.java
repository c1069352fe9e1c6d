/**
 * The desktop: one process with windows, an icon in the panel, and the server in it.
 *
 * <p>May use home. Beside cli: neither knows the other. In here things are wired; {@code model}
 * says what is shown, {@code ui} shows it, {@code tray} is the panel.
 */
@NullMarked
package xyz.groundmist.sync.desktop;

import org.jspecify.annotations.NullMarked;
