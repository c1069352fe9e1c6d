package xyz.groundmist.sync.engine;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.TreeMap;

/** Small chunks, with right checksums, that claim to hold a lot. */
public final class HostileChunks {
    private HostileChunks() {}

    /** A change of so many operations, each of which sets the key k of the root. */
    public static byte[] operations(long count) {
        return change(count, Ops.SET);
    }

    /** A change that makes so many maps. */
    public static byte[] maps(long count) {
        return change(count, Ops.MAKE_MAP);
    }

    private static byte[] change(long count, int action) {
        return new ChangeWriter()
                .column(ColumnLayout.KEY_STRING, _ -> key(count))
                .column(ColumnLayout.INSERT, _ -> uleb(count))
                .column(ColumnLayout.ACTION, _ -> run(count, action))
                .column(ColumnLayout.VALUE_METADATA, _ -> run(count, 0))
                .column(ColumnLayout.PRED_GROUP, _ -> run(count, 0))
                .chunk();
    }

    /** A change whose only operation says that it has so many predecessors. */
    public static byte[] predecessors(long count) {
        return new ChangeWriter()
                .column(ColumnLayout.KEY_STRING, _ -> key(1))
                .column(ColumnLayout.INSERT, _ -> uleb(1))
                .column(ColumnLayout.ACTION, _ -> run(1, Ops.SET))
                .column(ColumnLayout.VALUE_METADATA, _ -> run(1, 0))
                .column(ColumnLayout.PRED_GROUP, _ -> run(1, count))
                .chunk();
    }

    /** A change, deflated, that sets a key to so many bytes. */
    public static byte[] scalar(int bytes) {
        return new ChangeWriter()
                .column(ColumnLayout.KEY_STRING, _ -> key(1))
                .column(ColumnLayout.INSERT, _ -> uleb(1))
                .column(ColumnLayout.ACTION, _ -> run(1, Ops.SET))
                .column(ColumnLayout.VALUE_METADATA, _ -> run(1, (long) bytes << 4 | 7))
                .column(ColumnLayout.VALUE, _ -> new byte[bytes])
                .column(ColumnLayout.PRED_GROUP, _ -> run(1, 0))
                .deflated();
    }

    /**
     * A change after another author's, which sets one key in the place of what that set under
     * another: nothing in it isn't there, and yet what Automerge saves with it can't be loaded.
     */
    public static byte[] spoiling(byte[] after) {
        try {
            Change before = Change.parse(ByteBuffer.wrap(after), EngineLimits.DEFAULT);
            var writer = new ChangeWriter();
            writer.actor = new byte[] {6, 6, 6};
            writer.startOp = before.startOp() + before.opCount();
            writer.deps.add(before.hash().bytes());
            writer.others.add(before.actor());
            return new Ops()
                    .put(Ops.ROOT, "spoilt", Ops.SET, new Ops.Id(1, before.startOp()))
                    .into(writer)
                    .chunk();
        } catch (InvalidChangeException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** The same change with a column in it that no Automerge knows yet. */
    public static byte[] foreign(byte[] change) {
        return ChangeWriter.of(change).column(0xb4, _ -> new byte[] {0, 1}).chunk();
    }

    /** A saved document whose one change claims so many operations, in columns of a few bytes. */
    public static byte[] document(long operations) {
        var changes = new TreeMap<Integer, byte[]>();
        changes.put(0x01, run(1, 0)); // actor
        changes.put(0x03, run(1, 1)); // seq
        changes.put(0x13, run(1, operations)); // max op
        changes.put(0x23, run(1, 0)); // time
        changes.put(0x35, new byte[] {1, 0}); // message
        changes.put(0x40, run(1, 0)); // deps
        changes.put(0x56, run(1, 7)); // extra
        var ops = new TreeMap<Integer, byte[]>();
        ops.put(0x15, key(operations));
        ops.put(0x21, run(operations, 0)); // id actor
        ops.put(0x23, run(operations, 1)); // id counter
        ops.put(0x34, uleb(operations));
        ops.put(0x42, run(operations, 1));
        ops.put(0x56, run(operations, 0));
        ops.put(0x80, run(operations, 0)); // succ
        return document(changes, ops);
    }

    /** A saved document with a column that deflates to so little and has so many bytes. */
    public static byte[] deflatedDocument(int bytes) {
        var ops = new TreeMap<Integer, byte[]>();
        ops.put(0x57 | 8, ChangeWriter.deflate(new byte[bytes]));
        return document(new TreeMap<>(), ops);
    }

    private static byte[] document(TreeMap<Integer, byte[]> changes, TreeMap<Integer, byte[]> ops) {
        var out = new ByteArrayOutputStream();
        ChangeWriter.uleb(out, 1);
        out.writeBytes(new byte[] {1, 7}); // the actor
        ChangeWriter.uleb(out, 1);
        out.writeBytes(new byte[32]); // the head
        for (var columns : java.util.List.of(changes, ops)) {
            ChangeWriter.uleb(out, columns.size());
            columns.forEach((spec, bytes) -> {
                ChangeWriter.uleb(out, spec);
                ChangeWriter.uleb(out, bytes.length);
            });
        }
        changes.values().forEach(out::writeBytes);
        ops.values().forEach(out::writeBytes);
        ChangeWriter.uleb(out, 0); // index of the head
        byte[] data = out.toByteArray();
        return ChangeWriter.chunk(0, data, hash(data));
    }

    private static byte[] hash(byte[] data) {
        var out = new ByteArrayOutputStream();
        out.write(0);
        ChangeWriter.uleb(out, data.length);
        out.writeBytes(data);
        try {
            return MessageDigest.getInstance("SHA-256").digest(out.toByteArray());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] key(long count) {
        var out = new ByteArrayOutputStream();
        ChangeWriter.sleb(out, count);
        out.writeBytes(new byte[] {1, 'k'});
        return out.toByteArray();
    }

    private static byte[] run(long count, long value) {
        var out = new ByteArrayOutputStream();
        ChangeWriter.sleb(out, count);
        ChangeWriter.uleb(out, value);
        return out.toByteArray();
    }

    private static byte[] uleb(long value) {
        var out = new ByteArrayOutputStream();
        ChangeWriter.uleb(out, value);
        return out.toByteArray();
    }
}
