package xyz.groundmist.sync.desktop.model;

/** A document that was deleted and can be brought back, in words. */
public record DeletedRow(DocumentKey key, String name, String line) {}
