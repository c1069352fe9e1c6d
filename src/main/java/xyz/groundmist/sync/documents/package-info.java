/**
 * What is in the documents: views, history, earlier states brought back, folders and files in and
 * out.
 *
 * <p>Whatever has to look inside a document is done by Automerge's native code in a process of its
 * own ({@link xyz.groundmist.sync.documents.Cage}), which hostile input may bring down without
 * harm; that process runs what is in the chamber {@code worker}. Callers wait for it on their own
 * threads.
 */
@NullMarked
package xyz.groundmist.sync.documents;

import org.jspecify.annotations.NullMarked;
