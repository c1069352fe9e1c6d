/**
 * The windows, in JavaFX: parts, screens, and what moves between them. Shows the views of {@code
 * model} and hands back what a person chose; decides nothing. One thread: JavaFX's own.
 */
@NullMarked
package xyz.groundmist.sync.desktop.ui;

import org.jspecify.annotations.NullMarked;
