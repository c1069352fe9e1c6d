package xyz.groundmist.sync.backup;

import org.jspecify.annotations.Nullable;

import xyz.groundmist.sync.backup.Manifest.BackedUpSpace;
import xyz.groundmist.sync.space.SpaceFolder;
import xyz.groundmist.sync.store.SpaceName;
import xyz.groundmist.sync.store.SpaceStore;
import xyz.groundmist.sync.store.StoreException;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * Brings a backup back into a data folder that no server runs for; the caller holds the folder's
 * lock. Everything is unpacked and checked beside what is there before anything of it is moved.
 */
public final class Restore {
    /** While it is there a restore is under way, or was cut short. */
    public static final String UNDER_WAY = "restoring";

    /** Where the paired devices of the backup are left; it vouches for nobody. */
    public static final String PAUSED_DEVICES = "devices-paused.json";

    private static final String ASIDE = "before-restore-";
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

    /** What belongs to the program that runs, not to what is restored. */
    private static final Set<String> STAYS =
            Set.of(
                    "lock",
                    "control",
                    "logs",
                    "lost+found", // of a disk whose root the folder is
                    "native",
                    "window.properties",
                    UNDER_WAY,
                    Rehearsal.FOLDER,
                    BackupWriter.DRAFT,
                    BackupBook.FILE);

    private final Path dataFolder;
    private final InstantSource clock;

    public Restore(Path dataFolder, InstantSource clock) {
        this.dataFolder = dataFolder;
        this.clock = clock;
    }

    /**
     * How it is to be done.
     *
     * @param passphrase for the secrets; null: they are left out, if there are any
     * @param oldMachineGone the machine that the backup is from will never run again: this one
     *     takes its place, with its keys and its sign-in. Otherwise this one becomes another
     *     machine
     * @param replace what is in the data folder may be moved aside
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Wish(char @Nullable [] passphrase, boolean oldMachineGone, boolean replace) {
        @Override
        public String toString() {
            return "Wish";
        }
    }

    /**
     * What came back.
     *
     * @param from when the backup was made
     * @param pausedApps grants that wait for the owner to confirm them
     * @param secrets by name, for whoever keeps them; empty without a passphrase
     * @param leftSecrets whether there are secrets that were left out
     * @param aside where what was in the data folder lies now; null: it was empty
     */
    public record Restored(
            Instant from,
            int spaces,
            long documents,
            int pausedApps,
            Map<String, byte[]> secrets,
            boolean leftSecrets,
            @Nullable Path aside) {
        @Override
        public String toString() {
            return "Restored";
        }
    }

    /** What a backup says of itself; whether that is so shows when it is restored. */
    public static Manifest look(Path file) throws BackupException {
        return Archive.look(file);
    }

    /** Restores; after a failure what was in the data folder is still there, or named. */
    public Restored run(Path file, Wish wish) throws BackupException {
        try {
            List<Path> before = occupants();
            if (!before.isEmpty() && !wish.replace()) {
                throw new BackupException(
                        BackupException.Kind.OCCUPIED,
                        "The folder "
                                + dataFolder
                                + " holds data already, and a restore writes over nothing. Restore"
                                + " into another folder, or say that what is there may be moved"
                                + " aside.");
            }
            try (Scratch scratch = Scratch.make(dataFolder.resolve(UNDER_WAY))) {
                return run(file, wish, scratch.folder(), before);
            }
        } catch (StoreException e) {
            throw BackupException.failed(String.valueOf(e.getMessage()), e);
        } catch (IOException e) {
            throw BackupException.failed(
                    "The folder "
                            + dataFolder
                            + " can't be restored into ("
                            + e.getClass().getSimpleName()
                            + "). Check its permissions and free space, and try again.",
                    e);
        }
    }

    private Restored run(Path file, Wish wish, Path scratch, List<Path> before)
            throws BackupException, IOException, StoreException {
        Path unpacked = Files.createDirectory(scratch.resolve("unpacked"));
        Path fresh = Files.createDirectory(scratch.resolve("fresh"));
        Manifest manifest = Archive.unpack(file, unpacked);
        boolean sealed = manifest.isSealed();
        char[] passphrase = wish.passphrase();
        Map<String, byte[]> secrets =
                sealed && passphrase != null
                        ? Seal.open(Archive.sealed(unpacked), passphrase)
                        : Map.of();
        int paused = Archive.pause(unpacked, clock.instant());
        move(unpacked, Manifest.ACCESS, fresh, Manifest.ACCESS);
        if (manifest.holds(Manifest.SETTINGS)) {
            move(unpacked, Manifest.SETTINGS, fresh, Manifest.SETTINGS);
        }
        if (manifest.holds(Manifest.DEVICES)) {
            move(unpacked, Manifest.DEVICES, fresh, PAUSED_DEVICES);
        }
        Path spaces = Files.createDirectory(fresh.resolve("spaces"));
        for (BackedUpSpace space : manifest.spaces()) {
            // two machines under one storage id would confuse the clients that know it
            String id = wish.oldMachineGone() ? space.storageId() : UUID.randomUUID().toString();
            SpaceFolder made = SpaceFolder.create(spaces, new SpaceName(space.domain()), id);
            move(unpacked.resolve(space.folder()), SpaceStore.FILE, made.path(), SpaceStore.FILE);
        }
        Path aside = before.isEmpty() ? null : moveAside(before);
        try {
            moveAll(list(fresh), dataFolder);
        } catch (IOException e) {
            if (aside != null) moveAll(list(aside), dataFolder);
            throw e;
        }
        return new Restored(
                manifest.created(),
                manifest.spaces().size(),
                manifest.documents(),
                paused,
                secrets,
                sealed && passphrase == null,
                aside);
    }

    private Path moveAside(List<Path> before) throws IOException {
        Path aside = dataFolder.resolve(ASIDE + STAMP.format(clock.instant()));
        Files.createDirectory(aside, Scratch.mode(aside, "rwx------"));
        try {
            moveAll(before, aside);
        } catch (IOException e) {
            Files.deleteIfExists(aside);
            throw e;
        }
        return aside;
    }

    /** All of them, or none. */
    private static void moveAll(List<Path> all, Path to) throws IOException {
        var moved = new ArrayList<Path>();
        try {
            for (Path one : all) {
                Files.move(one, to.resolve(one.getFileName()));
                moved.add(one);
            }
        } catch (IOException e) {
            for (Path one : moved.reversed()) Files.move(to.resolve(one.getFileName()), one);
            throw e;
        }
    }

    private static void move(Path from, String name, Path to, String as) throws IOException {
        Files.move(from.resolve(name), to.resolve(as));
    }

    private List<Path> occupants() throws IOException {
        return list(dataFolder).stream()
                .filter(one -> {
                    String name = one.getFileName().toString();
                    return !STAYS.contains(name) && !name.startsWith(ASIDE);
                })
                .toList();
    }

    private static List<Path> list(Path folder) throws IOException {
        var all = new ArrayList<Path>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(folder)) {
            found.forEach(all::add);
        }
        return all;
    }
}
