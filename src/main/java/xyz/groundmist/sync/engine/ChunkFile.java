package xyz.groundmist.sync.engine;

import xyz.groundmist.sync.engine.InvalidChangeException.Reason;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The chunks of a file as Automerge saves it: one after the other, whole documents and changes
 * (protocols.md, "Chunks").
 */
public final class ChunkFile {
    private static final int MAGIC = 0x856f4a83;
    private static final int TYPE_AT = 8;
    private static final int FIXED_HEADER = 9;

    /** What a chunk holds. */
    public enum Kind {
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
    public record Piece(Kind kind, byte[] bytes) {}

    private ChunkFile() {}

    /**
     * Cuts a file into its chunks; what is in them isn't looked at.
     *
     * @throws InvalidChangeException if something else is in between, or the last is cut short
     */
    public static List<Piece> pieces(byte[] file) throws InvalidChangeException {
        var pieces = new ArrayList<Piece>();
        for (int at = 0; at < file.length; ) {
            if (file.length - at < FIXED_HEADER || ByteBuffer.wrap(file, at, 4).getInt() != MAGIC) {
                throw new InvalidChangeException(
                        Reason.CHUNK, "The file holds something else than Automerge chunks.");
            }
            int type = file[at + TYPE_AT];
            if (type < 0 || type >= Kind.values().length) {
                throw new InvalidChangeException(
                        Reason.CHUNK, "The file has a chunk of a type that isn't known: " + type);
            }
            var in = new ByteReader(file, at + FIXED_HEADER, file.length, Reason.CHUNK, "chunk");
            in.skip(in.uleb());
            pieces.add(new Piece(Kind.values()[type], Arrays.copyOfRange(file, at, in.position())));
            at = in.position();
        }
        return pieces;
    }
}
