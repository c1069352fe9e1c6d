package xyz.groundmist.sync.space;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;

/**
 * Ephemeral messages that wait for a busy socket: a small ring that drops the oldest, as a cursor
 * position from a second ago is of no use to anyone. Confined to its connection's lock.
 */
final class EphemeralRing {
    private final int mostMessages;
    private final int mostBytes;
    private final ArrayDeque<ByteBuffer> messages = new ArrayDeque<>();
    private int bytes;

    EphemeralRing(int mostMessages, int mostBytes) {
        this.mostMessages = mostMessages;
        this.mostBytes = mostBytes;
    }

    void add(ByteBuffer message) {
        if (message.remaining() > mostBytes) return;
        messages.add(message);
        bytes += message.remaining();
        while (messages.size() > mostMessages || bytes > mostBytes) poll();
    }

    @Nullable ByteBuffer poll() {
        ByteBuffer oldest = messages.poll();
        if (oldest != null) bytes -= oldest.remaining();
        return oldest;
    }

    boolean isEmpty() {
        return messages.isEmpty();
    }
}
