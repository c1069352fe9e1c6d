package xyz.groundmist.sync.desktop.tray;

import org.freedesktop.dbus.connections.impl.DBusConnection;
import org.freedesktop.dbus.connections.impl.DBusConnectionBuilder;
import org.freedesktop.dbus.types.UInt32;
import org.freedesktop.dbus.types.Variant;

/** The desktop's settings, as org.freedesktop.portal.Settings gives them. */
final class FakePortal implements Protocol.Portal, AutoCloseable {
    private final DBusConnection connection;
    private volatile UInt32 scheme;

    /**
     * @param scheme 0 no preference, 1 dark, 2 light
     */
    FakePortal(Desktop desktop, int scheme) throws Exception {
        this.scheme = new UInt32(scheme);
        connection =
                DBusConnectionBuilder.forAddress(desktop.busAddress()).withShared(false).build();
        connection.exportObject(Protocol.PORTAL_PATH, this);
        connection.requestBusName(Protocol.PORTAL);
    }

    void change(int to) throws Exception {
        scheme = new UInt32(to);
        connection.sendMessage(
                connection
                        .getMessageFactory()
                        .createSignal(
                                null,
                                Protocol.PORTAL_PATH,
                                Protocol.PORTAL_SETTINGS,
                                "SettingChanged",
                                "ssv",
                                Protocol.APPEARANCE,
                                Protocol.COLOR_SCHEME,
                                new Variant<>(scheme)));
    }

    @Override
    public Variant<?> Read(String namespace, String key) {
        // in two wrappings: Read is that way, which is why a later ReadOne exists
        return new Variant<>(new Variant<>(scheme), "v");
    }

    @Override
    public String getObjectPath() {
        return Protocol.PORTAL_PATH;
    }

    @Override
    public void close() {
        connection.disconnect();
    }
}
