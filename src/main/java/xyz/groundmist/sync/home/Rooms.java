package xyz.groundmist.sync.home;

import org.jspecify.annotations.Nullable;

import xyz.groundmist.sync.store.SpaceName;

import java.time.Duration;
import java.util.List;

/** What home asks of the rooms below, all of them open and serving. */
interface Rooms extends AutoCloseable {
    /** The loopback port that is listened on. */
    int port();

    int connectedApps();

    int connectedSockets();

    List<SpaceEntry> spaces();

    /** A space's documents; those of no other space. */
    List<DocumentEntry> documents(SpaceName space) throws ControlException;

    List<AppEntry> apps() throws ControlException;

    /** Makes a grant; the url of the result stays to be filled in. */
    Granted addApp(
            SpaceName space,
            @Nullable String name,
            @Nullable String origin,
            boolean readOnly,
            @Nullable Duration lifetime)
            throws ControlException;

    /** Ends a grant and its sockets; false when there is no such grant. */
    boolean revokeApp(String id) throws ControlException;

    /** Takes no more clients, lets what they sent reach the disk, closes everything. */
    @Override
    void close();

    /** A new grant's id and token. */
    record Granted(String id, String token) {
        /** Without the token. */
        @Override
        public String toString() {
            return "Granted[id=" + id + "]";
        }
    }
}
