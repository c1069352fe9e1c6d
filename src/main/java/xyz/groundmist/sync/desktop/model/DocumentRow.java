package xyz.groundmist.sync.desktop.model;

import org.jspecify.annotations.Nullable;

/**
 * A document in the list, in words.
 *
 * @param line size, changes, last edit
 * @param mark what is wrong with it; null as a rule
 * @param spoken all of it, for a screen reader
 */
public record DocumentRow(String name, String line, @Nullable String mark, String spoken) {}
