package xyz.groundmist.sync.space;

import java.util.concurrent.atomic.AtomicLong;

/** What all clients together make the server keep, within {@link TotalLimits}. Thread-safe. */
final class TotalMemory {
    /** What an answer takes beside its bytes, about: its place in the outbox and its key. */
    static final int ANSWER_COST = 200;

    private final TotalLimits limits;
    private final AtomicLong held = new AtomicLong();
    private final AtomicLong answers = new AtomicLong();

    TotalMemory(TotalLimits limits) {
        this.limits = limits;
    }

    /** Unfinished things grew, or shrank. */
    void hold(long more) {
        held.addAndGet(more);
    }

    boolean holdsTooMuch() {
        return held.get() > limits.heldBytes();
    }

    /** So many bytes of answers more, or fewer, wait. */
    void answers(long more) {
        answers.addAndGet(more);
    }

    long answers() {
        return answers.get();
    }

    /** How many answers may wait for one socket now; at most {@code usual}. */
    int mostAnswers(int usual) {
        boolean crowded = answers.get() > limits.answerBytes();
        return crowded ? Math.min(usual, limits.crowdedAnswers()) : usual;
    }
}
