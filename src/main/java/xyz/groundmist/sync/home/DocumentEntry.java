package xyz.groundmist.sync.home;

import java.time.Instant;

/**
 * One document of the running server.
 *
 * @param space its lexicon authority domain
 * @param id base58check, as behind {@code automerge:} in its address
 * @param bytes of all its changes
 * @param connected sockets that have it open
 */
public record DocumentEntry(
        String space,
        String id,
        int changes,
        long bytes,
        Instant created,
        Instant changed,
        int connected) {}
