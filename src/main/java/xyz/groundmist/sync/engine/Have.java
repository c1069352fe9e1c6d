package xyz.groundmist.sync.engine;

import java.util.List;

/**
 * What a peer says it has: everything up to {@code lastSync} (sorted), and about everything that
 * {@code since} holds. An answer sends what is in neither.
 */
public record Have(List<ChangeHash> lastSync, BloomFilter since) {
    public Have {
        lastSync = List.copyOf(lastSync);
    }
}
