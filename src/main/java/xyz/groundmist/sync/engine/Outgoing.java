package xyz.groundmist.sync.engine;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/**
 * A sync message to send: everything but the bodies of its changes. Peers in the same state get
 * equal ones, so that one encoding serves them all.
 *
 * @param v2 one entry holds all bodies (only for a peer that speaks version 2 and has nothing)
 * @param heads our heads, sorted
 * @param need changes we ask for, sorted
 * @param have what we have; empty: the peer shall send only what we need
 * @param snapshot how many of the document's first changes go as one document chunk before the
 *     others; 0: none do
 * @param changes ascending indices of the changes to send, besides those
 */
@SuppressWarnings("ArrayRecordComponent") // equals and hashCode are written for it
public record Outgoing(
        boolean v2,
        List<ChangeHash> heads,
        List<ChangeHash> need,
        List<Have> have,
        int snapshot,
        int[] changes) {
    /** Says that there is a message, but too large a one for this moment. */
    public static final Outgoing LATER =
            new Outgoing(false, List.of(), List.of(), List.of(), 0, new int[0]);

    private static final byte V1 = 0x42;
    private static final byte V2 = 0x43;

    public Outgoing {
        heads = List.copyOf(heads);
        need = List.copyOf(need);
        have = List.copyOf(have);
    }

    /**
     * The message's length in bytes.
     *
     * @param snapshotBytes the length of the document chunk, if there is one
     * @param bodies the chunks of {@link #changes}, in that order
     */
    public int size(int snapshotBytes, Collection<byte[]> bodies) {
        long size = 1L + sizeOf(heads) + sizeOf(need) + Uleb.size(have.size());
        for (Have one : have) {
            int bloom = one.since().encodedSize();
            size += sizeOf(one.lastSync()) + Uleb.size(bloom) + bloom;
        }
        if (v2) {
            long whole = snapshotBytes + total(bodies);
            size += 1 + Uleb.size(whole) + whole;
        } else {
            size += Uleb.size(bodies.size());
            for (byte[] body : bodies) size += Uleb.size(body.length) + body.length;
        }
        return Math.toIntExact(size);
    }

    /**
     * Writes the message at the buffer's position, up to where the document chunk goes if there is
     * one; {@link #end} writes the rest behind it.
     *
     * @param bodies the chunks of {@link #changes}, in that order
     */
    public void begin(ByteBuffer out, int snapshotBytes, Collection<byte[]> bodies) {
        if (bodies.size() != changes.length) {
            throw new IllegalArgumentException(
                    "a message of " + changes.length + " changes got " + bodies.size());
        }
        out.put(v2 ? V2 : V1);
        writeHashes(out, heads);
        writeHashes(out, need);
        Uleb.write(out, have.size());
        for (Have one : have) {
            writeHashes(out, one.lastSync());
            Uleb.write(out, one.since().encodedSize());
            one.since().write(out);
        }
        Uleb.write(out, v2 ? 1 : bodies.size());
        if (v2) Uleb.write(out, snapshotBytes + total(bodies));
    }

    /** Writes the chunks at the buffer's position, which ends the message. */
    public void end(ByteBuffer out, Collection<byte[]> bodies) {
        for (byte[] body : bodies) {
            if (!v2) Uleb.write(out, body.length);
            out.put(body);
        }
    }

    /** The whole message, ready to read; one without a document chunk. */
    public ByteBuffer encode(Collection<byte[]> bodies) {
        ByteBuffer out = ByteBuffer.allocate(size(0, bodies));
        begin(out, 0, bodies);
        end(out, bodies);
        return out.flip();
    }

    private static long total(Collection<byte[]> bodies) {
        long total = 0;
        for (byte[] body : bodies) total += body.length;
        return total;
    }

    private static long sizeOf(List<ChangeHash> hashes) {
        return Uleb.size(hashes.size()) + (long) ChangeHash.BYTES * hashes.size();
    }

    private static void writeHashes(ByteBuffer out, List<ChangeHash> hashes) {
        Uleb.write(out, hashes.size());
        for (ChangeHash hash : hashes) hash.write(out);
    }

    @Override
    public boolean equals(Object other) {
        return other == this
                || other instanceof Outgoing outgoing
                        && v2 == outgoing.v2
                        && snapshot == outgoing.snapshot
                        && Arrays.equals(changes, outgoing.changes)
                        && heads.equals(outgoing.heads)
                        && need.equals(outgoing.need)
                        && have.equals(outgoing.have);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(changes) + heads.hashCode();
    }
}
