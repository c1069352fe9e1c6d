package xyz.groundmist.sync.store;

import xyz.groundmist.sync.engine.ChangeHash;

import java.util.List;

/**
 * What is wrong with a document since one of its changes.
 *
 * @param change that change's index
 * @param before heads of the document's last good state, that of the changes before it, sorted;
 *     empty when its first change is the one
 */
public record Flaw(Kind kind, int change, List<ChangeHash> before) {
    /** What is wrong. */
    public enum Kind {
        /** What Automerge saves of it can't be loaded again, by no app. */
        SPOILT,
        /** The Automerge that this server has can't read it; another one may. */
        FOREIGN
    }

    public Flaw {
        before = List.copyOf(before);
    }
}
