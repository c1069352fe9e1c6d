package xyz.groundmist.sync.engine;

import java.util.ArrayList;
import java.util.List;

/** One author's changes, each after the last: a key of the root set again and again. */
public final class LinearHistory {
    private final ChangeWriter writer = new ChangeWriter();

    public LinearHistory() {
        writer.actor = new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16};
        new Ops().put(Ops.ROOT, "key", Ops.SET).into(writer);
    }

    Change next() throws InvalidChangeException {
        Change change = Chunks.parse(writer.chunk());
        writer.deps = List.of(change.hash().bytes());
        writer.seq++;
        writer.startOp++;
        return change;
    }

    public List<Change> changes(int count) throws InvalidChangeException {
        var changes = new ArrayList<Change>(count);
        for (int i = 0; i < count; i++) changes.add(next());
        return changes;
    }
}
