package xyz.groundmist.sync.home;

import java.util.Map;

/** Carries out the commands of the control socket: from another process, or in the same one. */
public interface Asks {
    /**
     * Has a command carried out and waits for its result.
     *
     * @param arguments what goes into the request beside the command; null values are left out
     * @throws ControlException with the server's sentence when it refuses
     */
    <T> T ask(String command, Map<String, ?> arguments, Class<T> type) throws ControlException;
}
