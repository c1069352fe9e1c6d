package xyz.groundmist.sync.desktop.model;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * What the page about the owner's computers shows.
 *
 * @param devices those that are paired; null: the server sleeps
 * @param nearby addresses of those that were found and aren't
 * @param self what this one is called, and its id
 * @param pairing the pairing that is under way, or how the last one ended
 * @param trouble a sentence about what could not be done
 */
public record DevicesView(
        @Nullable List<DeviceRow> devices,
        List<String> nearby,
        String self,
        PairingView pairing,
        @Nullable String trouble) {
    static final DevicesView ASLEEP =
            new DevicesView(null, List.of(), "", new PairingView.None(), null);
}
