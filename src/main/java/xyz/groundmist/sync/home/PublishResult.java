package xyz.groundmist.sync.home;

import java.time.Instant;

/**
 * What stands in the owner's account now, for everybody to read.
 *
 * @param key this server's public key
 * @param answered whether this server answers to that host, by its settings
 */
public record PublishResult(String host, String key, Instant at, boolean answered) {}
