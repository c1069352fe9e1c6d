package xyz.groundmist.sync.hardship;

/**
 * One way to harm a server. {@code run} does it and asserts what the attacker gets; what it holds
 * open is closed afterwards.
 */
record Attack(String name, Tactic run) {
    /** Runs on a thread of its own; grants 1 and up are the attacker's. */
    interface Tactic {
        void against(BesiegedServer server, Forgery forgery) throws Exception;
    }

    @Override
    public String toString() {
        return name;
    }
}
