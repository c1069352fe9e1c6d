package xyz.groundmist.sync.secrets;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The keyring on the session bus: each question is a visit of its own, on a thread of its own. */
final class SessionKeyring implements Keyring {
    private static final Logger LOG = LoggerFactory.getLogger(SessionKeyring.class);
    private static final String SOCKET = "unix:path=";

    /** The keyring may have to be started first. */
    private static final Duration PATIENCE = Duration.ofSeconds(6);

    private final @Nullable String address;
    private final Duration patience;

    /**
     * @param address of the session bus; null without one
     */
    SessionKeyring(@Nullable String address) {
        this(address, PATIENCE);
    }

    SessionKeyring(@Nullable String address, Duration patience) {
        this.address = address;
        this.patience = patience;
    }

    /**
     * Where the session bus is: {@code DBUS_SESSION_BUS_ADDRESS}, else the socket that systemd
     * keeps; null where neither is there, or it isn't a socket of this machine.
     */
    static @Nullable String address(Map<String, String> environment) {
        String named = environment.getOrDefault("DBUS_SESSION_BUS_ADDRESS", "");
        if (!named.isEmpty()) {
            return Arrays.stream(named.split(";"))
                    .filter(one -> one.startsWith(SOCKET))
                    .findFirst()
                    .orElse(null);
        }
        String folder = environment.getOrDefault("XDG_RUNTIME_DIR", "");
        Path socket = Path.of(folder, "bus");
        return folder.isEmpty() || !Files.exists(socket) ? null : SOCKET + socket;
    }

    private interface Visit<T> {
        T to(SecretService service) throws IOException;
    }

    @Override
    public Answer find(String id) {
        return ask(
                patience,
                new Absent(),
                service -> {
                    SealingKey key = SealingKey.parse(id, service.find(id));
                    if (key != null) return new Found(key);
                    return service.isOpen() ? new Missing() : service.answer();
                });
    }

    @Override
    public Answer keep(SealingKey key) {
        return ask(
                patience,
                new Absent(),
                service -> {
                    if (!service.isOpen()) return service.answer();
                    service.keep(key.id(), key.text());
                    boolean kept = key.text().equals(service.find(key.id()));
                    return kept ? new Found(key) : new Absent();
                });
    }

    @Override
    public void remove(String id) {
        ask(
                patience,
                false,
                service -> {
                    service.remove(id);
                    return true;
                });
    }

    @Override
    public boolean unlock(Duration ownersPatience) {
        return ask(
                ownersPatience.plus(patience),
                false,
                service -> service.isOpen() || service.unlock(ownersPatience));
    }

    private <T> T ask(Duration cap, T otherwise, Visit<T> visit) {
        String bus = address;
        if (bus == null) return otherwise;
        var task =
                new FutureTask<T>(() -> {
                    try (var service = SecretService.on(bus, patience)) {
                        return visit.to(service);
                    }
                });
        Thread.ofVirtual().name("keyring").start(task);
        try {
            return task.get(cap.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            LOG.info("No keyring answers: {}", cause == null ? "?" : cause.getMessage());
        } catch (TimeoutException _) {
            task.cancel(true);
            LOG.info("The keyring doesn't answer within {} s", cap.toSeconds());
        } catch (InterruptedException _) {
            task.cancel(true);
            Thread.currentThread().interrupt();
        }
        return otherwise;
    }

    @Override
    public String toString() {
        return "SessionKeyring";
    }
}
