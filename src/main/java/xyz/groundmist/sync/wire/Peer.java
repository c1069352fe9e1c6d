package xyz.groundmist.sync.wire;

/** {@code peer}: the server's answer to a {@link Join} that it accepts. */
public record Peer(
        String senderId, String targetId, PeerMetadata peerMetadata, String selectedProtocolVersion)
        implements Message {}
