package xyz.groundmist.sync.hardship;

import xyz.groundmist.sync.engine.DocumentId;

import java.io.ByteArrayOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Random;
import java.util.zip.Deflater;

/** Sync messages and changes, well made or not (protocols.md). */
final class Forgery {
    static final byte[] NOTHING = message(List.of(), List.of(), List.of());

    private final Random random;

    Forgery(long seed) {
        random = new Random(seed);
    }

    byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    String document() {
        byte[] id = bytes(16);
        id[6] = (byte) (id[6] & 0x0f | 0x40);
        id[8] = (byte) (id[8] & 0x3f | 0x80);
        return DocumentId.of(id).toString();
    }

    /** A change and its hash. */
    @SuppressWarnings("ArrayRecordComponent")
    record Made(byte[] chunk, byte[] hash) {}

    /** Sets so many keys of the root, all "k", in a few bytes. */
    static Made change(List<byte[]> deps, byte[] actor, long seq, long startOp, long ops) {
        return change(deps, actor, seq, startOp, ops, new byte[0], false);
    }

    static Made change(
            List<byte[]> deps,
            byte[] actor,
            long seq,
            long startOp,
            long ops,
            byte[] extra,
            boolean deflated) {
        byte[][] columns = {run(ops, 1, 'k'), uleb(ops), run(ops, 1), run(ops, 0), run(ops, 0)};
        int[] specs = {0x15, 0x34, 0x42, 0x56, 0x70};
        var out = new ByteArrayOutputStream();
        out.writeBytes(uleb(deps.size()));
        deps.forEach(out::writeBytes);
        out.writeBytes(prefixed(actor));
        out.writeBytes(uleb(seq));
        out.writeBytes(uleb(startOp));
        out.writeBytes(new byte[] {0, 0, 0});
        out.writeBytes(uleb(specs.length));
        for (int i = 0; i < specs.length; i++) {
            out.writeBytes(uleb(specs[i]));
            out.writeBytes(uleb(columns[i].length));
        }
        for (byte[] column : columns) out.writeBytes(column);
        out.writeBytes(extra);
        return chunk(out.toByteArray(), deflated);
    }

    private static Made chunk(byte[] body, boolean deflated) {
        byte[] length = uleb(body.length);
        byte[] hash = sha256(new byte[] {1}, length, body);
        byte[] data = deflated ? deflate(body) : body;
        var out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {(byte) 0x85, 0x6f, 0x4a, (byte) 0x83});
        out.write(hash, 0, 4);
        out.write(deflated ? 2 : 1);
        out.writeBytes(prefixed(data));
        return new Made(out.toByteArray(), hash);
    }

    /** A sync message of version 1 with one filter, which says what we have. */
    static byte[] message(List<byte[]> heads, List<byte[]> lastSync, List<byte[]> changes) {
        return message(heads, List.of(), lastSync, new byte[0], changes);
    }

    static byte[] message(
            List<byte[]> heads,
            List<byte[]> need,
            List<byte[]> lastSync,
            byte[] bloom,
            List<byte[]> changes) {
        var out = new ByteArrayOutputStream();
        out.write(0x42);
        hashes(out, heads);
        hashes(out, need);
        out.write(1);
        hashes(out, lastSync);
        out.writeBytes(prefixed(bloom));
        out.writeBytes(uleb(changes.size()));
        for (byte[] change : changes) out.writeBytes(prefixed(change));
        return out.toByteArray();
    }

    /** A filter that holds everything. */
    static byte[] bloom(int bytes) {
        var out = new ByteArrayOutputStream();
        out.writeBytes(uleb(bytes * 8L / 10));
        out.write(10);
        out.write(7);
        byte[] bits = new byte[(int) ((bytes * 8L / 10 * 10 + 7) / 8)];
        java.util.Arrays.fill(bits, (byte) 0xff);
        out.writeBytes(bits);
        return out.toByteArray();
    }

    private static void hashes(ByteArrayOutputStream out, List<byte[]> hashes) {
        out.writeBytes(uleb(hashes.size()));
        hashes.stream().sorted(java.util.Arrays::compareUnsigned).forEach(out::writeBytes);
    }

    /** A run of one value; a single one is written as a literal. */
    private static byte[] run(long count, int... value) {
        var out = new ByteArrayOutputStream();
        out.writeBytes(sleb(count == 1 ? -1 : count));
        for (int b : value) out.write(b);
        return out.toByteArray();
    }

    static byte[] prefixed(byte[] bytes) {
        var out = new ByteArrayOutputStream();
        out.writeBytes(uleb(bytes.length));
        out.writeBytes(bytes);
        return out.toByteArray();
    }

    static byte[] uleb(long value) {
        var out = new ByteArrayOutputStream();
        long rest = value;
        for (; rest >>> 7 != 0; rest >>>= 7) out.write((int) rest | 0x80);
        out.write((int) rest);
        return out.toByteArray();
    }

    private static byte[] sleb(long value) {
        var out = new ByteArrayOutputStream();
        long rest = value;
        for (; rest < -64 || rest > 63; rest >>= 7) out.write((int) rest | 0x80);
        out.write((int) rest & 0x7f);
        return out.toByteArray();
    }

    private static byte[] deflate(byte[] body) {
        var deflater = new Deflater(9, true);
        deflater.setInput(body);
        deflater.finish();
        var out = new ByteArrayOutputStream();
        byte[] piece = new byte[8192];
        while (!deflater.finished()) out.write(piece, 0, deflater.deflate(piece));
        deflater.end();
        return out.toByteArray();
    }

    private static byte[] sha256(byte[]... parts) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            for (byte[] part : parts) digest.update(part);
            return digest.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
