package xyz.groundmist.sync.http;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/**
 * Puts one socket's messages together from their parts, one after the other. Confined to one thread
 * at a time.
 */
final class IncomingMessage {
    private static final int SMALLEST = 8 << 10;

    private final Spool spool;
    private final int memoryMessageBytes;
    private final long messageBytes;
    private @Nullable ByteBuffer inMemory;
    private Spool.@Nullable SpooledMessage onDisk;
    private long size;

    IncomingMessage(Spool spool, HttpLimits limits) {
        this.spool = spool;
        memoryMessageBytes = limits.memoryMessageBytes();
        messageBytes = limits.messageBytes();
    }

    /**
     * Takes the next part; with the last one {@code whole} gets the message, in a buffer that is
     * its own only during the call. After an exception nothing of the message is kept.
     */
    void add(ByteBuffer part, boolean last, Consumer<ByteBuffer> whole)
            throws IOException, MessageRefusedException {
        if (last && size == 0 && part.remaining() <= memoryMessageBytes) {
            whole.accept(part);
            return;
        }
        try {
            append(part);
            if (last) deliver(whole);
        } catch (IOException | MessageRefusedException | RuntimeException | Error e) {
            discard();
            throw e;
        }
    }

    private void append(ByteBuffer part) throws IOException, MessageRefusedException {
        size += part.remaining();
        if (size > messageBytes) {
            throw new MessageRefusedException(
                    MessageRefusedException.TOO_BIG,
                    "A message may have at most " + (messageBytes >> 20) + " MB.");
        }
        if (onDisk == null && !fitsInMemory(part.remaining())) moveToDisk();
        if (onDisk != null) {
            onDisk.append(part);
        } else if (inMemory != null) {
            inMemory.put(part);
        }
    }

    private boolean fitsInMemory(int more) {
        if (size > memoryMessageBytes) return false;
        ByteBuffer old = inMemory;
        if (old != null && old.remaining() >= more) return true;
        int had = old == null ? 0 : old.capacity();
        int capacity =
                (int) Math.min(memoryMessageBytes, Math.max(SMALLEST, Math.max(2L * had, size)));
        if (!spool.memory().take(capacity)) return false;
        var grown = ByteBuffer.allocate(capacity);
        if (old != null) {
            grown.put(old.flip());
            spool.memory().give(had);
        }
        inMemory = grown;
        return true;
    }

    private void moveToDisk() throws IOException, MessageRefusedException {
        var file = spool.create();
        onDisk = file;
        if (inMemory != null) {
            file.append(inMemory.flip());
            spool.memory().give(inMemory.capacity());
            inMemory = null;
        }
    }

    private void deliver(Consumer<ByteBuffer> whole) throws IOException {
        try {
            if (onDisk != null) {
                onDisk.read(whole);
            } else if (inMemory != null) {
                whole.accept(inMemory.flip());
            }
        } finally {
            discard();
        }
    }

    /** Forgets an unfinished message and frees what it took; idempotent. */
    void discard() {
        size = 0;
        if (inMemory != null) spool.memory().give(inMemory.capacity());
        inMemory = null;
        if (onDisk != null) onDisk.close();
        onDisk = null;
    }
}
