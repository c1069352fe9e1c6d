/**
 * Looks at an installation from outside, whether its server runs or not, and says what to do.
 *
 * <p>May use home (asks the running server as the command line does), backup, space and store
 * (files). Threads: the caller's; a look takes seconds, as it reads every database and waits for
 * the network.
 */
@NullMarked
package xyz.groundmist.sync.doctor;

import org.jspecify.annotations.NullMarked;
