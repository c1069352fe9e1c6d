package xyz.groundmist.sync.lan;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * A known device at this moment.
 *
 * @param route how it is connected; null: it isn't
 * @param forgottenBy names of other paired devices that say that they have forgotten it: advice
 * @param nearby where it says on the local network that it is; null: it isn't heard there
 * @param doubled whether another machine came a short time ago that has its key, too
 */
public record DeviceState(
        PairedDevice device,
        @Nullable Route route,
        List<String> forgottenBy,
        @Nullable String nearby,
        boolean doubled) {
    public DeviceState {
        forgottenBy = List.copyOf(forgottenBy);
    }
}
