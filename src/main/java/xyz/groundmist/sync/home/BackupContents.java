package xyz.groundmist.sync.home;

import java.time.Instant;

/**
 * What a backup says of itself, before it is restored.
 *
 * @param from when it was made
 * @param sealed whether it has secrets, which take a passphrase
 */
public record BackupContents(Instant from, int spaces, long documents, boolean sealed) {}
