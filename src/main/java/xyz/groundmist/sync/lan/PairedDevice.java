package xyz.groundmist.sync.lan;

import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * A machine of the owner's that this one trusts, or did before a restore.
 *
 * @param name what it calls itself
 * @param addresses where it was reached on the local network, the last one first
 * @param typed where the owner says it is
 * @param publicUrl where it says it can be reached from anywhere
 * @param estranged whether it said that it doesn't know this machine any more
 * @param forgot which others it says that it has forgotten
 * @param restored when its key last came out of a backup, as it says (seconds since 1970); 0: never
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
        List<DeviceId> forgot,
        Standing standing,
        long restored) {
    private static final int MOST_ADDRESSES = 4;

    /** Whether it is let in and called. */
    public enum Standing {
        TRUSTED,
        /** Out of a backup: not before the owner confirms it. */
        PAUSED,
        /**
         * Out of a backup, and it doesn't know this machine's key: not before it is paired again.
         */
        FORMER
    }

    public PairedDevice {
        addresses = List.copyOf(addresses);
        forgot = List.copyOf(forgot);
    }

    static PairedDevice fresh(DeviceId id, Hello hello, Instant now) {
        return new PairedDevice(
                id,
                hello.name(),
                List.of(),
                null,
                text(hello.publicUrl()),
                now,
                null,
                false,
                hello.forgotten(),
                Standing.TRUSTED,
                hello.restored());
    }

    private static @Nullable String text(@Nullable URI url) {
        return url == null ? null : url.toString();
    }

    PairedDevice introduced(Hello hello) {
        return new PairedDevice(
                id,
                hello.name(),
                addresses,
                typed,
                text(hello.publicUrl()),
                paired,
                lastSeen,
                false,
                hello.forgotten(),
                standing,
                Math.max(restored, hello.restored()));
    }

    PairedDevice reachedAt(LanAddress address) {
        var known = new ArrayList<String>();
        known.add(address.toString());
        for (String other : addresses) {
            if (known.size() < MOST_ADDRESSES && !known.contains(other)) known.add(other);
        }
        return new PairedDevice(
                id, name, known, typed, publicUrl, paired, lastSeen, estranged, forgot, standing,
                restored);
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
                forgot,
                standing,
                restored);
    }

    PairedDevice seen(Instant now) {
        return new PairedDevice(
                id, name, addresses, typed, publicUrl, paired, now, estranged, forgot, standing,
                restored);
    }

    PairedDevice estrangedNow() {
        return new PairedDevice(
                id, name, addresses, typed, publicUrl, paired, lastSeen, true, forgot, standing,
                restored);
    }

    PairedDevice standing(Standing now) {
        return new PairedDevice(
                id, name, addresses, typed, publicUrl, paired, lastSeen, estranged, forgot, now,
                restored);
    }
}
