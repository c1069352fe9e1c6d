/**
 * The command line.
 *
 * <p>May use home.
 */
@NullMarked
package xyz.groundmist.sync.cli;

import org.jspecify.annotations.NullMarked;
