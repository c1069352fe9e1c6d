package xyz.groundmist.sync.lan;

import org.jspecify.annotations.Nullable;

import xyz.groundmist.sync.store.SpaceName;

/**
 * How far a space is in step with a connected device.
 *
 * @param compared whether it is known what differs; else {@code behind} is what is known so far
 * @param behind documents that differ, as either side knows
 * @param problem what stands in the way on this machine, in a sentence; null when nothing does
 */
public record ReplicaStatus(
        DeviceId device, SpaceName space, boolean compared, int behind, @Nullable String problem) {
    public boolean inStep() {
        return compared && behind == 0 && problem == null;
    }
}
