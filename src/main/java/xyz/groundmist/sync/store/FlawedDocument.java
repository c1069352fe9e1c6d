package xyz.groundmist.sync.store;

import org.jspecify.annotations.Nullable;

import xyz.groundmist.sync.engine.DocumentId;

/**
 * A document with something wrong.
 *
 * @param by by whom the change came that brought it about; null when nobody knows
 */
public record FlawedDocument(DocumentId id, Flaw flaw, @Nullable Source by) {}
