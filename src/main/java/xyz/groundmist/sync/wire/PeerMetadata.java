package xyz.groundmist.sync.wire;

import org.jspecify.annotations.Nullable;

/**
 * What a peer says of itself in {@link Join} and {@link Peer} (automerge-repo, {@code
 * NetworkAdapterInterface.PeerMetadata}).
 *
 * @param storageId names the peer's storage, usually a UUID; null when it keeps nothing
 * @param isEphemeral true when the peer's sync state isn't worth keeping; false when left out
 */
public record PeerMetadata(@Nullable String storageId, boolean isEphemeral) {
    public static final PeerMetadata NONE = new PeerMetadata(null, false);
}
