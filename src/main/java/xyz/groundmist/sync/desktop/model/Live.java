package xyz.groundmist.sync.desktop.model;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** A value that changes, for those who show it; confined to the thread of the windows. */
public final class Live<T> {
    private final List<Consumer<? super T>> watchers = new ArrayList<>();
    private T value;

    public Live(T first) {
        value = first;
    }

    public T now() {
        return value;
    }

    /** Tells the watchers, unless the new value equals the old one. */
    public void set(T next) {
        if (next.equals(value)) return;
        value = next;
        for (Consumer<? super T> watcher : List.copyOf(watchers)) watcher.accept(next);
    }

    /** Tells of the present value at once, and of every other from now on. */
    public void watch(Consumer<? super T> watcher) {
        watchers.add(watcher);
        watcher.accept(value);
    }
}
