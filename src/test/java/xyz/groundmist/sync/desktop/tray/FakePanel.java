package xyz.groundmist.sync.desktop.tray;

import org.freedesktop.dbus.connections.impl.DBusConnection;
import org.freedesktop.dbus.connections.impl.DBusConnectionBuilder;
import org.freedesktop.dbus.interfaces.Properties;
import org.freedesktop.dbus.types.Variant;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A watcher without a picture, as KDE runs it apart from its panel: items register with it whether
 * or not a panel is there. Speaks to them like a panel.
 */
final class FakePanel implements Protocol.Watcher, Properties, AutoCloseable {
    private final DBusConnection connection;
    private final List<String> items = new CopyOnWriteArrayList<>();
    private volatile boolean host;

    FakePanel(Desktop desktop, boolean host) throws Exception {
        this.host = host;
        connection =
                DBusConnectionBuilder.forAddress(desktop.busAddress()).withShared(false).build();
        connection.exportObject(Protocol.WATCHER_PATH, this);
        connection.requestBusName(Protocol.WATCHER);
    }

    /** The panel comes or goes, and the watcher stays. */
    void host(boolean there) throws Exception {
        host = there;
        connection.sendMessage(
                connection
                        .getMessageFactory()
                        .createSignal(
                                null,
                                Protocol.WATCHER_PATH,
                                Protocol.WATCHER,
                                there
                                        ? "StatusNotifierHostRegistered"
                                        : "StatusNotifierHostUnregistered",
                                null));
    }

    List<String> items() {
        return items;
    }

    Protocol.Menu menu() throws Exception {
        return connection.getRemoteObject(items.getLast(), Protocol.MENU_PATH, Protocol.Menu.class);
    }

    Protocol.Item item() throws Exception {
        return connection.getRemoteObject(items.getLast(), Protocol.ITEM_PATH, Protocol.Item.class);
    }

    Object property(String name) throws Exception {
        return connection
                .getRemoteObject(items.getLast(), Protocol.ITEM_PATH, Properties.class)
                .Get(Protocol.ITEM, name);
    }

    @Override
    public void RegisterStatusNotifierItem(String service) {
        items.add(service);
    }

    @Override
    @SuppressWarnings("unchecked")
    public <A> A Get(String type, String name) {
        return (A) new Variant<>(host);
    }

    @Override
    public <A> void Set(String type, String name, A value) {}

    @Override
    public Map<String, Variant<?>> GetAll(String type) {
        return Map.of("IsStatusNotifierHostRegistered", new Variant<>(host));
    }

    @Override
    public String getObjectPath() {
        return Protocol.WATCHER_PATH;
    }

    @Override
    public void close() {
        connection.disconnect();
    }
}
