package xyz.groundmist.sync.access;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import xyz.groundmist.sync.store.Database;
import xyz.groundmist.sync.store.StoreException;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Writes down what nobody waits for: the last use of grants, what sockets do to tokens, the ledger.
 * What has gathered goes in one transaction; what can't be written now is tried again, together
 * with what comes next. A bounded number of changes waits: beyond it the oldest is given up.
 */
final class LateWriter {
    private static final Logger log = LoggerFactory.getLogger(LateWriter.class);
    private static final int MOST = 5_000;

    private final Database database;
    // All guarded by this.
    private final Map<String, Database.Change> waiting = new LinkedHashMap<>();
    private boolean writing;
    private boolean failing;

    LateWriter(Database database) {
        this.database = database;
    }

    /**
     * @param what a later change of the same name replaces an earlier one that still waits
     */
    void write(String what, Database.Change change) {
        synchronized (this) {
            waiting.remove(what);
            waiting.put(what, change);
            if (waiting.size() > MOST) waiting.remove(waiting.keySet().iterator().next());
        }
        retry();
    }

    void retry() {
        synchronized (this) {
            if (writing || waiting.isEmpty()) return;
            writing = true;
        }
        Thread.ofVirtual().name("access-writes").start(this::writeAll);
    }

    private void writeAll() {
        while (true) {
            Map<String, Database.Change> batch;
            synchronized (this) {
                batch = new LinkedHashMap<>(waiting);
                waiting.clear();
                if (batch.isEmpty()) {
                    writing = false;
                    notifyAll();
                    return;
                }
            }
            if (!write(batch)) return;
        }
    }

    private boolean write(Map<String, Database.Change> batch) {
        boolean done = false;
        try {
            database.write(session -> {
                for (Database.Change change : batch.values()) change.on(session);
            });
            done = true;
            return true;
        } catch (StoreException e) {
            failed(e);
            return false;
        } finally {
            synchronized (this) {
                if (done) {
                    failing = false;
                } else {
                    putBack(batch);
                    writing = false;
                    notifyAll();
                }
            }
        }
    }

    private synchronized void failed(StoreException e) {
        if (!failing) {
            log.warn(
                    "Who connects can't be written down for now, it is tried again: {}",
                    e.getMessage());
        }
        failing = true;
    }

    /** Before what has come since, and only what that doesn't replace. */
    private synchronized void putBack(Map<String, Database.Change> batch) {
        var newer = new LinkedHashMap<>(waiting);
        waiting.clear();
        int room = MOST - newer.size();
        for (var change : batch.entrySet()) {
            if (room-- > 0) waiting.put(change.getKey(), change.getValue());
        }
        newer.forEach((what, change) -> {
            waiting.remove(what);
            waiting.put(what, change);
        });
    }

    /** Waits until everything is written, or can't be. */
    void flush() {
        retry();
        boolean interrupted = false;
        synchronized (this) {
            while (writing) {
                try {
                    wait();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) Thread.currentThread().interrupt();
    }
}
