package xyz.groundmist.sync.engine;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * A received sync message (Automerge {@code sync.rs}): {@code 0x42} (V1) or {@code 0x43} (V2), then
 * heads, need, have and changes, then perhaps flags.
 *
 * <p>The buffer may be a mapped file of 256 MB: heads, need and have are copied (at most about 6
 * MB, see the limits below), the changes stay where they are and are read once, front to back,
 * through {@link #nextChunk}. So the buffer must stay untouched until {@link #hasMoreChanges} is
 * false. The framing of every entry was checked by {@link #parse}.
 */
public final class SyncMessage {
    private static final int V1 = 0x42;
    private static final int V2 = 0x43;
    private static final int MOST_HASHES = 16_384; // in each list: half a megabyte
    private static final int MOST_HAVES = 4; // Automerge sends one, or none
    private static final int MOST_BLOOM_BYTES = 4 << 20; // three million changes
    private static final int SPEAKS_V2 = 0x02;
    private static final int FLAG_BITS = 0x80;
    private static final int SYNC_RESET = 1;
    private static final int READ_ONLY = 2;
    private static final int SUPPORTS_SYNC_RESET = 4;
    private static final int CHUNK_MAGIC = 0x856f4a83;
    private static final int CHUNK_TYPE_AT = 8;

    private final List<ChangeHash> heads;
    private final List<ChangeHash> need;
    private final List<Have> have;
    private final @Nullable Flags flags;
    private final boolean hasChanges;
    private final ByteBuffer entries; // what of the changes wasn't read yet
    private int entriesLeft;
    private @Nullable ByteBuffer entry; // the entry being read, when it holds further chunks

    /** A peer's flags; a message without any leaves what is known of the peer as it is. */
    record Flags(
            boolean speaksV2, boolean syncReset, boolean readOnly, boolean supportsSyncReset) {}

    private SyncMessage(
            List<ChangeHash> heads,
            List<ChangeHash> need,
            List<Have> have,
            int entryCount,
            ByteBuffer entries,
            @Nullable Flags flags) {
        this.heads = heads;
        this.need = need;
        this.have = have;
        this.hasChanges = entryCount > 0;
        this.entriesLeft = entryCount;
        this.entries = entries;
        this.flags = flags;
    }

    /**
     * Reads the message that lies between the buffer's position and limit, without moving either.
     * Bytes after the flags are ignored, as Automerge does.
     *
     * @throws InvalidSyncMessageException when it isn't one; nothing large was allocated
     */
    public static SyncMessage parse(ByteBuffer data) throws InvalidSyncMessageException {
        ByteBuffer in = data.slice();
        int type = in.hasRemaining() ? in.get() : -1;
        if (type != V1 && type != V2) {
            throw new InvalidSyncMessageException(
                    "the sync message is neither of version 1 nor of version 2");
        }
        List<ChangeHash> heads = readHashes(in, "heads");
        List<ChangeHash> need = readHashes(in, "needed changes");
        List<Have> have = readHaves(in);
        int entryCount = (int) readCount(in, in.remaining(), "changes");
        int start = in.position();
        for (int i = 0; i < entryCount; i++) skip(in, "change");
        ByteBuffer entries = in.slice(start, in.position() - start);
        return new SyncMessage(heads, need, have, entryCount, entries, readFlags(in));
    }

    private static long readCount(ByteBuffer in, long most, String what)
            throws InvalidSyncMessageException {
        long count = Uleb.read(in);
        if (count > most) {
            throw new InvalidSyncMessageException("the sync message claims too many " + what);
        }
        return count;
    }

    private static List<ChangeHash> readHashes(ByteBuffer in, String what)
            throws InvalidSyncMessageException {
        int present = in.remaining() / ChangeHash.BYTES;
        int count = (int) readCount(in, Math.min(present, MOST_HASHES), what);
        if (count > in.remaining() / ChangeHash.BYTES) {
            throw new InvalidSyncMessageException("the sync message ends within its " + what);
        }
        var hashes = new ArrayList<ChangeHash>(count);
        boolean sorted = true;
        for (int i = 0; i < count; i++) {
            ChangeHash hash = ChangeHash.read(in);
            sorted &= i == 0 || hashes.getLast().compareTo(hash) < 0;
            hashes.add(hash);
        }
        return List.copyOf(sorted ? hashes : new TreeSet<>(hashes));
    }

    private static List<Have> readHaves(ByteBuffer in) throws InvalidSyncMessageException {
        int count = (int) readCount(in, MOST_HAVES, "Bloom filters");
        var have = new ArrayList<Have>(count);
        int blooms = 0;
        for (int i = 0; i < count; i++) {
            List<ChangeHash> lastSync = readHashes(in, "shared heads");
            ByteBuffer bloom = skip(in, "Bloom filter");
            blooms += bloom.remaining();
            if (blooms > MOST_BLOOM_BYTES || blooms < 0) {
                throw new InvalidSyncMessageException(
                        "the sync message has Bloom filters of over 4 MB");
            }
            have.add(new Have(lastSync, BloomFilter.parse(bloom)));
        }
        return List.copyOf(have);
    }

    /** Moves past a length and as many bytes; returns these bytes. */
    private static ByteBuffer skip(ByteBuffer in, String what) throws InvalidSyncMessageException {
        long length = Uleb.read(in);
        if (length > in.remaining()) {
            throw new InvalidSyncMessageException("the sync message ends within a " + what);
        }
        ByteBuffer bytes = in.slice(in.position(), (int) length);
        in.position(in.position() + (int) length);
        return bytes;
    }

    private static @Nullable Flags readFlags(ByteBuffer in) throws InvalidSyncMessageException {
        if (!in.hasRemaining()) return null;
        ByteBuffer bytes = skip(in, "set of flags");
        boolean v2 = false;
        int bits = 0;
        while (bytes.hasRemaining()) {
            byte flag = bytes.get();
            if (flag == SPEAKS_V2) v2 = true;
            else if ((flag & FLAG_BITS) != 0) bits |= flag & ~FLAG_BITS;
        }
        return new Flags(
                v2,
                (bits & SYNC_RESET) != 0,
                (bits & READ_ONLY) != 0,
                (bits & SUPPORTS_SYNC_RESET) != 0);
    }

    /** The sender's heads, sorted; empty: it has nothing. */
    public List<ChangeHash> heads() {
        return heads;
    }

    /** Changes that the sender asks for by hash, sorted. */
    public List<ChangeHash> need() {
        return need;
    }

    /** What the sender has; empty: it only wants what it needs. */
    public List<Have> have() {
        return have;
    }

    /**
     * Whether the sender has changes and yet says it has none: so answers Automerge when it doesn't
     * know what we took for shared (its storage went back to an older copy).
     */
    boolean resets() {
        return !heads.isEmpty()
                && !have.isEmpty()
                && have.getFirst().lastSync().isEmpty()
                && have.getFirst().since().isEmpty();
    }

    /** Whether the message brought changes, read by now or not. */
    public boolean hasChanges() {
        return hasChanges;
    }

    @Nullable Flags flags() {
        return flags;
    }

    /** Whether {@link #nextChunk} has something to return. */
    boolean hasMoreChanges() {
        return entry != null || entriesLeft > 0;
    }

    /** Passes over the changes not read yet. */
    void skipChanges() {
        entry = null;
        entriesLeft = 0;
    }

    /**
     * The next chunk (header and data), a slice of the message's buffer. Empty entries are passed
     * over, as Automerge does; then null when none is left.
     *
     * @throws InvalidChangeException when the bytes there aren't a whole chunk
     */
    @Nullable ByteBuffer nextChunk() throws InvalidChangeException {
        while (entry == null) {
            if (entriesLeft == 0) return null;
            entriesLeft--;
            ByteBuffer next = nextEntry();
            if (next.hasRemaining()) entry = next;
        }
        ByteBuffer chunk = cutChunk(entry);
        if (!entry.hasRemaining()) entry = null;
        return chunk;
    }

    private ByteBuffer nextEntry() {
        try {
            return skip(entries, "change");
        } catch (InvalidSyncMessageException e) {
            throw new IllegalStateException("the message's bytes changed since it was checked", e);
        }
    }

    private static ByteBuffer cutChunk(ByteBuffer entry) throws InvalidChangeException {
        int start = entry.position();
        if (entry.remaining() < CHUNK_TYPE_AT + 2 || entry.getInt(start) != CHUNK_MAGIC) {
            throw new InvalidChangeException(
                    InvalidChangeException.Reason.CHUNK,
                    "The message has something else than a change in it.");
        }
        entry.position(start + CHUNK_TYPE_AT + 1);
        try {
            skip(entry, "change");
        } catch (InvalidSyncMessageException e) {
            throw new InvalidChangeException(
                    InvalidChangeException.Reason.CHUNK, "The change is cut short.");
        }
        return entry.slice(start, entry.position() - start);
    }

    /** The type byte of a chunk; -1 when it is too short to have one. */
    static int chunkType(ByteBuffer chunk) {
        return chunk.remaining() > CHUNK_TYPE_AT ? chunk.get(CHUNK_TYPE_AT) : -1;
    }
}
