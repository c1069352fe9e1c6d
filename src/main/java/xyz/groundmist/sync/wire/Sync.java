package xyz.groundmist.sync.wire;

import java.nio.ByteBuffer;

/**
 * {@code sync}: an Automerge sync message for a document.
 *
 * @param data a slice of the buffer it was decoded from: as long-lived as that buffer
 */
public record Sync(String senderId, String targetId, String documentId, ByteBuffer data)
        implements Message {}
