package xyz.groundmist.sync.owner;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/**
 * What this machine last wrote to the owner's account.
 *
 * @param host as apps read it, without a scheme
 * @param key this server's public key, a Multikey
 * @param cid names the record as it was written: nobody else has changed it as long as it has this
 * @param publicHost under which this server was reachable then; when that changes, the record
 *     follows
 */
public record Publication(
        String host, String key, String cid, @Nullable String publicHost, Instant at) {}
