package xyz.groundmist.sync.home;

/**
 * A document that was deleted or brought back.
 *
 * @param space its lexicon authority domain
 * @param id base58check, as behind {@code automerge:} in its address
 * @param deleted false: it was brought back
 */
public record DeletedEntry(String space, String id, boolean deleted) {}
