package xyz.groundmist.sync.engine;

import org.jspecify.annotations.Nullable;

import xyz.groundmist.sync.engine.InvalidChangeException.Reason;

import java.util.Arrays;

/**
 * Checks one change against the graph it is to be added to: its numbers follow from its causal
 * past, and all it refers to is there. A change that fails would make documents unreadable that
 * take it in.
 */
final class ReferenceCheck {
    private final ActorTable actors;
    private final OpNumbers ops;
    private final ObjectTable objects;
    private final Change change;
    private final @Nullable Clock past;
    private final int[] numbers;
    private final int[] inPast;

    /**
     * @param past the change's causal past, null for everything
     */
    ReferenceCheck(
            ActorTable actors,
            OpNumbers ops,
            ObjectTable objects,
            Change change,
            @Nullable Clock past) {
        this.actors = actors;
        this.ops = ops;
        this.objects = objects;
        this.change = change;
        this.past = past;
        numbers = new int[change.actors().length];
        inPast = new int[numbers.length];
        Arrays.fill(inPast, -1);
    }

    void check(int[] after) throws InvalidChangeException {
        checkSequence();
        for (int dep : after) {
            if (change.startOp() < ops.end(dep)) {
                throw new InvalidChangeException(
                        Reason.SEQUENCE,
                        "The change's operations begin at "
                                + change.startOp()
                                + ", but those before it already reach "
                                + (ops.end(dep) - 1)
                                + ".");
            }
        }
        References references = change.references();
        checkObjects(references.uses());
        checkRuns(references.elements(), "an element");
        checkRuns(references.preds(), "an operation");
    }

    private void checkSequence() throws InvalidChangeException {
        int known = inPast(0);
        int all = numbers[0] < 0 ? 0 : actors.count(numbers[0]);
        if (change.seq() <= all) {
            throw new InvalidChangeException(
                    Reason.SEQUENCE,
                    "Another change already has its author's number " + change.seq() + ".");
        }
        if (change.seq() != known + 1L) {
            throw new InvalidChangeException(
                    Reason.SEQUENCE,
                    "The change has its author's number "
                            + change.seq()
                            + ", but follows number "
                            + known
                            + ".");
        }
    }

    /** How many changes of an actor, by its place in the change, are in the past. */
    private int inPast(int actor) {
        if (inPast[actor] < 0) {
            int number = actors.find(change.actors()[actor]);
            numbers[actor] = number;
            inPast[actor] =
                    number < 0
                            ? 0
                            : past == null
                                    ? actors.count(number)
                                    : actors.countTo(number, past.last(number));
        }
        return inPast[actor];
    }

    private void checkObjects(ObjectUses uses) throws InvalidChangeException {
        for (int i = 0; i < uses.size(); i++) {
            long counter = uses.counter(i);
            int place = place(uses.actor(i), counter);
            if (place < 0) throw missing("an object");
            int maker = actors.change(numbers[uses.actor(i)], place);
            int kind = objects.find(maker, (int) (counter - ops.start(maker)));
            if (kind == ObjectRuns.NO_OBJECT) throw missing("an object");
            if (ObjectRuns.isSequence(kind) != uses.sequence(i)) throw Operations.wrongKind();
        }
    }

    private void checkRuns(IdRuns runs, String what) throws InvalidChangeException {
        var run = runs.cursor();
        while (run.next()) {
            long highest = run.lowest + (run.count - 1) * run.step;
            for (long counter = run.lowest; counter <= highest; ) {
                int place = place(run.actor, counter);
                if (place < 0) throw missing(what);
                long end = ops.end(actors.change(numbers[run.actor], place));
                counter += ((end - 1 - counter) / run.step + 1) * run.step;
            }
        }
    }

    /** The place among an actor's changes of the one in the past with an operation, or -1. */
    private int place(int actor, long counter) {
        int low = 0;
        int high = inPast(actor) - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int index = actors.change(numbers[actor], middle);
            if (counter < ops.start(index)) high = middle - 1;
            else if (counter >= ops.end(index)) low = middle + 1;
            else return middle;
        }
        return -1;
    }

    private static InvalidChangeException missing(String what) {
        return new InvalidChangeException(
                Reason.REFERENCE,
                "The change has an operation that refers to " + what + " that isn't in its past.");
    }
}
