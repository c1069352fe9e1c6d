package xyz.groundmist.sync.access;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.Closeable;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Those who want to know that something has changed. They are told without any lock held. */
final class Listeners {
    private static final Logger log = LoggerFactory.getLogger(Listeners.class);

    private final List<Entry> entries = new CopyOnWriteArrayList<>();

    private record Entry(Runnable listener, Object identity) {}

    Closeable add(Runnable listener) {
        var entry = new Entry(listener, new Object());
        entries.add(entry);
        return () -> entries.remove(entry);
    }

    void tell() {
        for (Entry entry : entries) {
            try {
                entry.listener().run();
            } catch (RuntimeException e) {
                log.error("One who listens failed", e);
            }
        }
    }
}
