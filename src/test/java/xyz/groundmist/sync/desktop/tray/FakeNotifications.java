package xyz.groundmist.sync.desktop.tray;

import org.freedesktop.dbus.connections.impl.DBusConnection;
import org.freedesktop.dbus.connections.impl.DBusConnectionBuilder;
import org.freedesktop.dbus.types.UInt32;
import org.freedesktop.dbus.types.Variant;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** What shows notifications on a desktop; a person's click is up to the test. */
final class FakeNotifications implements Protocol.Notify, AutoCloseable {
    record Note(String title, String text, List<String> actions) {}

    private final DBusConnection connection;
    private final List<String> capabilities;
    private final List<Note> notes = new CopyOnWriteArrayList<>();

    FakeNotifications(Desktop desktop, String... capabilities) throws Exception {
        this.capabilities = List.of(capabilities);
        connection =
                DBusConnectionBuilder.forAddress(desktop.busAddress()).withShared(false).build();
        connection.exportObject(Protocol.NOTIFICATIONS_PATH, this);
        connection.requestBusName(Protocol.NOTIFICATIONS);
    }

    List<Note> notes() {
        return notes;
    }

    /** Clicks on the notification of this number, counted from 1. */
    void click(int number) throws Exception {
        connection.sendMessage(
                connection
                        .getMessageFactory()
                        .createSignal(
                                null,
                                Protocol.NOTIFICATIONS_PATH,
                                Protocol.NOTIFICATIONS,
                                "ActionInvoked",
                                "us",
                                new UInt32(number),
                                "default"));
    }

    @Override
    public List<String> GetCapabilities() {
        return capabilities;
    }

    @Override
    public UInt32 Notify(
            String program,
            UInt32 replaces,
            String icon,
            String title,
            String text,
            List<String> actions,
            Map<String, Variant<?>> hints,
            int timeout) {
        notes.add(new Note(title, text, actions));
        return new UInt32(notes.size());
    }

    @Override
    public String getObjectPath() {
        return Protocol.NOTIFICATIONS_PATH;
    }

    @Override
    public void close() {
        connection.disconnect();
    }
}
