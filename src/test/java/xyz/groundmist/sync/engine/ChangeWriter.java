package xyz.groundmist.sync.engine;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/** Writes a change chunk field by field, with a right checksum whatever the fields hold. */
final class ChangeWriter {
    List<byte[]> deps = new ArrayList<>();
    byte[] actor = {1};
    long seq = 1;
    long startOp = 1;
    long time;
    byte[] message = {};
    List<byte[]> others = new ArrayList<>();
    TreeMap<Integer, byte[]> columns = new TreeMap<>();
    byte[] extra = {};

    /** The fields of a chunk that is well-formed up to its columns. */
    static ChangeWriter of(byte[] chunk) {
        byte[] body = body(chunk);
        var in = ByteBuffer.wrap(body);
        var writer = new ChangeWriter();
        for (long n = uleb(in); n > 0; n--) writer.deps.add(take(in, 32));
        writer.actor = take(in, uleb(in));
        writer.seq = uleb(in);
        writer.startOp = uleb(in);
        while (in.get() < 0) {}
        writer.message = take(in, uleb(in));
        for (long n = uleb(in); n > 0; n--) writer.others.add(take(in, uleb(in)));
        var lengths = new ArrayList<long[]>();
        for (long n = uleb(in); n > 0; n--) lengths.add(new long[] {uleb(in), uleb(in)});
        for (long[] column : lengths) writer.columns.put((int) column[0], take(in, column[1]));
        writer.extra = take(in, in.remaining());
        return writer;
    }

    static byte[] body(byte[] chunk) {
        var in = ByteBuffer.wrap(chunk).position(9);
        byte[] data = take(in, uleb(in));
        if (chunk[8] == 1) return data;
        var inflater = new Inflater(true);
        try {
            inflater.setInput(data);
            var out = new ByteArrayOutputStream();
            byte[] piece = new byte[8192];
            while (!inflater.finished()) out.write(piece, 0, inflater.inflate(piece));
            return out.toByteArray();
        } catch (java.util.zip.DataFormatException e) {
            throw new IllegalArgumentException(e);
        } finally {
            inflater.end();
        }
    }

    private static byte[] take(ByteBuffer in, long length) {
        byte[] bytes = new byte[(int) length];
        in.get(bytes);
        return bytes;
    }

    private static long uleb(ByteBuffer in) {
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            byte next = in.get();
            value |= (long) (next & 0x7f) << shift;
            if (next >= 0) return value;
        }
    }

    ChangeWriter column(int spec, UnaryOperator<byte[]> edit) {
        columns.put(spec, edit.apply(columns.getOrDefault(spec, new byte[0])));
        return this;
    }

    byte[] body() {
        var out = new ByteArrayOutputStream();
        uleb(out, deps.size());
        deps.forEach(out::writeBytes);
        prefixed(out, actor);
        uleb(out, seq);
        uleb(out, startOp);
        sleb(out, time);
        prefixed(out, message);
        uleb(out, others.size());
        others.forEach(other -> prefixed(out, other));
        uleb(out, columns.size());
        columns.forEach((spec, bytes) -> {
            uleb(out, spec);
            uleb(out, bytes.length);
        });
        columns.values().forEach(out::writeBytes);
        out.writeBytes(extra);
        return out.toByteArray();
    }

    byte[] chunk() {
        return chunk(body());
    }

    /** A change chunk with the given data. */
    static byte[] chunk(byte[] body) {
        return chunk(1, body, hash(body));
    }

    byte[] deflated() {
        byte[] body = body();
        return chunk(2, deflate(body), hash(body));
    }

    static byte[] deflate(byte[] body) {
        var deflater = new Deflater(9, true);
        deflater.setInput(body);
        deflater.finish();
        var out = new ByteArrayOutputStream();
        byte[] piece = new byte[8192];
        while (!deflater.finished()) out.write(piece, 0, deflater.deflate(piece));
        deflater.end();
        return out.toByteArray();
    }

    static byte[] chunk(int type, byte[] data, byte[] hash) {
        var out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {(byte) 0x85, 0x6f, 0x4a, (byte) 0x83});
        out.write(hash, 0, 4);
        out.write(type);
        uleb(out, data.length);
        out.writeBytes(data);
        return out.toByteArray();
    }

    static byte[] hash(byte[] body) {
        var out = new ByteArrayOutputStream();
        out.write(1);
        uleb(out, body.length);
        out.writeBytes(body);
        try {
            return MessageDigest.getInstance("SHA-256").digest(out.toByteArray());
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    byte[] hash() {
        return hash(body());
    }

    private static void prefixed(ByteArrayOutputStream out, byte[] bytes) {
        uleb(out, bytes.length);
        out.writeBytes(bytes);
    }

    static void uleb(ByteArrayOutputStream out, long value) {
        long rest = value;
        for (; rest >>> 7 != 0; rest >>>= 7) out.write((int) rest | 0x80);
        out.write((int) rest);
    }

    static void sleb(ByteArrayOutputStream out, long value) {
        long rest = value;
        for (; rest < -64 || rest > 63; rest >>= 7) out.write((int) rest | 0x80);
        out.write((int) rest & 0x7f);
    }

    static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
