package xyz.groundmist.sync.documents;

/** Hears how far a longer work is. It is given up by interrupting its thread. */
@FunctionalInterface
public interface Progress {
    /**
     * @param done documents
     * @param of documents in all
     */
    void at(int done, int of);
}
