package xyz.groundmist.sync.doors;

import org.jspecify.annotations.Nullable;

import xyz.groundmist.sync.home.AppEntry;
import xyz.groundmist.sync.home.AppList;
import xyz.groundmist.sync.home.AppRequest;
import xyz.groundmist.sync.home.ControlClient;
import xyz.groundmist.sync.home.ControlException;
import xyz.groundmist.sync.home.Home;
import xyz.groundmist.sync.home.Settings;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** A whole server with an owner, and the owner at its command line. */
final class Server implements AutoCloseable {
    static final String PUBLIC = "https://sync.example.org";
    static final String SERVICE_DID = "did:web:sync.example.org";

    private final Path folder;
    private final Plc plc;
    private final @Nullable Account owner;
    private Home home;

    Server(Path folder, Plc plc, @Nullable Account owner) throws Exception {
        this.folder = folder;
        this.plc = plc;
        this.owner = owner;
        home = start();
    }

    private Home start() throws Exception {
        var environment = new HashMap<String, String>();
        if (owner != null) environment.put("ATPROTO_DID", owner.did());
        var flags = new Settings.Flags(folder.toString(), "0", PUBLIC, true);
        return Home.start(Settings.read(flags, environment), Map.of(), plc.network());
    }

    void restart() throws Exception {
        home.close();
        home = start();
    }

    URI url() {
        return URI.create(home.url());
    }

    <T> T command(String command, Map<String, ?> with, Class<T> type) throws ControlException {
        try (var client = ControlClient.connect(folder, "groundmist-sync serve")) {
            return client.ask(command, with, type);
        }
    }

    AppList apps() throws ControlException {
        return command("apps.list", Map.of(), AppList.class);
    }

    /** The one app that asks, once it does. */
    AppRequest request() throws Exception {
        eventually(() -> {
            try {
                return apps().requests().size() == 1;
            } catch (ControlException e) {
                throw new AssertionError(e);
            }
        });
        return apps().requests().getFirst();
    }

    AppEntry approve(String code) throws ControlException {
        return command("apps.approve", Map.of("code", code), AppEntry.class);
    }

    void deny(String code) throws ControlException {
        command("apps.deny", Map.of("code", code), Object.class);
    }

    void revoke(String id) throws ControlException {
        command("apps.revoke", Map.of("id", id), Object.class);
    }

    void access(String id, boolean readOnly) throws ControlException {
        command("apps.access", Map.of("id", id, "readOnly", readOnly), Object.class);
    }

    void openWindow() throws ControlException {
        command("apps.window", Map.of("seconds", 300), Object.class);
    }

    static void eventually(BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + Duration.ofSeconds(15).toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) throw new AssertionError("it never came true");
            Thread.sleep(10);
        }
    }

    @Override
    public void close() {
        home.close();
    }
}
