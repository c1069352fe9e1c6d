package xyz.groundmist.sync.secrets;

import org.freedesktop.dbus.ObjectPath;
import org.freedesktop.dbus.connections.impl.DBusConnection;
import org.freedesktop.dbus.connections.impl.DBusConnectionBuilder;
import org.freedesktop.dbus.exceptions.DBusException;
import org.freedesktop.dbus.exceptions.DBusExecutionException;
import org.freedesktop.dbus.matchrules.DBusMatchRuleBuilder;
import org.freedesktop.dbus.messages.Error;
import org.freedesktop.dbus.messages.Message;
import org.freedesktop.dbus.messages.MethodCall;
import org.freedesktop.dbus.types.Variant;
import org.jspecify.annotations.Nullable;

import xyz.groundmist.sync.secrets.Keyring.Absent;
import xyz.groundmist.sync.secrets.Keyring.Answer;
import xyz.groundmist.sync.secrets.Keyring.Locked;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One visit to the Secret Service (specifications.freedesktop.org/secret-service, draft 0.2), in
 * its collection {@code default}. One thread's.
 */
final class SecretService implements AutoCloseable {
    private static final String NAME = "org.freedesktop.secrets";
    private static final String PATH = "/org/freedesktop/secrets";
    private static final String TYPE = "org.freedesktop.Secret.";
    private static final String NOTHING = "/";
    private static final String PROGRAM = "groundmist-sync";

    private final DBusConnection bus;
    private final Duration patience;
    private final String session;
    private final String collection;

    private SecretService(DBusConnection bus, Duration patience) throws IOException {
        this.bus = bus;
        this.patience = patience;
        Object[] opened = call(PATH, "Service", "OpenSession", "sv", "plain", new Variant<>(""));
        session = path(opened[1]);
        collection = path(call(PATH, "Service", "ReadAlias", "s", "default")[0]);
    }

    static SecretService on(String address, Duration patience) throws IOException {
        DBusConnection bus;
        try {
            bus =
                    DBusConnectionBuilder.forAddress(address)
                            .withShared(false)
                            .transportConfig()
                            .withTimeout((int) patience.toMillis())
                            .back()
                            .build();
        } catch (DBusException | DBusExecutionException | IllegalArgumentException e) {
            throw new IOException("the session bus doesn't answer", e);
        }
        try {
            return new SecretService(bus, patience);
        } catch (IOException | RuntimeException e) {
            bus.disconnect();
            throw e;
        }
    }

    /** Whether there is a collection, and it isn't locked. */
    boolean isOpen() throws IOException {
        return !collection.equals(NOTHING) && !locked();
    }

    private boolean locked() throws IOException {
        Object[] locked =
                send(
                        collection,
                        "org.freedesktop.DBus.Properties",
                        "Get",
                        "ss",
                        TYPE + "Collection",
                        "Locked");
        return !(locked[0] instanceof Variant<?> value) || !Boolean.FALSE.equals(value.getValue());
    }

    /** What to say of one that isn't open. */
    Answer answer() {
        return collection.equals(NOTHING) ? new Absent() : new Locked();
    }

    /** The key of this id; null when there is none that can be read now. */
    @Nullable String find(String id) throws IOException {
        List<?> unlocked = items(id);
        if (unlocked.isEmpty()) return null;
        Object[] secret =
                (Object[])
                        call(
                                path(unlocked.getFirst()),
                                "Item",
                                "GetSecret",
                                "o",
                                new ObjectPath(NAME, session))[0];
        return new String(bytes(secret[2]), StandardCharsets.US_ASCII);
    }

    private List<?> items(String id) throws IOException {
        Object found = call(PATH, "Service", "SearchItems", "a{ss}", attributes(id))[0];
        return found instanceof List<?> list ? list : List.of((Object[]) found);
    }

    private static Map<String, String> attributes(String id) {
        return Map.of("application", PROGRAM, "key", id);
    }

    /** Adds an item to the open collection. */
    void keep(String id, String key) throws IOException {
        Map<String, Variant<?>> properties =
                Map.of(
                        TYPE + "Item.Label",
                        new Variant<>("Groundmist Sync"),
                        TYPE + "Item.Attributes",
                        new Variant<>(attributes(id), "a{ss}"));
        byte[] text = key.getBytes(StandardCharsets.US_ASCII);
        Object[] secret = {new ObjectPath(NAME, session), new byte[0], text, "text/plain"};
        call(collection, "Collection", "CreateItem", "a{sv}(oayays)b", properties, secret, true);
    }

    void remove(String id) throws IOException {
        for (Object item : items(id)) call(path(item), "Item", "Delete", null);
    }

    /** Has it ask for its password. */
    boolean unlock(Duration ownersPatience) throws IOException {
        if (collection.equals(NOTHING)) return false;
        Object[] unlocking =
                call(
                        PATH,
                        "Service",
                        "Unlock",
                        "ao",
                        (Object) new ObjectPath[] {new ObjectPath(NAME, collection)});
        String prompt = path(unlocking[1]);
        if (!prompt.equals(NOTHING)) answered(prompt, ownersPatience);
        return !locked();
    }

    private void answered(String prompt, Duration ownersPatience) throws IOException {
        var completed = new CompletableFuture<Boolean>();
        var rule =
                DBusMatchRuleBuilder.create()
                        .withType("signal")
                        .withInterface(TYPE + "Prompt")
                        .withMember("Completed")
                        .withPath(prompt)
                        .build();
        try {
            bus.addGenericSigHandler(rule, _ -> completed.complete(true));
            call(prompt, "Prompt", "Prompt", "s", "");
            completed.get(ownersPatience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException _) {
            call(prompt, "Prompt", "Dismiss", null);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | DBusException | DBusExecutionException e) {
            throw new IOException("the keyring can't ask for its password", e);
        }
    }

    private Object[] call(
            String path,
            String type,
            String method,
            @Nullable String signature,
            Object... parameters)
            throws IOException {
        return send(path, TYPE + type, method, signature, parameters);
    }

    private Object[] send(
            String path,
            String type,
            String method,
            @Nullable String signature,
            Object... parameters)
            throws IOException {
        try {
            MethodCall call =
                    bus.getMessageFactory()
                            .createMethodCall(
                                    null,
                                    NAME,
                                    path,
                                    type,
                                    method,
                                    (byte) 0,
                                    signature,
                                    parameters);
            bus.sendMessage(call);
            Message reply = call.getReply(patience.toMillis());
            if (reply == null) throw new IOException("the keyring doesn't answer");
            if (reply instanceof Error refusal) {
                throw new IOException("the keyring refuses: " + refusal.getName());
            }
            return reply.getParameters();
        } catch (DBusException | DBusExecutionException e) {
            throw new IOException("the session bus doesn't answer", e);
        }
    }

    private static String path(Object value) {
        return value instanceof ObjectPath path ? path.getPath() : value.toString();
    }

    private static byte[] bytes(Object value) {
        if (value instanceof byte[] bytes) return bytes;
        List<?> list = (List<?>) value;
        byte[] bytes = new byte[list.size()];
        for (int i = 0; i < bytes.length; i++) bytes[i] = (Byte) list.get(i);
        return bytes;
    }

    @Override
    public void close() {
        bus.disconnect();
    }
}
