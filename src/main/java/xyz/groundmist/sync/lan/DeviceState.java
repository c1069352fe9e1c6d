package xyz.groundmist.sync.lan;

import org.jspecify.annotations.Nullable;

/**
 * A paired device at this moment.
 *
 * @param route how it is connected; null: it isn't
 */
public record DeviceState(PairedDevice device, @Nullable Route route) {}
