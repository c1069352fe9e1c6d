package xyz.groundmist.sync.engine;

/** Stored graph rows that don't fit together; the document must be rebuilt from its changes. */
public final class CorruptGraphException extends Exception {
    private static final long serialVersionUID = 1;

    CorruptGraphException(int row, String what) {
        super("Row " + row + " of the document's change graph " + what + ".");
    }
}
