package xyz.groundmist.sync.desktop.ui;

import javafx.scene.control.ListView;

import java.util.List;
import java.util.function.Function;

/** Puts other rows into a list and leaves alone those that stay: what is in sight isn't redrawn. */
final class Rows {
    private Rows() {}

    /**
     * @param identity what makes a row the same one as before; the chosen row stays chosen
     */
    static <T> void update(ListView<T> list, List<T> next, Function<T, Object> identity) {
        var items = list.getItems();
        int before = items.size();
        int after = next.size();
        int most = Math.min(before, after);
        int first = 0;
        while (first < most && items.get(first).equals(next.get(first))) first++;
        if (first == before && first == after) return;
        int last = 0;
        while (last < most - first
                && items.get(before - 1 - last).equals(next.get(after - 1 - last))) last++;
        var chosen = list.getSelectionModel();
        T held = chosen.getSelectedItem();
        items.subList(first, before - last).clear();
        items.addAll(first, next.subList(first, after - last));
        if (held == null) return;
        Object same = identity.apply(held);
        for (int i = 0; i < after; i++) {
            if (!identity.apply(next.get(i)).equals(same)) continue;
            chosen.clearAndSelect(i);
            return;
        }
        chosen.clearSelection();
    }
}
