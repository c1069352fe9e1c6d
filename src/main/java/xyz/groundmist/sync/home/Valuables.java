package xyz.groundmist.sync.home;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import xyz.groundmist.sync.identity.PrivateFile;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What is in a data folder that nobody else may have, for the sealed part of a backup. Names that
 * begin with {@code machine/} stand for what only one machine at a time may hold: they come back
 * only where the old machine is gone.
 */
final class Valuables {
    private static final Logger LOG = LoggerFactory.getLogger(Valuables.class);
    private static final String MACHINE = "machine/";

    /** The server's key and the sign-in: two machines that renew one sign-in end it. */
    private static final List<String> MACHINE_FILES = List.of(Rooms.KEY, Rooms.ACCOUNT);

    private final Path dataFolder;

    Valuables(Path dataFolder) {
        this.dataFolder = dataFolder;
    }

    Map<String, byte[]> read() {
        var all = new HashMap<String, byte[]>();
        try {
            for (String name : MACHINE_FILES) {
                Path file = dataFolder.resolve(name);
                if (Files.exists(file)) all.put(MACHINE + name, Files.readAllBytes(file));
            }
            return all;
        } catch (IOException e) {
            throw new UncheckedIOException("a secret can't be read", e);
        }
    }

    /** Puts back what a backup had; names that aren't known are left out. */
    void write(Map<String, byte[]> secrets, boolean oldMachineGone) throws IOException {
        for (Map.Entry<String, byte[]> secret : secrets.entrySet()) {
            String name = secret.getKey();
            String file = name.startsWith(MACHINE) ? name.substring(MACHINE.length()) : "";
            if (MACHINE_FILES.contains(file)) {
                if (oldMachineGone) PrivateFile.write(dataFolder.resolve(file), secret.getValue());
            } else {
                LOG.warn("A secret of the backup is of a kind that isn't known here");
            }
        }
    }
}
