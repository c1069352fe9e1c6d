package xyz.groundmist.sync.devices;

import xyz.groundmist.sync.home.ControlClient;
import xyz.groundmist.sync.home.DeviceEntry;
import xyz.groundmist.sync.home.DeviceList;
import xyz.groundmist.sync.home.HomeException;
import xyz.groundmist.sync.home.PairingEntry;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** One of the owner's computers: {@code target/app} at a place of a {@link HomeNetwork}. */
final class HomeComputer implements AutoCloseable {
    private static final Path LAUNCHER =
            Path.of("target", "app", "bin", "groundmist-sync").toAbsolutePath();
    static final Duration START = Duration.ofSeconds(150);

    final String name;
    final HomeNetwork.Plug plug;
    private final Path data;
    private final Path log;
    private Process process;
    private String id = "";

    private HomeComputer(String name, HomeNetwork.Plug plug, Path folder) throws IOException {
        this.name = name;
        this.plug = plug;
        data = Files.createDirectories(folder.resolve(name)).toAbsolutePath();
        log = folder.resolve(name + ".log");
        process = started();
    }

    static HomeComputer start(String name, HomeNetwork.Plug plug, Path folder) throws IOException {
        if (!Files.isExecutable(LAUNCHER)) {
            throw new IllegalStateException(
                    LAUNCHER + " is missing: run mvn -DskipTests package first");
        }
        var computer = new HomeComputer(name, plug, folder);
        computer.awaitListening();
        return computer;
    }

    private Process started() throws IOException {
        ProcessBuilder builder =
                plug.command(
                        LAUNCHER.toString(),
                        "serve",
                        "--port",
                        "3031",
                        "--data-dir",
                        data.toString());
        builder.environment().put("LAN", "on");
        builder.environment().put("HOSTNAME", name);
        Files.deleteIfExists(log);
        return plug.start(builder.redirectErrorStream(true).redirectOutput(log.toFile()));
    }

    private void awaitListening() throws IOException {
        Waiting.until(
                START,
                () -> name + " never listened: " + Files.readString(log),
                () -> Files.readString(log).contains("http://127.0.0.1:3031"));
    }

    Path data() {
        return data;
    }

    /** Where its apps connect, from within its place. */
    int port() {
        return 3031;
    }

    long pid() {
        return process.pid();
    }

    void stop() throws IOException, InterruptedException {
        process.destroy();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            throw new AssertionError(name + " did not stop: " + Files.readString(log));
        }
    }

    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    void restart() throws IOException {
        process = started();
        awaitListening();
    }

    <T> T ask(String command, Map<String, ?> arguments, Class<T> type) throws HomeException {
        try (var client = ControlClient.connect(data, "start it")) {
            return client.ask(command, arguments, type);
        }
    }

    DeviceList devices() throws HomeException {
        return ask("devices.list", Map.of(), DeviceList.class);
    }

    PairingEntry pairing() throws HomeException {
        return ask("devices.pairing", Map.of(), PairingEntry.class);
    }

    /** Its id, which is known after the first time though it be switched off. */
    String id() throws HomeException {
        if (id.isEmpty()) id = devices().id();
        return id;
    }

    /** Computers nearby that aren't paired, by their addresses with ports. */
    List<String> found() throws HomeException {
        return devices().found();
    }

    DeviceEntry paired(HomeComputer other) throws HomeException {
        String id = other.id();
        return devices().devices().stream()
                .filter(one -> one.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new AssertionError(name + " doesn't know " + other.name));
    }

    boolean connectedTo(String id) throws HomeException {
        return devices().devices().stream()
                .anyMatch(one -> one.id().equals(id) && one.connected() != null);
    }

    /** Pairs with a computer nearby, the code confirmed on both. */
    void pairWith(HomeComputer other) throws IOException, HomeException {
        other.ask("devices.pair", Map.of(), PairingEntry.class);
        ask("devices.pair", Map.of("to", other.plug.address()), PairingEntry.class);
        Waiting.until(START, () -> "no code at " + name, () -> pairing().code() != null);
        Waiting.until(
                START, () -> "no code at " + other.name, () -> other.pairing().code() != null);
        String code = String.valueOf(pairing().code());
        other.ask("devices.confirm", Map.of("code", code), PairingEntry.class);
        ask("devices.confirm", Map.of("code", code), PairingEntry.class);
        awaitConnected(other);
    }

    void awaitConnected(HomeComputer other) throws IOException, HomeException {
        String there = other.id();
        String here = id();
        Waiting.until(
                Duration.ofSeconds(150),
                () ->
                        "%s isn't connected to %s: %s, %s"
                                .formatted(name, other.name, devices(), other.devices()),
                () -> connectedTo(there) && other.connectedTo(here));
    }

    @Override
    public void close() throws InterruptedException {
        kill();
    }
}
