package xyz.groundmist.sync.store;

/**
 * From one change of a document on, by whom they came, until the next arrival of that document.
 *
 * @param first the change's index
 */
public record Arrival(int first, Source source) {}
