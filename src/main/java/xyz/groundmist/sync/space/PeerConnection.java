package xyz.groundmist.sync.space;

import java.nio.ByteBuffer;

/** A space's side of one client's WebSocket; the other direction is {@link PeerSocket}. */
public interface PeerConnection {
    /**
     * Takes one binary message; called for one message at a time, in order. Blocks while this
     * client has too much under way (back-pressure). The buffer may be reused after the return.
     */
    void receive(ByteBuffer message);

    /** How many different documents this client has opened, from its opening to this moment. */
    int documents();

    /** The socket is gone, whoever closed it; idempotent. */
    void closed();
}
