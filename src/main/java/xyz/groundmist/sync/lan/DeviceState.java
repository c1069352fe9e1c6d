package xyz.groundmist.sync.lan;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * A paired device at this moment.
 *
 * @param route how it is connected; null: it isn't
 * @param forgottenBy names of other paired devices that say that they have forgotten it: advice
 */
public record DeviceState(PairedDevice device, @Nullable Route route, List<String> forgottenBy) {
    public DeviceState {
        forgottenBy = List.copyOf(forgottenBy);
    }
}
