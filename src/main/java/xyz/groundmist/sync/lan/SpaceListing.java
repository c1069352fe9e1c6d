package xyz.groundmist.sync.lan;

import org.jspecify.annotations.Nullable;

import xyz.groundmist.sync.engine.ChangeHash;
import xyz.groundmist.sync.engine.DocumentId;
import xyz.groundmist.sync.space.Space;
import xyz.groundmist.sync.store.DocumentState;
import xyz.groundmist.sync.store.StoreException;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;

/**
 * Reads through a space's documents in the order of their ids' bytes: 16 bytes of id and 16 that
 * stand for the state each. Pages of heads from the store, never a document's graph.
 */
final class SpaceListing {
    /**
     * One document.
     *
     * @param state the first 16 bytes of a SHA-256 over whether it is deleted, since when, and, if
     *     it isn't, its heads
     */
    @SuppressWarnings("ArrayRecordComponent") // compared by same()
    record Entry(DocumentId id, byte[] state) {
        static final int BYTES = 32;

        boolean same(Entry other) {
            return Arrays.equals(state, other.state);
        }

        int compareId(Entry other) {
            return Arrays.compareUnsigned(id.bytes(), other.id.bytes());
        }
    }

    /** Entries in one page. */
    static final int PAGE = 2_000;

    private static final int STATE_BYTES = Entry.BYTES - DocumentId.BYTES;

    private final Space space;
    private List<DocumentState> page = List.of();
    private int next;
    private boolean last;

    SpaceListing(Space space) {
        this.space = space;
    }

    /** The document whose turn it is, or null after the last one. */
    @Nullable Entry peek() throws StoreException {
        if (next == page.size() && !last) {
            page = space.states(page.isEmpty() ? null : page.getLast().id(), PAGE);
            last = page.size() < PAGE;
            next = 0;
        }
        return next < page.size() ? entry(page.get(next)) : null;
    }

    void advance() {
        next++;
    }

    /** SHA-256 over all entries: equal ones mean that two machines are in step. */
    static byte[] digest(Space space) throws StoreException {
        MessageDigest sha = sha256();
        var listing = new SpaceListing(space);
        for (Entry entry = listing.peek(); entry != null; entry = listing.peek()) {
            sha.update(entry.id.bytes());
            sha.update(entry.state);
            listing.advance();
        }
        return sha.digest();
    }

    private static Entry entry(DocumentState document) {
        boolean deleted = document.deletion().deleted();
        List<ChangeHash> heads = deleted ? List.of() : document.heads();
        var text = ByteBuffer.allocate(1 + Long.BYTES + heads.size() * ChangeHash.BYTES);
        text.put((byte) (deleted ? 1 : 0)).putLong(document.deletion().at());
        for (ChangeHash head : heads) head.write(text);
        byte[] state = Arrays.copyOf(sha256().digest(text.array()), STATE_BYTES);
        return new Entry(document.id(), state);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
