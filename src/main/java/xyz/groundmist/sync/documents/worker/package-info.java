/**
 * What runs inside the worker's process: the only code that touches Automerge's native library.
 *
 * <p>It may crash, loop or take all memory it is given; {@link xyz.groundmist.sync.documents.Cage}
 * expects that. One thread works, a second only notices that the server is gone.
 */
@NullMarked
package xyz.groundmist.sync.documents.worker;

import org.jspecify.annotations.NullMarked;
