package xyz.groundmist.sync.engine;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The heads of a document's first changes, told from their graph rows one after the other. Costs
 * memory for the heads only.
 */
public final class PrefixHeads {
    private final Map<Integer, ChangeHash> heads = new HashMap<>();
    private int size;

    /**
     * The next change.
     *
     * @param row as {@link ChangeGraph#load} takes it
     */
    public void add(byte[] row) throws CorruptGraphException {
        GraphRow decoded = GraphRow.decode(size, row);
        for (int before : decoded.after()) heads.remove(before);
        heads.put(size++, decoded.hash());
    }

    /** Of the changes so far, sorted. */
    public List<ChangeHash> heads() {
        return heads.values().stream().sorted().toList();
    }
}
