package xyz.groundmist.sync.engine;

final class OperationCount {
    private OperationCount() {}

    static int of(ColumnLayout columns, EngineLimits limits) throws InvalidChangeException {
        var action = new RunReader(columns.column(ColumnLayout.ACTION, "action"), RunReader.Kind.UNSIGNED);
        int n = 0;
        while (!action.done()) {
            action.next();
            n++;
            if (n > limits.maxOpsPerChange()) {
                throw new InvalidChangeException(
                        InvalidChangeException.Reason.LIMIT,
                        "The change has more than " + limits.maxOpsPerChange() + " operations.");
            }
        }
        return n;
    }
}
