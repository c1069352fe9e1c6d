package xyz.groundmist.sync.documents;

import org.jspecify.annotations.Nullable;

import xyz.groundmist.sync.documents.DocumentException.Reason;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * The chunks of a file as Automerge saves it: one after the other, whole documents and changes
 * (protocols.md, "Chunks"). One is held at a time; what is in it isn't looked at.
 */
final class ChunkStream implements AutoCloseable {
    private static final byte[] MAGIC = {(byte) 0x85, 0x6f, 0x4a, (byte) 0x83};
    private static final int FIXED_HEADER = 9;
    private static final int LONGEST_LENGTH = 5;

    /** What a chunk holds; in the order of their numbers. */
    enum Kind {
        DOCUMENT,
        CHANGE,
        DEFLATED_CHANGE,
        /** Of Automerge 3: several changes together. */
        BUNDLE
    }

    /**
     * A chunk with its header.
     *
     * @param bytes its own copy
     */
    @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
    record Piece(Kind kind, byte[] bytes) {}

    private final InputStream in;
    private final int longest;

    /**
     * @param in closed with this
     * @param longest of a chunk, in bytes
     */
    ChunkStream(InputStream in, int longest) {
        this.in = new BufferedInputStream(in, 1 << 16);
        this.longest = longest;
    }

    /**
     * The next chunk; null at the end.
     *
     * @throws DocumentException when something else comes, the last one is cut short, or it is too
     *     long
     */
    @Nullable Piece next() throws IOException, DocumentException {
        byte[] header = in.readNBytes(FIXED_HEADER);
        if (header.length == 0) return null;
        int type = header[header.length - 1];
        if (header.length < FIXED_HEADER
                || !Arrays.equals(header, 0, MAGIC.length, MAGIC, 0, MAGIC.length)
                || type < 0
                || type >= Kind.values().length) {
            throw new DocumentException(
                    Reason.OTHER, "It holds something else than what Automerge writes.");
        }
        var chunk = new ByteArrayOutputStream();
        chunk.writeBytes(header);
        long length = length(chunk);
        if (length > longest) throw Cage.tooLarge();
        byte[] data = in.readNBytes((int) length);
        if (data.length < length) throw cutShort();
        byte[] whole = Arrays.copyOf(chunk.toByteArray(), chunk.size() + data.length);
        System.arraycopy(data, 0, whole, chunk.size(), data.length);
        return new Piece(Kind.values()[type], whole);
    }

    private long length(ByteArrayOutputStream chunk) throws IOException, DocumentException {
        long length = 0;
        for (int i = 0; i < LONGEST_LENGTH; i++) {
            int one = in.read();
            if (one < 0) throw cutShort();
            chunk.write(one);
            length |= (long) (one & 0x7f) << (7 * i);
            if (one < 0x80) return length;
        }
        throw Cage.tooLarge();
    }

    private static DocumentException cutShort() {
        return new DocumentException(Reason.OTHER, "It is cut short.");
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
