package xyz.groundmist.sync.engine;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;

/**
 * The name of a document: 16 bytes, written as base58check (automerge-repo, {@code AutomergeUrl}).
 * Nothing that isn't exactly this form becomes a {@code DocumentId}, so one is always safe to use
 * in a query or a log.
 */
public final class DocumentId {
    public static final int BYTES = 16;
    private static final int LONGEST_TEXT = 28;

    private final long high;
    private final long low;
    private final String text;

    private DocumentId(byte[] id, String text) {
        var in = ByteBuffer.wrap(id);
        this.high = in.getLong();
        this.low = in.getLong();
        this.text = text;
    }

    /** The id that the text names, or null when the text isn't base58check of 16 bytes. */
    public static @Nullable DocumentId parse(String text) {
        if (text.length() > LONGEST_TEXT) return null;
        byte[] id = Base58Check.decode(text, BYTES);
        return id == null ? null : new DocumentId(id, text);
    }

    public static DocumentId of(byte[] id) {
        if (id.length != BYTES) {
            throw new IllegalArgumentException("a document id has 16 bytes, not " + id.length);
        }
        return new DocumentId(id, Base58Check.encode(id));
    }

    public byte[] bytes() {
        return ByteBuffer.allocate(BYTES).putLong(high).putLong(low).array();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof DocumentId that && high == that.high && low == that.low;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(high ^ low);
    }

    /** The base58check text, as it stands behind {@code automerge:} in a document's address. */
    @Override
    public String toString() {
        return text;
    }
}
