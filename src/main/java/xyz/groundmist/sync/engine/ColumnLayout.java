package xyz.groundmist.sync.engine;

import xyz.groundmist.sync.engine.InvalidChangeException.Reason;

/**
 * Where a change's operation columns lie (Automerge binary format, "Column metadata"). A column
 * specification is id &lt;&lt; 4 | deflate &lt;&lt; 3 | type.
 *
 * <p>A column that no released Automerge knows is accepted unread, as the Rust core does, if it
 * obeys the rules of the layout; a known column under another type is refused.
 */
final class ColumnLayout {
    static final int OBJECT_ACTOR = 0x01;
    static final int OBJECT_COUNTER = 0x02;
    static final int KEY_ACTOR = 0x11;
    static final int KEY_COUNTER = 0x13;
    static final int KEY_STRING = 0x15;
    static final int INSERT = 0x34;
    static final int ACTION = 0x42;
    static final int VALUE_METADATA = 0x56;
    static final int VALUE = 0x57;
    static final int PRED_GROUP = 0x70;
    static final int PRED_ACTOR = 0x71;
    static final int PRED_COUNTER = 0x73;
    static final int EXPAND = 0x94;
    static final int MARK_NAME = 0xa5;

    private static final int[] KNOWN = {
        OBJECT_ACTOR, OBJECT_COUNTER, KEY_ACTOR, KEY_COUNTER, KEY_STRING, INSERT, ACTION,
        VALUE_METADATA, VALUE, PRED_GROUP, PRED_ACTOR, PRED_COUNTER, EXPAND, MARK_NAME
    };
    private static final int DEFLATED = 0x08;
    private static final int TYPE = 0x07;
    private static final int TYPE_VALUE_METADATA = 6;
    private static final int TYPE_VALUE = 7;

    private final byte[] bytes;
    private final int[] from = new int[KNOWN.length];
    private final int[] to = new int[KNOWN.length];
    private boolean foreign;

    private ColumnLayout(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Reads the metadata and skips the columns; what remains in {@code in} are extra bytes. */
    static ColumnLayout read(ByteReader in) throws InvalidChangeException {
        int count = in.count(2);
        var layout = new ColumnLayout(in.bytes());
        long[] lengths = new long[count];
        int[] specs = new int[count];
        int previous = -1;
        for (int i = 0; i < count; i++) {
            long spec = in.uleb();
            lengths[i] = in.uleb();
            if (spec >>> 32 != 0) throw in.invalid("names a column beyond 32 bits");
            if ((spec & DEFLATED) != 0) throw in.invalid("has a deflated column");
            if (i > 0 && Integer.compareUnsigned((int) spec, previous) <= 0) {
                throw in.invalid("has columns out of order");
            }
            specs[i] = (int) spec;
            layout.check(in, specs[i], i == 0 ? -1 : previous);
            previous = specs[i];
        }
        for (int i = 0; i < count; i++) {
            int start = in.skip(lengths[i]);
            int known = known(specs[i]);
            if (known >= 0) {
                layout.from[known] = start;
                layout.to[known] = in.position();
            } else {
                layout.foreign = true;
            }
        }
        return layout;
    }

    private void check(ByteReader in, int spec, int previous) throws InvalidChangeException {
        boolean sameId = previous != -1 && spec >>> 4 == previous >>> 4;
        if ((spec & TYPE) == TYPE_VALUE && !(sameId && (previous & TYPE) == TYPE_VALUE_METADATA)) {
            throw in.invalid("has values without their types");
        }
        boolean inKnownId = false;
        for (int known : KNOWN) inKnownId |= known >>> 4 == spec >>> 4;
        if (inKnownId && known(spec) < 0) {
            throw in.invalid("has a known column under another type");
        }
        if ((spec == PRED_ACTOR && previous != PRED_GROUP)
                || (spec == PRED_COUNTER && previous != PRED_ACTOR)) {
            throw in.invalid("has half a group of columns");
        }
    }

    /** Whether there are columns that no released Automerge knows. */
    boolean isForeign() {
        return foreign;
    }

    private static int known(int spec) {
        for (int i = 0; i < KNOWN.length; i++) if (KNOWN[i] == spec) return i;
        return -1;
    }

    /** A reader over a known column, empty when the change doesn't have it. */
    ByteReader column(int spec, String name) {
        int known = known(spec);
        return new ByteReader(bytes, from[known], to[known], Reason.COLUMN, name + " column");
    }
}
