package xyz.groundmist.sync.lan;

import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * A machine of the owner's that this one trusts.
 *
 * @param name what it calls itself
 * @param addresses where it was reached on the local network, the last one first
 * @param typed where the owner says it is
 * @param publicUrl where it says it can be reached from anywhere
 * @param estranged whether it said that it doesn't know this machine any more
 * @param forgot which others it says that it has forgotten
 */
public record PairedDevice(
        DeviceId id,
        String name,
        List<String> addresses,
        @Nullable String typed,
        @Nullable String publicUrl,
        Instant paired,
        @Nullable Instant lastSeen,
        boolean estranged,
        List<DeviceId> forgot) {
    private static final int MOST_ADDRESSES = 4;

    public PairedDevice {
        addresses = List.copyOf(addresses);
        forgot = List.copyOf(forgot);
    }

    static PairedDevice fresh(DeviceId id, Hello hello, Instant now) {
        URI url = hello.publicUrl();
        return new PairedDevice(
                id,
                hello.name(),
                List.of(),
                null,
                url == null ? null : url.toString(),
                now,
                null,
                false,
                hello.forgotten());
    }

    PairedDevice introduced(Hello hello) {
        URI url = hello.publicUrl();
        return new PairedDevice(
                id,
                hello.name(),
                addresses,
                typed,
                url == null ? null : url.toString(),
                paired,
                lastSeen,
                false,
                hello.forgotten());
    }

    PairedDevice reachedAt(LanAddress address) {
        var known = new ArrayList<String>();
        known.add(address.toString());
        for (String other : addresses) {
            if (known.size() < MOST_ADDRESSES && !known.contains(other)) known.add(other);
        }
        return new PairedDevice(
                id, name, known, typed, publicUrl, paired, lastSeen, estranged, forgot);
    }

    PairedDevice toldAt(@Nullable LanAddress address) {
        return new PairedDevice(
                id,
                name,
                addresses,
                address == null ? null : address.toString(),
                publicUrl,
                paired,
                lastSeen,
                estranged,
                forgot);
    }

    PairedDevice seen(Instant now) {
        return new PairedDevice(
                id, name, addresses, typed, publicUrl, paired, now, estranged, forgot);
    }

    PairedDevice estrangedNow() {
        return new PairedDevice(
                id, name, addresses, typed, publicUrl, paired, lastSeen, true, forgot);
    }
}
