package xyz.groundmist.sync.lan;

import xyz.groundmist.sync.engine.DocumentId;
import xyz.groundmist.sync.store.SpaceName;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What two machines say to each other over a {@link Link}: one byte that says what it is, then
 * big-endian numbers. Each side gives the spaces numbers of its own, by which it names them from
 * then on.
 */
sealed interface ReplicaFrame {
    int VERSION = 1;

    /** The first frame of both sides. */
    record Hello(int version) implements ReplicaFrame {}

    /** There is this space here, under this number; before anything else about it. */
    record Announce(int space, SpaceName name, String storageId) implements ReplicaFrame {}

    /** All documents of the space in 32 bytes; news go out from before it was computed. */
    @SuppressWarnings("ArrayRecordComponent")
    record Digest(int space, byte[] digest) implements ReplicaFrame {}

    /**
     * A page of the space's documents, in the order of their ids' bytes. The side that was called
     * sends them when the digests differ, and the other one compares.
     */
    record Listing(int space, boolean first, boolean last, List<SpaceListing.Entry> entries)
            implements ReplicaFrame {}

    /** The listing could not be used: once more, please. */
    record Again(int space) implements ReplicaFrame {}

    /** So many documents of the space are known to differ here. */
    record Behind(int space, int documents) implements ReplicaFrame {}

    /**
     * A message about a document ({@code wire}), or a part of one; parts of different messages are
     * never mixed, but whole messages may come between them.
     *
     * @param whole the length of the whole message
     * @param from where in it this part begins
     * @param part a slice of the frame
     */
    record Part(int space, int whole, int from, ByteBuffer part) implements ReplicaFrame {
        static final int HEADER = 1 + Short.BYTES + 2 * Integer.BYTES;
    }

    /** Spaces have numbers below this. */
    int MOST_SPACES = 1_000;

    /** A change of 32 MB, with what is around it. */
    int LARGEST_MESSAGE = 40 << 20;

    private static ByteBuffer frame(int kind, int space, int more) {
        return ByteBuffer.allocate(1 + Short.BYTES + more).put((byte) kind).putShort((short) space);
    }

    default byte[] encode() {
        return switch (this) {
            case Hello f -> new byte[] {0, (byte) f.version};
            case Announce f -> {
                byte[] storage = f.storageId.getBytes(StandardCharsets.UTF_8);
                byte[] name = f.name.domain().getBytes(StandardCharsets.US_ASCII);
                yield frame(1, f.space, 1 + storage.length + name.length)
                        .put((byte) storage.length)
                        .put(storage)
                        .put(name)
                        .array();
            }
            case Digest f -> frame(2, f.space, f.digest.length).put(f.digest).array();
            case Listing f -> {
                ByteBuffer out = frame(3, f.space, 1 + f.entries.size() * SpaceListing.Entry.BYTES);
                out.put((byte) ((f.first ? 1 : 0) | (f.last ? 2 : 0)));
                for (var entry : f.entries) out.put(entry.id().bytes()).put(entry.state());
                yield out.array();
            }
            case Again f -> frame(4, f.space, 0).array();
            case Behind f -> frame(5, f.space, Integer.BYTES).putInt(f.documents).array();
            case Part f ->
                    frame(6, f.space, 2 * Integer.BYTES + f.part.remaining())
                            .putInt(f.whole)
                            .putInt(f.from)
                            .put(f.part.duplicate())
                            .array();
        };
    }

    /**
     * @throws MalformedFrameException for anything that {@link #encode} wouldn't make
     */
    static ReplicaFrame decode(byte[] bytes) throws MalformedFrameException {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        try {
            int kind = in.get();
            if (kind == 0) return new Hello(in.get());
            int space = in.getShort();
            if (space < 0 || space >= MOST_SPACES) throw new MalformedFrameException("a number");
            return switch (kind) {
                case 1 -> announce(space, in);
                case 2 -> new Digest(space, bytes(in, 32));
                case 3 -> listing(space, in);
                case 4 -> new Again(space);
                case 5 -> new Behind(space, Math.max(0, in.getInt()));
                case 6 -> part(space, in);
                default -> throw new MalformedFrameException("its kind");
            };
        } catch (java.nio.BufferUnderflowException e) {
            throw new MalformedFrameException("its length");
        }
    }

    private static byte[] bytes(ByteBuffer in, int count) {
        byte[] bytes = new byte[count];
        in.get(bytes);
        return bytes;
    }

    private static Announce announce(int space, ByteBuffer in) throws MalformedFrameException {
        String storageId =
                new String(bytes(in, Byte.toUnsignedInt(in.get())), StandardCharsets.UTF_8);
        SpaceName name =
                SpaceName.parse(new String(bytes(in, in.remaining()), StandardCharsets.ISO_8859_1));
        if (name == null) throw new MalformedFrameException("a space's name");
        if (storageId.length() < 8) throw new MalformedFrameException("a storage id");
        return new Announce(space, name, storageId);
    }

    private static Listing listing(int space, ByteBuffer in) throws MalformedFrameException {
        int flags = in.get();
        int count = in.remaining() / SpaceListing.Entry.BYTES;
        if (count > SpaceListing.PAGE) throw new MalformedFrameException("the length of a page");
        var entries = new ArrayList<SpaceListing.Entry>(count);
        for (int i = 0; i < count; i++) {
            DocumentId id = DocumentId.of(bytes(in, DocumentId.BYTES));
            entries.add(
                    new SpaceListing.Entry(
                            id, bytes(in, SpaceListing.Entry.BYTES - DocumentId.BYTES)));
        }
        return new Listing(space, (flags & 1) != 0, (flags & 2) != 0, entries);
    }

    private static Part part(int space, ByteBuffer in) throws MalformedFrameException {
        int whole = in.getInt();
        int from = in.getInt();
        if (whole <= 0
                || whole > LARGEST_MESSAGE
                || from < 0
                || in.remaining() > whole
                || from > whole - in.remaining()) {
            throw new MalformedFrameException("the length of a message");
        }
        return new Part(space, whole, from, in.slice());
    }
}
