package xyz.groundmist.sync.wire;

import java.util.List;

/**
 * {@code join}: the client's first message.
 *
 * @param supportedProtocolVersions {@code ["1"]} when the client leaves the field out, as the Node
 *     server reads it ({@code WebSocketServerAdapter.selectProtocol})
 */
public record Join(
        String senderId, PeerMetadata peerMetadata, List<String> supportedProtocolVersions)
        implements Message {
    public Join {
        supportedProtocolVersions = List.copyOf(supportedProtocolVersions);
    }
}
