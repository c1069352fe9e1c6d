package xyz.groundmist.sync.home;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;

/** Ways in as a status shows them. */
public final class Reaches {
    private static final Instant LOOKED = Instant.parse("2026-11-22T11:58:00Z");

    private Reaches() {}

    /** Nothing is set up. */
    public static ReachEntry none() {
        return of("none", "off", null);
    }

    /** All hops are fine. */
    public static ReachEntry wellThroughNgrok() {
        return new ReachEntry(
                "ngrok",
                "up",
                LOOKED.minusSeconds(7200),
                "https://anna.example.org",
                null,
                null,
                null,
                false,
                null,
                false,
                null,
                null,
                new ReachEntry.Look(
                        LOOKED,
                        "reached",
                        null,
                        null,
                        List.of(
                                new ReachEntry.Step("computer", true, 1, null),
                                new ReachEntry.Step("tunnel", true, 24, null),
                                new ReachEntry.Step("internet", true, 31, null),
                                new ReachEntry.Step("back", true, 58, null))),
                new ReachEntry.Use("2026-11", 1_204, 20_000, 212_000_000, 1_000_000_000));
    }

    /** It waits for the owner. */
    public static ReachEntry refusedByNgrok() {
        return new ReachEntry(
                "ngrok",
                "down",
                LOOKED,
                "https://anna.example.org",
                "ngrok doesn't accept the authtoken.",
                "Copy the authtoken from your ngrok account and enter it again.",
                "https://dashboard.ngrok.com/get-started/your-authtoken",
                true,
                null,
                false,
                null,
                null,
                new ReachEntry.Look(
                        LOOKED,
                        "unreachable",
                        "The tunnel isn't open.",
                        "It is opened again by itself as soon as that goes.",
                        List.of(
                                new ReachEntry.Step("computer", true, 1, null),
                                new ReachEntry.Step("tunnel", false, 0, "The tunnel isn't open."))),
                null);
    }

    /** An SSH server shows its key for the first time. */
    public static ReachEntry unknownSshServer() {
        return new ReachEntry(
                "ssh",
                "down",
                LOOKED,
                null,
                "The SSH server vps.example.org shows the key SHA256:abc.",
                "Compare it with what its owner says.",
                null,
                true,
                null,
                false,
                "SHA256:abc",
                "ssh-ed25519 AAAA groundmist-sync",
                null,
                null);
    }

    /** Nothing is wrong with it, and nobody has looked yet. */
    public static ReachEntry of(String way, String state, @Nullable String url) {
        return new ReachEntry(
                way,
                state,
                Instant.EPOCH,
                url,
                null,
                null,
                null,
                false,
                null,
                false,
                null,
                null,
                null,
                null);
    }
}
