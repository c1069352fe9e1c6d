package xyz.groundmist.sync.secrets;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/**
 * Texts that nobody but the owner may read, each under a name. What {@link #write} has taken
 * survives a power cut. Safe for use from any thread, which may wait for the keyring for some
 * seconds; no message has a secret in it.
 */
public interface Secrets {
    /**
     * The secret of this name; null when there is none.
     *
     * @throws IOException with a sentence when there is one that can't be read now
     */
    @Nullable String read(String name) throws IOException;

    /**
     * Keeps a secret in the place of the one before. When this returns it is on disk.
     *
     * @throws IOException with a sentence; the one before is still there
     */
    void write(String name, String secret) throws IOException;

    /**
     * Removes a secret, be it readable or not; nothing happens when there is none.
     *
     * @throws IOException with a sentence; it is still there
     */
    void forget(String name) throws IOException;

    /**
     * Where secrets are kept at the moment, to go into a sentence: "your keyring" or "a file that
     * only you can read". Waits for nothing.
     */
    String place();

    /**
     * The owner is here, and about to do something that needs a secret: a locked keyring asks them
     * for its password. Returns at once.
     */
    default void unlock() {}

    /**
     * The secrets of a data folder. Asks no keyring yet.
     *
     * @param folder exists
     * @param environment of this process
     * @throws IOException with a sentence when they can't be read
     */
    static Secrets open(Path folder, Map<String, String> environment) throws IOException {
        return SealedSecrets.open(
                SecretsFile.of(folder), new SessionKeyring(SessionKeyring.address(environment)));
    }
}
