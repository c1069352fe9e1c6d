package xyz.groundmist.sync.space;

import xyz.groundmist.sync.engine.DocumentId;

import java.time.Instant;

/**
 * A document as a list shows it.
 *
 * @param bytes size of its changes, as they came
 * @param snapshot bytes of its compact snapshot; 0: it has none
 * @param connected clients that have it open
 */
public record DocumentStatus(
        DocumentId id,
        int changes,
        long bytes,
        int snapshot,
        Instant created,
        Instant changed,
        int connected) {}
