/**
 * The composition root: settings, lifecycle, status and the control socket; wires the rooms.
 *
 * <p>May use every room below; nothing but cli and desktop may use it.
 */
@NullMarked
package xyz.groundmist.sync.home;

import org.jspecify.annotations.NullMarked;
