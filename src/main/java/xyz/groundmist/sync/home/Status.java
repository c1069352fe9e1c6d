package xyz.groundmist.sync.home;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;

/**
 * How the running server is.
 *
 * @param url the loopback address, for this machine and for tunnels and proxies on it
 * @param publicUrl where the outside reaches it, when that is set
 * @param reach the way in from the internet, and whether it is
 * @param owner the owner's DID, when it is set
 * @param account the sign-in to the owner's account, and what is published there
 * @param connectedApps grants of which at least one socket is open
 * @param connectedSockets WebSockets that are open
 * @param requests apps that wait for the owner's decision
 * @param pausedApps apps that wait for the owner to confirm them
 * @param windowOpenUntil when older apps may ask no more; null: they may not now
 * @param notices what happened in the last day that the owner should know, the newest first
 * @param devices the owner's other computers
 * @param problems sentences, each with what to do
 */
public record Status(
        String version,
        long pid,
        Instant started,
        int port,
        String url,
        @Nullable String publicUrl,
        ReachEntry reach,
        @Nullable String owner,
        AccountEntry account,
        String dataFolder,
        List<SpaceEntry> spaces,
        int connectedApps,
        int connectedSockets,
        int requests,
        int pausedApps,
        @Nullable Instant windowOpenUntil,
        List<NoticeEntry> notices,
        DeviceCounts devices,
        List<String> problems) {}
