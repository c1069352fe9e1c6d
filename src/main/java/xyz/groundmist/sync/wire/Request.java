package xyz.groundmist.sync.wire;

import java.nio.ByteBuffer;

/**
 * {@code request}: a {@link Sync} whose sender also wants a {@link DocumentUnavailable} if nobody
 * has the document.
 *
 * @param data a slice of the buffer it was decoded from: as long-lived as that buffer
 */
public record Request(String senderId, String targetId, String documentId, ByteBuffer data)
        implements Message {}
