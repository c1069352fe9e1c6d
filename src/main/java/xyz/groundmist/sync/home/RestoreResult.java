package xyz.groundmist.sync.home;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;

/**
 * What came back from a backup.
 *
 * @param from when the backup was made
 * @param pausedApps apps that wait for the owner to confirm them
 * @param pausedDevices names of paired devices that wait for the same
 * @param formerDevices names of those that have to be paired again, as they don't know this machine
 * @param sameMachine whether the sign-in and the keys of the old machine came back, too
 * @param leftSecrets whether the backup has secrets that were left out for want of a passphrase
 * @param aside the folder where what was there before lies now; null: nothing was there
 */
public record RestoreResult(
        Instant from,
        int spaces,
        long documents,
        int pausedApps,
        List<String> pausedDevices,
        List<String> formerDevices,
        boolean sameMachine,
        boolean leftSecrets,
        @Nullable String aside) {}
