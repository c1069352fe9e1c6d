package xyz.groundmist.sync.home;

import org.jspecify.annotations.Nullable;

import xyz.groundmist.sync.lan.DeviceState;
import xyz.groundmist.sync.lan.PairedDevice;
import xyz.groundmist.sync.lan.ReplicaStatus;

import java.time.Instant;
import java.util.List;
import java.util.Locale;

/**
 * Another computer of the owner's that is paired with this one, or was before a restore.
 *
 * @param id in groups, for people to compare
 * @param connected {@code lan} or {@code internet}; null: it isn't
 * @param inStep whether every document is the same on both; null: it isn't known
 * @param behind documents that differ, as far as is known
 * @param address where it was reached last on the local network, or is by what was typed
 * @param publicUrl where it says it can be reached from anywhere
 * @param estranged whether it said that it doesn't know this computer any more
 * @param forgottenBy names of your other computers that say that they have forgotten it
 * @param standing {@code trusted}; {@code paused}: it waits for the owner to confirm it; {@code
 *     former}: it has to be paired again
 * @param nearby where it is heard on the local network; null: it isn't
 * @param problem what stands in the way of being in step, in a sentence
 */
public record DeviceEntry(
        String id,
        String name,
        @Nullable String connected,
        @Nullable Boolean inStep,
        int behind,
        @Nullable String address,
        @Nullable String publicUrl,
        Instant paired,
        @Nullable Instant lastSeen,
        boolean estranged,
        List<String> forgottenBy,
        String standing,
        @Nullable String nearby,
        @Nullable String problem) {
    static DeviceEntry of(DeviceState state, List<ReplicaStatus> replicas) {
        PairedDevice device = state.device();
        List<ReplicaStatus> its =
                replicas.stream().filter(one -> one.device().equals(device.id())).toList();
        var route = state.route();
        String known = device.addresses().isEmpty() ? null : device.addresses().getFirst();
        boolean compared = its.stream().allMatch(ReplicaStatus::compared);
        return new DeviceEntry(
                device.id().text(),
                device.name(),
                route == null ? null : route.name().toLowerCase(Locale.ROOT),
                route == null || !compared ? null : its.stream().allMatch(ReplicaStatus::inStep),
                its.stream().mapToInt(ReplicaStatus::behind).sum(),
                device.typed() == null ? known : device.typed(),
                device.publicUrl(),
                device.paired(),
                device.lastSeen(),
                device.estranged(),
                state.forgottenBy(),
                device.standing().name().toLowerCase(Locale.ROOT),
                state.nearby(),
                state.doubled()
                        ? "Another computer with its key is turned away: it was restored from a"
                                + " backup, and the old one isn't gone. Stop that one."
                        : its.stream()
                                .map(ReplicaStatus::problem)
                                .filter(one -> one != null)
                                .findFirst()
                                .orElse(null));
    }

    boolean is(PairedDevice.Standing one) {
        return standing.equals(one.name().toLowerCase(Locale.ROOT));
    }
}
