package xyz.groundmist.sync.home;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import xyz.groundmist.sync.identity.PrivateFile;
import xyz.groundmist.sync.lan.RestoredDevices;
import xyz.groundmist.sync.secrets.Secrets;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What belongs to a data folder and nobody else may have, for the sealed part of a backup. Names
 * that begin with {@code machine/} stand for what only one machine at a time may hold: they come
 * back only where the old machine is gone. Others are those of {@link Secrets}.
 */
record Valuables(Path dataFolder, Secrets secrets) {
    private static final Logger LOG = LoggerFactory.getLogger(Valuables.class);
    private static final String MACHINE = "machine/";
    private static final String SECRET = "secret/";

    private static final String DEVICE_KEY = "device-key.pem";

    /**
     * Whom this machine trusts. Where others may have written it, outside the seal, nobody is
     * trusted by it.
     */
    private static final String DEVICES = "devices.json";

    /**
     * The keys before the world, the owner's other machines and an SSH server; who is signed in;
     * those other machines.
     */
    private static final List<String> MACHINE_FILES =
            List.of(Rooms.KEY, Ways.SSH_KEY, Rooms.ACCOUNT, DEVICES, DEVICE_KEY);

    /** The sign-in: two machines that renew one end it. */
    private static final String ACCOUNT = "account";

    private static final List<String> NAMES =
            List.of(ACCOUNT, "ngrok-authtoken", "ssh-key-passphrase");

    Map<String, byte[]> read() throws IOException {
        var all = new HashMap<String, byte[]>();
        for (String name : MACHINE_FILES) {
            Path file = dataFolder.resolve(name);
            if (Files.exists(file)) all.put(MACHINE + name, Files.readAllBytes(file));
        }
        for (String name : NAMES) {
            String secret = secrets.read(name);
            if (secret != null) all.put(SECRET + name, secret.getBytes(StandardCharsets.UTF_8));
        }
        return all;
    }

    /**
     * Puts back what a backup had; names that aren't known are left out. The secrets first, as a
     * keyring may refuse, and this machine's key last: with it come the devices that know it, and
     * the moment that tells two machines with one key apart.
     */
    void write(Map<String, byte[]> back, boolean oldMachineGone) throws IOException {
        for (Map.Entry<String, byte[]> one : back.entrySet()) {
            String name = one.getKey();
            if (name.startsWith(SECRET) && NAMES.contains(after(SECRET, name))) {
                if (!oldMachineGone && after(SECRET, name).equals(ACCOUNT)) continue;
                secrets.write(
                        after(SECRET, name), new String(one.getValue(), StandardCharsets.UTF_8));
            } else if (!name.startsWith(MACHINE) || !MACHINE_FILES.contains(after(MACHINE, name))) {
                LOG.warn("A secret of the backup is of a kind that isn't known here");
            }
        }
        if (!oldMachineGone) return;
        if (back.containsKey(MACHINE + DEVICE_KEY)) {
            RestoredDevices.pause(dataFolder, back.get(MACHINE + DEVICES), Instant.now());
        }
        for (String name : MACHINE_FILES) {
            byte[] file = back.get(MACHINE + name);
            if (file == null || name.equals(DEVICES)) continue;
            PrivateFile.write(dataFolder.resolve(name), file);
        }
    }

    private static String after(String prefix, String name) {
        return name.substring(prefix.length());
    }
}
