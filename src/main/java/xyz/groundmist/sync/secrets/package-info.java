/**
 * What the server keeps that nobody else may know: one text under each name. Whose secret it is and
 * what it is good for is the business of the rooms above.
 *
 * <p>Callers' threads do the work. Beside identity, of which it uses the way to write a private
 * file.
 */
@NullMarked
package xyz.groundmist.sync.secrets;

import org.jspecify.annotations.NullMarked;
