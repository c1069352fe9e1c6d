package xyz.groundmist.sync.desktop.tray;

import org.freedesktop.dbus.connections.IDisconnectCallback;
import org.freedesktop.dbus.connections.impl.DBusConnection;
import org.freedesktop.dbus.connections.impl.DBusConnectionBuilder;
import org.freedesktop.dbus.exceptions.DBusException;
import org.freedesktop.dbus.exceptions.DBusExecutionException;
import org.freedesktop.dbus.interfaces.DBus;
import org.freedesktop.dbus.interfaces.DBusInterface;
import org.freedesktop.dbus.interfaces.Properties;
import org.freedesktop.dbus.matchrules.DBusMatchRuleBuilder;
import org.freedesktop.dbus.messages.DBusSignal;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Consumer;

/** One connection to the session bus, until it breaks. Nothing is started by calling it. */
final class Bus implements AutoCloseable {
    private final DBusConnection connection;

    private Bus(DBusConnection connection) {
        this.connection = connection;
    }

    /**
     * Where the session bus is: {@code DBUS_SESSION_BUS_ADDRESS}, else the socket that systemd
     * keeps; null where neither is named.
     */
    static @Nullable String address(Map<String, String> environment) {
        String named = environment.getOrDefault("DBUS_SESSION_BUS_ADDRESS", "");
        if (!named.isEmpty()) {
            return Arrays.stream(named.split(";"))
                    .filter(one -> one.startsWith("unix:path="))
                    .findFirst()
                    .orElse(null);
        }
        String folder = environment.getOrDefault("XDG_RUNTIME_DIR", "");
        return folder.isEmpty() ? null : "unix:path=" + folder + "/bus";
    }

    /**
     * @param lost called once or more when the connection breaks, on a thread of the connection
     */
    static Bus connect(String address, Runnable lost) throws IOException {
        try {
            return new Bus(
                    DBusConnectionBuilder.forAddress(address)
                            .withShared(false)
                            .withDisconnectCallback(new Loss(lost))
                            // clicks in their order, and exported objects without locks
                            .receivingThreadConfig()
                            .withMethodCallThreadCount(1)
                            .connectionConfig()
                            .build());
        } catch (DBusException | DBusExecutionException | IllegalArgumentException e) {
            throw new IOException("the session bus doesn't answer: " + e.getMessage(), e);
        }
    }

    private record Loss(Runnable lost) implements IDisconnectCallback {
        @Override
        public void disconnectOnError(IOException e) {
            lost.run();
        }

        @Override
        public void clientDisconnect() {
            lost.run();
        }

        @Override
        public void exceptionOnTerminate(IOException e) {
            lost.run();
        }
    }

    /** Takes a name of our own; false if another has it. */
    boolean own(String name) {
        try {
            connection.requestBusName(name);
            return true;
        } catch (DBusException e) {
            return false;
        }
    }

    void export(String path, DBusInterface object) throws IOException {
        try {
            connection.exportObject(path, object);
        } catch (DBusException e) {
            throw new IOException(e);
        }
    }

    boolean has(String name) throws IOException {
        return call(Protocol.BUS, Protocol.BUS_PATH, DBus.class).NameHasOwner(name);
    }

    /** A property of an object, or null if it doesn't have it. */
    @Nullable Object property(String name, String path, String type, String property)
            throws IOException {
        try {
            return call(name, path, Properties.class).Get(type, property);
        } catch (DBusExecutionException e) {
            return null;
        }
    }

    /** Something to call methods on; they throw {@link DBusExecutionException}. */
    <T extends DBusInterface> T call(String name, String path, Class<T> type) throws IOException {
        return call(name, path, type, false);
    }

    <T extends DBusInterface> T call(String name, String path, Class<T> type, boolean start)
            throws IOException {
        try {
            return connection.getRemoteObject(name, path, type, start);
        } catch (DBusException e) {
            throw new IOException(e);
        }
    }

    /** Has {@code happened} called when this name comes or goes. */
    void onOwner(String name, Runnable happened) throws IOException {
        onSignal(
                DBusMatchRuleBuilder.create()
                        .withType("signal")
                        .withSender(Protocol.BUS)
                        .withInterface(Protocol.BUS)
                        .withMember("NameOwnerChanged")
                        .withArg0123(0, name),
                parameters -> happened.run());
    }

    /** Has signals of this kind told to {@code happened}, on a thread of the connection. */
    void onSignal(DBusMatchRuleBuilder which, Consumer<Object[]> happened) throws IOException {
        try {
            connection.addGenericSigHandler(
                    which.build(), signal -> happened.accept(parameters(signal)));
        } catch (DBusException | DBusExecutionException e) {
            throw new IOException(e);
        }
    }

    private static Object[] parameters(DBusSignal signal) {
        try {
            return signal.getParameters();
        } catch (DBusException e) {
            return new Object[0];
        }
    }

    /**
     * @param signature of the parameters; null without any
     */
    void signal(
            String path, String type, String name, @Nullable String signature, Object... parameters)
            throws IOException {
        try {
            connection.sendMessage(
                    connection
                            .getMessageFactory()
                            .createSignal(null, path, type, name, signature, parameters));
        } catch (DBusException | DBusExecutionException e) {
            throw new IOException(e);
        }
    }

    @Override
    public void close() {
        connection.disconnect();
    }
}
