package xyz.groundmist.sync.lan;

import org.jspecify.annotations.Nullable;

import xyz.groundmist.sync.lan.PairedDevice.Standing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/**
 * The devices of a backup. Where this machine's key came back they know it, and wait for the owner
 * to confirm them; anywhere else they don't, and have to be paired again.
 */
public final class RestoredDevices {
    /** Where a restore leaves the book of the backup; it vouches for nobody. */
    public static final String FILE = "devices-paused.json";

    private static final byte[] NONE = "{\"devices\":[]}".getBytes(StandardCharsets.UTF_8);

    private RestoredDevices() {}

    /**
     * By name.
     *
     * @param paused wait for the owner
     * @param former have to be paired again
     */
    public record Names(List<String> paused, List<String> former) {}

    /**
     * Puts them into a data folder into which this machine's key has come back; from now on it is
     * the one that has the key, and any other isn't.
     *
     * @param book of the backup, out of its sealed part; null: it had none
     */
    public static void pause(Path folder, byte @Nullable [] book, Instant now) throws IOException {
        DeviceBook.paused(folder.resolve(Lan.BOOK), book == null ? NONE : book, now);
    }

    /** Who waits in a data folder that no server runs for. */
    public static Names read(Path folder) throws IOException {
        DeviceBook book = DeviceBook.open(folder.resolve(Lan.BOOK));
        takeUp(folder, book);
        return new Names(names(book, Standing.PAUSED), names(book, Standing.FORMER));
    }

    /** Takes those up that a restore has left, as ones that have to be paired again. */
    static void takeUp(Path folder, DeviceBook book) throws IOException {
        Path left = folder.resolve(FILE);
        try {
            book.addFormer(Files.readAllBytes(left));
            Files.delete(left);
        } catch (NoSuchFileException _) {
            // there was no restore, or nobody was paired then
        }
    }

    private static List<String> names(DeviceBook book, Standing standing) {
        return book.list().stream()
                .filter(one -> one.standing() == standing)
                .map(PairedDevice::name)
                .toList();
    }
}
