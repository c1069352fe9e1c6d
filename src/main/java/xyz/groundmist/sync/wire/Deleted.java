package xyz.groundmist.sync.wire;

/**
 * Whether a document is deleted, as one of the owner's machines tells another. No message of
 * automerge-repo's: its type is {@value #TYPE}.
 *
 * @param deleted false: it was, and was brought back
 * @param at when that was decided, in milliseconds since 1970; not negative
 */
public record Deleted(String senderId, String targetId, String documentId, boolean deleted, long at)
        implements Message {
    static final String TYPE = "groundmist-deleted";
}
