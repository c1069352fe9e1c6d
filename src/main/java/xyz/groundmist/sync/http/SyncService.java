package xyz.groundmist.sync.http;

import xyz.groundmist.sync.access.Grant;
import xyz.groundmist.sync.space.PeerConnection;
import xyz.groundmist.sync.space.PeerSocket;

/** What a WebSocket is connected to once its token has been accepted. */
public interface SyncService {
    /**
     * Connects one client; may block. The returned connection gets {@link PeerConnection#closed}
     * exactly once, also when the socket went away during this call. Whatever is thrown closes the
     * socket with code 1011.
     */
    PeerConnection connect(Grant grant, PeerSocket socket) throws Exception;

    /** Whether new changes are refused at the moment, as the disk is full. */
    default boolean diskIsFull() {
        return false;
    }
}
