package xyz.groundmist.sync.space;

import xyz.groundmist.sync.engine.DocumentId;

import java.time.Instant;

/** How a document is. */
public record DocumentStatus(
        DocumentId id, int changes, long bytes, Instant created, Instant changed, int connected) {}
