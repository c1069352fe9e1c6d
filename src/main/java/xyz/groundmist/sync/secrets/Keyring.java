package xyz.groundmist.sync.secrets;

import java.time.Duration;

/** Holds keys for us. Answers within the time that its caller grants, and throws nothing. */
interface Keyring {
    /** What came of asking. */
    sealed interface Answer {}

    record Found(SealingKey key) implements Answer {}

    /** It is open, and doesn't have that key. */
    record Missing() implements Answer {}

    record Locked() implements Answer {}

    /** There is none, or it doesn't answer as one. */
    record Absent() implements Answer {}

    /** The key of this id. */
    Answer find(String id);

    /**
     * Has it keep a new key: {@link Found} when it was read back, {@link Locked}, {@link Absent}.
     */
    Answer keep(SealingKey key);

    /** Takes a key out of it, if it lets us do so at once. */
    void remove(String id);

    /**
     * Has it ask the owner for its password if it is locked, and waits for them.
     *
     * @return whether it is open now
     */
    boolean unlock(Duration patience);
}
