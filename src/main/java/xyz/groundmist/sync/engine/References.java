package xyz.groundmist.sync.engine;

/**
 * What remains of a change's operations once they were read.
 *
 * @param opCount how many there are
 * @param objects the objects they make
 * @param uses the objects of other changes they work in
 * @param elements the sequence elements of other changes they refer to
 * @param preds the operations of other changes they overwrite, less those in {@code elements}
 */
record References(int opCount, ObjectRuns objects, ObjectUses uses, IdRuns elements, IdRuns preds) {
    /** What they take in memory, about. */
    long bytes() {
        return 12L * objects.runs() + 8L * uses.size() + elements.bytes() + preds.bytes();
    }
}
