package xyz.groundmist.sync.space;

import org.jspecify.annotations.Nullable;

import xyz.groundmist.sync.engine.ChangeHash;
import xyz.groundmist.sync.wire.RemoteHeadsChanged;

import java.time.InstantSource;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * With which heads each client's storage was last seen, told to the clients that watch it: so an
 * app can show whether its other devices have caught up. In memory only, while the document is
 * open. Confined to its document.
 */
final class RemoteHeadsLog {
    private static final int STORAGES = 64;

    private record Seen(List<ChangeHash> heads, long timestamp) {}

    private record About(String documentId, String storageId) {}

    private final String serverId;
    private final String documentId;
    private final InstantSource clock;
    private final Map<String, Seen> byStorage =
            new LinkedHashMap<>(0, 0.75f, true) {
                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Seen> eldest) {
                    return size() > STORAGES;
                }
            };

    RemoteHeadsLog(String serverId, String documentId, InstantSource clock) {
        this.serverId = serverId;
        this.documentId = documentId;
        this.clock = clock;
    }

    /**
     * Notes a peer's heads as it told them, and tells those who watch its storage. Of a peer whose
     * changes aren't taken only that it is in step: nobody else will ever see its own changes.
     *
     * @param ours the document's heads, all on disk
     */
    void report(DocumentPeer from, List<ChangeHash> ours, Collection<DocumentPeer> peers) {
        String storageId = from.connection().storageId();
        List<ChangeHash> heads = from.sync.lastHeads();
        if (storageId == null || heads == null || heads.equals(from.reportedHeads)) return;
        if (from.sync.refusal() != null && !heads.equals(ours)) return;
        from.reportedHeads = heads;
        var seen = new Seen(heads, clock.millis());
        byStorage.put(storageId, seen);
        for (DocumentPeer peer : peers) {
            if (peer != from) tell(peer, storageId, seen);
        }
    }

    /** Tells a peer that has begun to watch what is known already. */
    void tell(DocumentPeer peer) {
        byStorage.forEach((storageId, seen) -> tell(peer, storageId, seen));
    }

    private void tell(DocumentPeer peer, String storageId, @Nullable Seen seen) {
        Connection to = peer.connection();
        if (seen == null || !to.watches(storageId)) return;
        // Clients 2.x write a head as base58check, those before as hexadecimal digits, and neither
        // converts. What tells them apart is a capability that their Automerge announces.
        boolean base58 = peer.sync.supportsSyncReset();
        List<String> heads =
                seen.heads().stream()
                        .map(head -> base58 ? head.toBase58Check() : head.toString())
                        .toList();
        to.outbox()
                .answer(
                        new About(documentId, storageId),
                        new RemoteHeadsChanged(
                                serverId,
                                to.peerId(),
                                documentId,
                                Map.of(
                                        storageId,
                                        new RemoteHeadsChanged.RemoteHeads(
                                                heads, seen.timestamp()))));
    }
}
