package xyz.groundmist.sync.space;

import xyz.groundmist.sync.engine.DocumentId;

import java.time.Instant;

/**
 * A document as a list shows it.
 *
 * @param bytes size of its changes, as they came
 * @param connected clients that have it open
 */
public record DocumentStatus(
        DocumentId id, int changes, long bytes, Instant created, Instant changed, int connected) {}
