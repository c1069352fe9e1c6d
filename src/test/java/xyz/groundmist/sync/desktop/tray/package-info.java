/**
 * The icon in the panel. The tests that need panels start real ones on a screen and a session bus
 * of their own ({@code Desktop}).
 */
@NullMarked
package xyz.groundmist.sync.desktop.tray;

import org.jspecify.annotations.NullMarked;
