package xyz.groundmist.sync.wire;

import java.nio.ByteBuffer;

/**
 * {@code ephemeral}: the app's own bytes for whoever has the document open; never stored.
 *
 * @param senderId the author, kept when others pass the message on
 * @param sessionId the author's run; with {@code count} it tells a message seen before
 * @param count grows with every message of the session; 0 to 2^53
 * @param data a slice of the buffer it was decoded from: as long-lived as that buffer
 */
public record Ephemeral(
        String senderId,
        String targetId,
        String documentId,
        String sessionId,
        long count,
        ByteBuffer data)
        implements Message {}
