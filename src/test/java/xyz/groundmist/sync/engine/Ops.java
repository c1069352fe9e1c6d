package xyz.groundmist.sync.engine;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/** Writes operations into columns, in the form that Automerge itself gives them. */
final class Ops {
    static final int MAKE_MAP = 0;
    static final int SET = 1;
    static final int MAKE_LIST = 2;
    static final int DELETE = 3;
    static final int MAKE_TEXT = 4;
    static final int INCREMENT = 5;
    static final int MARK = 7;

    /** An operation's id: the actor's place in the change, and the counter. */
    record Id(int actor, long counter) {}

    static final Id ROOT = new Id(-1, 0);
    static final Id HEAD = new Id(-1, 0);

    private record Op(
            Id object,
            @Nullable String key,
            Id element,
            boolean insert,
            int action,
            int meta,
            byte[] value,
            List<Id> preds) {}

    private final List<Op> ops = new ArrayList<>();

    private Ops add(
            Id object, @Nullable String key, Id element, boolean insert, int action, Id... preds) {
        boolean text = action == SET || action == MARK;
        byte[] value = text ? ChangeWriter.text("v") : new byte[0];
        int meta = text ? 1 << 4 | 6 : 0;
        if (action == INCREMENT) {
            value = new byte[] {1};
            meta = 1 << 4 | 4;
        }
        ops.add(new Op(object, key, element, insert, action, meta, value, List.of(preds)));
        return this;
    }

    Ops put(Id object, String key, int action, Id... preds) {
        return add(object, key, HEAD, false, action, preds);
    }

    Ops insert(Id object, Id after, int action, Id... preds) {
        return add(object, null, after, true, action, preds);
    }

    Ops update(Id object, Id element, int action, Id... preds) {
        return add(object, null, element, false, action, preds);
    }

    Ops insertAtKey(Id object, String key, int action) {
        return add(object, key, HEAD, true, action);
    }

    boolean refersTo(int actor) {
        return ops.stream()
                .anyMatch(op ->
                        op.object.actor == actor
                                || op.element.actor == actor
                                || op.preds.stream().anyMatch(p -> p.actor == actor));
    }

    ChangeWriter into(ChangeWriter writer) {
        var columns = writer.columns;
        columns.clear();
        put(columns, ColumnLayout.OBJECT_ACTOR, rle(list(op -> actor(op.object)), false));
        put(
                columns,
                ColumnLayout.OBJECT_COUNTER,
                rle(list(op -> op.object.actor < 0 ? null : op.object.counter), false));
        put(
                columns,
                ColumnLayout.KEY_ACTOR,
                rle(list(op -> op.key != null ? null : actor(op.element)), false));
        put(
                columns,
                ColumnLayout.KEY_COUNTER,
                rle(delta(list(op -> op.key != null ? null : (Long) op.element.counter)), true));
        put(columns, ColumnLayout.KEY_STRING, strings());
        put(columns, ColumnLayout.INSERT, booleans());
        put(columns, ColumnLayout.ACTION, rle(list(op -> (long) op.action), false));
        put(columns, ColumnLayout.VALUE_METADATA, rle(list(op -> (long) op.meta), false));
        var values = new ByteArrayOutputStream();
        ops.forEach(op -> values.writeBytes(op.value));
        put(columns, ColumnLayout.VALUE, values.toByteArray());
        put(columns, ColumnLayout.PRED_GROUP, rle(list(op -> (long) op.preds.size()), false));
        var actors = new ArrayList<@Nullable Long>();
        var counters = new ArrayList<@Nullable Long>();
        for (Op op : ops) {
            for (Id pred : op.preds) {
                actors.add((long) pred.actor);
                counters.add(pred.counter);
            }
        }
        put(columns, ColumnLayout.PRED_ACTOR, rle(actors, false));
        put(columns, ColumnLayout.PRED_COUNTER, rle(delta(counters), true));
        return writer;
    }

    private static void put(java.util.Map<Integer, byte[]> columns, int spec, byte[] bytes) {
        if (bytes.length > 0) columns.put(spec, bytes);
    }

    private static @Nullable Long actor(Id id) {
        return id.actor < 0 ? null : (long) id.actor;
    }

    private List<@Nullable Long> list(java.util.function.Function<Op, @Nullable Long> field) {
        var values = new ArrayList<@Nullable Long>();
        for (Op op : ops) values.add(field.apply(op));
        return values;
    }

    private static List<@Nullable Long> delta(List<@Nullable Long> values) {
        var deltas = new ArrayList<@Nullable Long>();
        long last = 0;
        for (Long value : values) {
            deltas.add(value == null ? null : value - last);
            if (value != null) last = value;
        }
        return deltas;
    }

    private byte[] booleans() {
        var out = new ByteArrayOutputStream();
        boolean last = false;
        int run = 0;
        for (Op op : ops) {
            if (op.insert != last) {
                ChangeWriter.uleb(out, run);
                run = 0;
                last = op.insert;
            }
            run++;
        }
        if (run > 0) ChangeWriter.uleb(out, run);
        return out.toByteArray();
    }

    private byte[] strings() {
        var values = new ArrayList<@Nullable Object>();
        for (Op op : ops) values.add(op.key);
        return runs(
                values,
                (out, value) -> {
                    byte[] bytes = ChangeWriter.text((String) value);
                    ChangeWriter.uleb(out, bytes.length);
                    out.writeBytes(bytes);
                });
    }

    private static byte[] rle(List<@Nullable Long> values, boolean signed) {
        return runs(
                values,
                (out, value) -> {
                    if (signed) ChangeWriter.sleb(out, (Long) value);
                    else ChangeWriter.uleb(out, (Long) value);
                });
    }

    private static byte[] runs(
            List<? extends @Nullable Object> values,
            java.util.function.BiConsumer<ByteArrayOutputStream, Object> encode) {
        var out = new ByteArrayOutputStream();
        if (values.stream().allMatch(java.util.Objects::isNull)) return out.toByteArray();
        for (int i = 0; i < values.size(); ) {
            Object value = values.get(i);
            int run = 1;
            while (i + run < values.size() && java.util.Objects.equals(value, values.get(i + run)))
                run++;
            if (value == null) {
                ChangeWriter.sleb(out, 0);
                ChangeWriter.uleb(out, run);
            } else if (run > 1) {
                ChangeWriter.sleb(out, run);
                encode.accept(out, value);
            } else {
                var literal = new ArrayList<Object>(List.of(value));
                while (i + literal.size() < values.size()) {
                    int at = i + literal.size();
                    Object next = values.get(at);
                    boolean repeats =
                            at + 1 < values.size()
                                    && java.util.Objects.equals(next, values.get(at + 1));
                    if (next == null || repeats) break;
                    literal.add(next);
                }
                run = literal.size();
                ChangeWriter.sleb(out, -run);
                literal.forEach(each -> encode.accept(out, each));
            }
            i += run;
        }
        return out.toByteArray();
    }
}
