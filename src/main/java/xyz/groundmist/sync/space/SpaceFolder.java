package xyz.groundmist.sync.space;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import xyz.groundmist.sync.store.SpaceName;
import xyz.groundmist.sync.store.StoreException;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Properties;

/**
 * Where a space lies: a folder of a random name, with its database and the file {@code
 * space.properties}.
 *
 * @param storageId under which its storage is known to clients (automerge-repo, {@code storageId})
 */
public record SpaceFolder(Path path, SpaceName name, String storageId) {
    private static final Logger log = LoggerFactory.getLogger(SpaceFolder.class);
    private static final String DESCRIPTION = "space.properties";

    /** The space in that folder; null, and said in the log, when none is described there. */
    public static @Nullable SpaceFolder read(Path folder) {
        var text = new Properties();
        Path file = folder.resolve(DESCRIPTION);
        try (Reader in = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            text.load(in);
            SpaceName name = SpaceName.parse(text.getProperty("domain", ""));
            String storageId = text.getProperty("storageId", "");
            if (name != null && storageId.length() >= 8) {
                return new SpaceFolder(folder, name, storageId);
            }
            log.error("{} doesn't say which space lies beside it. Restore it from a backup.", file);
        } catch (NoSuchFileException e) {
            log.warn("{} isn't a space; it is left alone.", folder);
        } catch (IOException | IllegalArgumentException e) {
            log.error("{} can't be read: {}. Check its permissions.", file, e.getMessage());
        }
        return null;
    }

    /** Makes a folder for a space, in that of all spaces; on disk on return, without a database. */
    public static SpaceFolder create(Path spaces, SpaceName name, String storageId)
            throws StoreException {
        byte[] random = new byte[8];
        new SecureRandom().nextBytes(random);
        Path one = spaces.resolve(HexFormat.of().formatHex(random));
        var text = new Properties();
        text.setProperty("domain", name.domain());
        text.setProperty("storageId", storageId);
        try {
            Files.createDirectories(one);
            Path draft = one.resolve(DESCRIPTION + ".new");
            try (Writer out = Files.newBufferedWriter(draft)) {
                text.store(out, "A space of Groundmist Sync");
            }
            // After a power cut nobody would know whose documents lie beside an empty file.
            persist(draft);
            Files.move(draft, one.resolve(DESCRIPTION), StandardCopyOption.ATOMIC_MOVE);
            persistEntries(one);
            persistEntries(spaces);
            return new SpaceFolder(one, name, storageId);
        } catch (IOException e) {
            throw StoreException.failed(
                    "The folder "
                            + one
                            + " can't be written. Check its permissions and free space.",
                    e);
        }
    }

    private static void persist(Path file) throws IOException {
        try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }

    /** Puts a folder's new entries on disk, where the system can (Windows needs no such thing). */
    private static void persistEntries(Path folder) {
        try (var channel = FileChannel.open(folder)) {
            channel.force(true);
        } catch (IOException e) {
            log.debug("The entries of {} can't be synced: {}", folder, e.getMessage());
        }
    }
}
