package xyz.groundmist.sync.desktop.tray;

import org.freedesktop.dbus.errors.UnknownProperty;
import org.freedesktop.dbus.exceptions.DBusExecutionException;
import org.freedesktop.dbus.interfaces.Properties;
import org.freedesktop.dbus.types.UInt32;
import org.freedesktop.dbus.types.Variant;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The icon's menu, as com.canonical.dbusmenu: one level, whose rows come and go by their property
 * {@code visible}. Called on the connection's thread for method calls.
 */
final class BusMenu implements Protocol.Menu, Properties {
    private static final int ROOT = 0;
    private static final List<String> PROPERTIES =
            List.of("Version", "Status", "TextDirection", "IconThemePath");

    /** The layout never changes; what does are the rows' properties. */
    private static final UInt32 REVISION = new UInt32(1);

    private final Supplier<Shown> shown;
    private final Consumer<TrayAction> chosen;

    BusMenu(Supplier<Shown> shown, Consumer<TrayAction> chosen) {
        this.shown = shown;
        this.chosen = chosen;
    }

    @Override
    public Protocol.Pair<UInt32, Protocol.Node> GetLayout(
            int parentId, int depth, List<String> names) {
        var children = new ArrayList<Variant<?>>();
        if (parentId == ROOT && depth != 0) {
            for (MenuRow row : shown.get().menu()) {
                children.add(
                        new Variant<>(
                                new Protocol.Node(
                                        row.id(), only(names, properties(row)), List.of()),
                                "(ia{sv}av)"));
            }
        }
        return new Protocol.Pair<>(
                REVISION, new Protocol.Node(parentId, only(names, properties(parentId)), children));
    }

    @Override
    public List<Protocol.RowProperties> GetGroupProperties(List<Integer> ids, List<String> names) {
        var found = new ArrayList<Protocol.RowProperties>();
        if (ids.isEmpty() || ids.contains(ROOT)) {
            found.add(new Protocol.RowProperties(ROOT, only(names, properties(ROOT))));
        }
        for (MenuRow row : shown.get().menu()) {
            if (ids.isEmpty() || ids.contains(row.id())) {
                found.add(new Protocol.RowProperties(row.id(), only(names, properties(row))));
            }
        }
        return found;
    }

    @Override
    public Variant<?> GetProperty(int id, String name) {
        Variant<?> value = properties(id).get(name);
        if (value == null)
            throw new UnknownProperty("Row " + id + " has no property " + name + ".");
        return value;
    }

    @Override
    public void Event(int id, String what, Variant<?> data, UInt32 timestamp) {
        if (!"clicked".equals(what)) return;
        MenuRow row = row(id);
        if (row == null || !row.visible() || row.action() == null) return;
        chosen.accept(row.action());
    }

    @Override
    public List<Integer> EventGroup(List<Protocol.MenuEvent> events) {
        var unknown = new ArrayList<Integer>();
        for (Protocol.MenuEvent event : events) {
            if (event.id != ROOT && row(event.id) == null) unknown.add(event.id);
            Event(event.id, event.what, event.data, event.timestamp);
        }
        return unknown;
    }

    @Override
    public boolean AboutToShow(int id) {
        return false;
    }

    @Override
    public Protocol.Pair<List<Integer>, List<Integer>> AboutToShowGroup(List<Integer> ids) {
        return new Protocol.Pair<>(List.of(), List.of());
    }

    @Override
    public String getObjectPath() {
        return Protocol.MENU_PATH;
    }

    @Override
    @SuppressWarnings("unchecked") // the interface can't say that it gives variants
    public <A> A Get(String type, String name) {
        return (A) property(name);
    }

    @Override
    public Map<String, Variant<?>> GetAll(String type) {
        var all = new LinkedHashMap<String, Variant<?>>();
        for (String name : PROPERTIES) all.put(name, property(name));
        return all;
    }

    @Override
    public <A> void Set(String type, String name, A value) {}

    private static Variant<?> property(String name) {
        return switch (name) {
            case "Version" -> new Variant<>(new UInt32(3));
            case "Status" -> new Variant<>("normal");
            case "TextDirection" -> new Variant<>("ltr");
            case "IconThemePath" -> new Variant<>(new String[0]);
            default -> throw new UnknownProperty("A menu has no property " + name + ".");
        };
    }

    private Map<String, Variant<?>> properties(int id) {
        if (id == ROOT) return Map.of("children-display", new Variant<>("submenu"));
        MenuRow row = row(id);
        if (row == null) throw new DBusExecutionException("The menu has no row " + id + ".");
        return properties(row);
    }

    static Map<String, Variant<?>> properties(MenuRow row) {
        var properties = new LinkedHashMap<String, Variant<?>>();
        if (row.isLine()) {
            properties.put("type", new Variant<>("separator"));
        } else {
            String label = row.label() == null ? "" : row.label();
            // one underscore would mark the letter after it as the row's key
            properties.put("label", new Variant<>(label.replace("_", "__")));
        }
        properties.put("enabled", new Variant<>(true));
        properties.put("visible", new Variant<>(row.visible()));
        return properties;
    }

    private static Map<String, Variant<?>> only(
            List<String> names, Map<String, Variant<?>> properties) {
        if (names.isEmpty()) return properties;
        var some = new LinkedHashMap<>(properties);
        some.keySet().retainAll(names);
        return some;
    }

    private @Nullable MenuRow row(int id) {
        for (MenuRow row : shown.get().menu()) {
            if (row.id() == id) return row;
        }
        return null;
    }
}
