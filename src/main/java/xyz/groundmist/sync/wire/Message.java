package xyz.groundmist.sync.wire;

/**
 * One message of automerge-repo's network protocol "1", as it travels in one binary WebSocket
 * message (automerge-repo, {@code network/messages.ts}; automerge-repo-network-websocket, {@code
 * messages.ts}; versions 1.1.2 to 2.5.6).
 *
 * <p>Peer ids, session ids and storage ids are text the other side chose, at most {@value
 * #LONGEST_ID} characters. A document id is text of at most {@value #LONGEST_DOCUMENT_ID}
 * characters that nobody has checked yet: {@code engine.DocumentId} does.
 *
 * <p>{@link Deleted} is our own, and travels only between the owner's machines.
 */
public sealed interface Message
        permits Join,
                Peer,
                Leave,
                ErrorMessage,
                Sync,
                Request,
                DocumentUnavailable,
                Ephemeral,
                RemoteSubscriptionChange,
                RemoteHeadsChanged,
                Deleted {
    int LONGEST_ID = 256;
    int LONGEST_DOCUMENT_ID = 64;

    /** The peer id of the sender; in a relayed {@link Ephemeral}, of its author. */
    String senderId();
}
