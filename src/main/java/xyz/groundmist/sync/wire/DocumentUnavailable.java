package xyz.groundmist.sync.wire;

/** {@code doc-unavailable}: the sender has no such document. */
public record DocumentUnavailable(String senderId, String targetId, String documentId)
        implements Message {}
