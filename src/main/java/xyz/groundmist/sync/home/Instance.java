package xyz.groundmist.sync.home;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

import java.nio.file.Path;
import java.util.Map;

/**
 * The one process that runs for a data folder: holds the folder's lock and answers its control
 * socket, also while no server is open in it.
 */
final class Instance implements ControlHandler, AutoCloseable {
    private final DataFolder folder;
    private @Nullable ControlServer socket; // guarded by this
    private volatile @Nullable ControlHandler commands;
    private volatile @Nullable Runnable window;

    private Instance(DataFolder folder) {
        this.folder = folder;
    }

    /** Takes the folder; its log is written from now on. */
    static Instance take(Path dataFolder) throws StartException {
        DataFolder folder = DataFolder.take(dataFolder);
        try {
            Logging.toFolder(dataFolder.resolve("logs"));
            return new Instance(folder);
        } catch (StartException | RuntimeException e) {
            folder.close();
            throw e;
        }
    }

    /** Opens the control socket. */
    synchronized void listen(Map<String, String> environment) throws StartException {
        socket = ControlServer.open(folder, environment, this, ControlServer.Limits.STANDARD);
    }

    DataFolder folder() {
        return folder;
    }

    /** Who carries out commands from now on; null while no server is open. */
    void answerBy(@Nullable ControlHandler handler) {
        commands = handler;
    }

    /** What brings up the window of this process. */
    void showBy(Runnable bringUp) {
        window = bringUp;
    }

    @Override
    public Object answer(String command, JsonNode request) throws ControlException {
        if (command.equals("show")) return show();
        ControlHandler open = commands;
        if (open == null) {
            throw new ControlException(
                    "Groundmist Sync runs, and syncing is stopped. Start it in its window, or in"
                            + " its menu in the tray.");
        }
        return open.answer(command, request);
    }

    private Map<String, Object> show() throws ControlException {
        Runnable bringUp = window;
        if (bringUp == null) {
            throw new ControlException(
                    "Groundmist Sync already runs for "
                            + folder.path()
                            + " as a server without a window. Ask it with groundmist-sync status,"
                            + " or stop it first to start the one with a window.");
        }
        bringUp.run();
        return Map.of("shown", true);
    }

    /** Takes no more commands. */
    synchronized void silence() {
        if (socket != null) socket.close();
        socket = null;
    }

    /** Takes no more commands and gives the folder back. */
    @Override
    public void close() {
        silence();
        folder.close();
    }
}
