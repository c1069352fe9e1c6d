package xyz.groundmist.sync.access;

/**
 * What went over one WebSocket.
 *
 * @param documents how many different documents were synced over it
 * @param received bytes of messages from the client
 * @param sent bytes of messages to the client
 */
public record Traffic(int documents, long received, long sent) {
    public static final Traffic NONE = new Traffic(0, 0, 0);

    Traffic plus(Traffic more) {
        return new Traffic(
                Math.max(documents, more.documents), received + more.received, sent + more.sent);
    }
}
