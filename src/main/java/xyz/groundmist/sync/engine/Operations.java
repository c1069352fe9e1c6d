package xyz.groundmist.sync.engine;

import xyz.groundmist.sync.engine.InvalidChangeException.Reason;
import xyz.groundmist.sync.engine.RunReader.Kind;

/**
 * A change's operations, read once from its columns to the last run of each (Automerge binary
 * format, "Operation columns"). What stays are their number, the objects they make, and what they
 * refer to outside the change; references within the change are checked here.
 */
final class Operations {
    private static final int ACTION_DELETE = 3;
    private static final int ACTION_INCREMENT = 5;
    private static final int ACTION_MARK = 7;

    private final RunReader objectActor;
    private final RunReader objectCounter;
    private final RunReader keyActor;
    private final RunReader keyCounter;
    private final RunReader keyString;
    private final BooleanReader insert;
    private final RunReader action;
    private final ValueReader value;
    private final RunReader predGroup;
    private final RunReader predActor;
    private final RunReader predCounter;
    private final BooleanReader expand;
    private final RunReader markName;

    private final int actorCount;
    private final long startOp;
    private final int limit;
    private final int count;
    private long predecessors;
    private long lastObject = -1;
    private int lastObjectKind;

    private final ObjectRuns objects = new ObjectRuns();
    private final ObjectUses objectUses = new ObjectUses();
    private final IdRuns elements = new IdRuns();
    private final IdRuns preds = new IdRuns();

    Operations(ColumnLayout columns, int actorCount, long startOp, EngineLimits limits)
            throws InvalidChangeException {
        this.actorCount = actorCount;
        this.startOp = startOp;
        this.limit = limits.maxOpsPerChange();
        objectActor = runs(columns, ColumnLayout.OBJECT_ACTOR, "object actor", Kind.UNSIGNED);
        objectCounter = runs(columns, ColumnLayout.OBJECT_COUNTER, "object", Kind.UNSIGNED);
        keyActor = runs(columns, ColumnLayout.KEY_ACTOR, "element actor", Kind.UNSIGNED);
        keyCounter = runs(columns, ColumnLayout.KEY_COUNTER, "element", Kind.DELTA);
        keyString = runs(columns, ColumnLayout.KEY_STRING, "key", Kind.STRING);
        insert = new BooleanReader(columns.column(ColumnLayout.INSERT, "insert"));
        action = runs(columns, ColumnLayout.ACTION, "action", Kind.UNSIGNED);
        value = new ValueReader(columns);
        predGroup = runs(columns, ColumnLayout.PRED_GROUP, "predecessor count", Kind.UNSIGNED);
        predActor = runs(columns, ColumnLayout.PRED_ACTOR, "predecessor actor", Kind.UNSIGNED);
        predCounter = runs(columns, ColumnLayout.PRED_COUNTER, "predecessor", Kind.DELTA);
        expand = new BooleanReader(columns.column(ColumnLayout.EXPAND, "expand"));
        markName = runs(columns, ColumnLayout.MARK_NAME, "mark name", Kind.STRING);
        count = runs(columns, ColumnLayout.ACTION, "action", Kind.UNSIGNED).count(limit);
        if (count > limit) throw tooMany("operations");
        if (startOp + count >>> 32 != 0) {
            throw new InvalidChangeException(
                    Reason.SEQUENCE, "The change counts operations beyond 2^32.");
        }
    }

    /** Reads every operation. */
    References read() throws InvalidChangeException {
        for (int i = 0; i < count; i++) read(i);
        finish();
        return new References(count, objects, objectUses, elements, preds);
    }

    private static RunReader runs(ColumnLayout columns, int spec, String name, Kind kind) {
        return new RunReader(columns.column(spec, name), kind);
    }

    private InvalidChangeException tooMany(String what) {
        return new InvalidChangeException(
                Reason.LIMIT, "The change has more than " + limit + " " + what + ".");
    }

    private void read(int offset) throws InvalidChangeException {
        action.next();
        if (action.isNull()) throw action.invalid("has a null");
        if (action.value() < 0 || action.value() > ACTION_MARK) {
            throw operation("of the unknown kind " + Long.toUnsignedString(action.value()));
        }
        int kind = (int) action.value();
        insert.next();
        if (insert.missing()) throw insert.invalid("ends early");
        expand.next();
        markName.next();
        value.next();
        boolean sequence = readKey(offset);
        readObject(offset, sequence);
        readPreds(offset, kind);
        if (kind == ACTION_INCREMENT && !value.isInteger()) {
            throw operation("that increments by something other than an integer");
        }
        if (kind == ACTION_DELETE && insert.value()) throw operation("that inserts a deletion");
        int made = ObjectRuns.kindOf(kind);
        if (made != ObjectRuns.NO_OBJECT) objects.add(offset, made);
    }

    /** Reads a key and says whether it is an element of a sequence. */
    private boolean readKey(int offset) throws InvalidChangeException {
        keyActor.next();
        keyCounter.next();
        keyString.next();
        if (!keyString.isNull()) {
            if (!keyActor.isNull() || !keyCounter.isNull()) {
                throw operation("with both a key and an element");
            }
            if (insert.value()) throw operation("that inserts into a map");
            return false;
        }
        if (keyCounter.isNull()) throw operation("with neither a key nor an element");
        if (keyActor.isNull()) {
            if (keyCounter.value() != 0) throw operation("on an element without an actor");
            if (!insert.value()) throw operation("that overwrites the head of a sequence");
            return true;
        }
        if (external(keyActor.value(), keyCounter.value(), offset)) {
            elements.add((int) keyActor.value(), keyCounter.value());
        }
        return true;
    }

    private void readObject(int offset, boolean sequence) throws InvalidChangeException {
        objectActor.next();
        objectCounter.next();
        boolean root = objectCounter.isNull() || objectCounter.value() == 0;
        if (root != objectActor.isNull()) throw operation("in half an object id");
        if (root) {
            if (sequence) throw wrongKind();
            return;
        }
        long actor = objectActor.value();
        long counter = objectCounter.value();
        if (!external(actor, counter, offset)) {
            if (counter != lastObject) {
                lastObjectKind = objects.find((int) (counter - startOp));
                lastObject = counter;
            }
            if (lastObjectKind == ObjectRuns.NO_OBJECT) {
                throw reference("an object that isn't one");
            }
            if (ObjectRuns.isSequence(lastObjectKind) != sequence) throw wrongKind();
        } else {
            objectUses.add((int) actor, counter, sequence);
        }
    }

    private void readPreds(int offset, int kind) throws InvalidChangeException {
        predGroup.next();
        if (predGroup.isNull()) throw predGroup.invalid("has a null");
        long number = predGroup.value();
        predecessors += number;
        if (number < 0 || number > limit || predecessors > limit) throw tooMany("predecessors");
        if (number == 0 && kind == ACTION_DELETE) throw operation("that deletes nothing");
        for (long i = 0; i < number; i++) {
            predActor.next();
            predCounter.next();
            if (predActor.isNull() || predCounter.isNull()) {
                throw predCounter.invalid("has a null");
            }
            long actor = predActor.value();
            long counter = predCounter.value();
            boolean ofKey =
                    !keyActor.isNull()
                            && actor == keyActor.value()
                            && counter == keyCounter.value();
            if (!ofKey && external(actor, counter, offset)) preds.add((int) actor, counter);
        }
    }

    /**
     * Whether an id belongs to another change; an id of this one must be an earlier operation's. As
     * a change counts on from the largest operation of its past, no id in its past is larger.
     */
    private boolean external(long actor, long counter, int offset) throws InvalidChangeException {
        if (actor < 0 || actor >= actorCount) {
            throw operation("of an actor that the change doesn't list");
        }
        if (counter < 1) throw operation("that refers to operation " + counter);
        if (counter < startOp) return true;
        if (actor != 0 || counter >= startOp + offset) {
            throw reference("an operation that comes later");
        }
        return false;
    }

    private void finish() throws InvalidChangeException {
        RunReader[] all = {
            objectActor,
            objectCounter,
            keyActor,
            keyCounter,
            keyString,
            action,
            predGroup,
            predActor,
            predCounter,
            markName
        };
        for (RunReader column : all) {
            if (!column.done()) throw column.invalid("holds more values than operations");
        }
        if (!insert.done()) throw insert.invalid("holds more values than operations");
        if (!expand.done()) throw expand.invalid("holds more values than operations");
        value.checkDone();
        elements.finish();
        preds.finish();
        objectUses.finish();
    }

    private static InvalidChangeException operation(String what) {
        return new InvalidChangeException(
                Reason.OPERATION, "The change has an operation " + what + ".");
    }

    private static InvalidChangeException reference(String what) {
        return new InvalidChangeException(
                Reason.REFERENCE, "The change has an operation that refers to " + what + ".");
    }

    static InvalidChangeException wrongKind() {
        return reference("a sequence by a key, or to a map by an element");
    }
}
