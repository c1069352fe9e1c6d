package xyz.groundmist.sync.home;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

import xyz.groundmist.sync.identity.Network;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;

/**
 * A process in which the server comes and goes: the data folder stays taken and the control socket
 * answers from {@link #take} to {@link #close}, while {@link #start} and {@link #stop} open and
 * close the {@link Home} in it.
 */
public final class Household implements Asks, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Household.class);

    private final Map<String, String> environment;
    private final Settings.Flags flags;
    private final Network network;
    private final Instance instance;
    private final StatusModel status = new StatusModel();
    // Both guarded by this.
    private @Nullable Home home;
    private boolean closed;

    private Household(
            Settings.Flags flags,
            Map<String, String> environment,
            Network network,
            Instance instance) {
        this.flags = flags;
        this.network = network;
        this.environment = environment;
        this.instance = instance;
    }

    /** Takes the data folder, in the public network. */
    public static Household take(
            Settings.Flags flags, Map<String, String> environment, Runnable bringUpWindow)
            throws StartException, SettingsException {
        return take(flags, environment, Network.PUBLIC, bringUpWindow);
    }

    /**
     * Takes the data folder that the flags and the environment name; no server is open in it yet.
     *
     * @param network where identities are looked up
     * @param bringUpWindow what a second start of the program calls, on any thread
     * @throws StartException also when another process has the folder ({@link
     *     StartException#alreadyRuns})
     */
    public static Household take(
            Settings.Flags flags,
            Map<String, String> environment,
            Network network,
            Runnable bringUpWindow)
            throws StartException, SettingsException {
        Path folder = Settings.dataFolder(flags.dataFolder(), environment);
        Instance instance = Instance.take(folder);
        try {
            instance.showBy(bringUpWindow);
            instance.listen(environment);
            return new Household(flags, environment, network, instance);
        } catch (StartException | RuntimeException e) {
            instance.close();
            throw e;
        }
    }

    /** How the process is, and who wants to be told. */
    public StatusModel status() {
        return status;
    }

    public Path dataFolder() {
        return instance.folder().path();
    }

    /**
     * Opens the server with the settings as they are now, and returns when it listens or has
     * failed; {@link #status} says which. Does nothing while it is open.
     */
    public synchronized void start() {
        if (closed || home != null) return;
        status.at(StatusModel.Condition.STARTING, null);
        try {
            Home opened =
                    Home.open(
                            Settings.read(flags, environment),
                            environment,
                            instance,
                            network,
                            Home.beyond(network),
                            InstantSource.system());
            home = opened;
            opened.onChange(status::changed);
            status.running(opened::status);
        } catch (HomeException e) {
            LOG.warn("The server did not start: {}", e.sentence());
            status.at(StatusModel.Condition.FAILED, e.sentence());
        } catch (RuntimeException e) {
            LOG.error("The server did not start", e);
            status.at(
                    StatusModel.Condition.FAILED,
                    "Something went wrong that shouldn't. The log says more; try again, and report"
                            + " it if it stays.");
        }
    }

    /** Closes the server once everything that clients sent is on disk. */
    public synchronized void stop() {
        Home open = home;
        if (open == null) return;
        status.at(StatusModel.Condition.STOPPING, null);
        home = null;
        open.close();
        status.at(StatusModel.Condition.STOPPED, null);
    }

    /**
     * Brings a backup back. The server is closed meanwhile; afterwards it opens with what came
     * back, or, if that failed, as it was.
     *
     * @throws ControlException {@link ControlException.Leave#REPLACE} when there is data already
     */
    public synchronized RestoreResult restore(Path file, Backups.Wish wish) throws HomeException {
        boolean ran = home != null;
        stop();
        if (closed) throw new ControlException("Groundmist Sync is being closed.");
        status.at(StatusModel.Condition.STARTING, null);
        boolean restored = false;
        try {
            RestoreResult done = new Backups(dataFolder(), environment).restoreHeld(file, wish);
            restored = true;
            return done;
        } finally {
            if (ran || restored) start();
            else status.at(StatusModel.Condition.STOPPED, null);
        }
    }

    /** Carries out a command of the control socket, in this process. */
    @Override
    public <T> T ask(String command, Map<String, ?> arguments, Class<T> type)
            throws ControlException {
        ObjectNode request = JsonLines.request(command, arguments);
        try {
            return JsonLines.MAPPER.treeToValue(
                    JsonLines.MAPPER.valueToTree(instance.answer(command, request)), type);
        } catch (JacksonException e) {
            throw new IllegalStateException("the answer to " + command + " is no " + type, e);
        } finally {
            status.changed();
        }
    }

    /** Stops the server and gives the folder back. */
    @Override
    public void close() {
        synchronized (this) {
            stop();
            if (closed) return;
            closed = true;
        }
        status.close();
        instance.close();
    }
}
