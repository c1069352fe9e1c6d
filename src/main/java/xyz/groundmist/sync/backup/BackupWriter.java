package xyz.groundmist.sync.backup;

import org.jspecify.annotations.Nullable;

import xyz.groundmist.sync.backup.Manifest.BackedUpSpace;
import xyz.groundmist.sync.backup.Manifest.Part;
import xyz.groundmist.sync.space.SpaceFolder;
import xyz.groundmist.sync.store.DatabaseCopy;
import xyz.groundmist.sync.store.SpaceStore;
import xyz.groundmist.sync.store.StoreException;
import xyz.groundmist.sync.store.StoredDocument;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Writes a data folder into one file, while the server runs or not. Each database is copied as it
 * is at one moment; an edit that was acknowledged before the backup began is in it. One at a time
 * for a data folder.
 */
public final class BackupWriter {
    static final String DRAFT = "backup-draft";

    /** What a backup's name ends with until it is whole. */
    static final String UNFINISHED = ".part";

    private static final String SPACES = "spaces";

    private final Path dataFolder;
    private final String program;
    private final InstantSource clock;

    /**
     * @param program its version
     */
    public BackupWriter(Path dataFolder, String program, InstantSource clock) {
        this.dataFolder = dataFolder;
        this.program = program;
        this.clock = clock;
    }

    /**
     * Writes the backup; when this returns it is on disk, in the place of a file of that name.
     *
     * @param file readable by this user only
     * @param sealed what {@link Seal#close} made; null: the backup holds no secrets
     */
    public Made write(Path file, byte @Nullable [] sealed) throws BackupException {
        Instant created = clock.instant();
        Path target = file.toAbsolutePath().normalize();
        Path part = target.resolveSibling(target.getFileName() + UNFINISHED);
        try (Scratch draft = Scratch.make(dataFolder.resolve(DRAFT))) {
            if (!Files.exists(dataFolder.resolve(Manifest.ACCESS))) {
                throw BackupException.failed(
                        "There is nothing to back up in "
                                + dataFolder
                                + ": no server ever ran there. Name its data folder.",
                        null);
            }
            Scratch.needRoom(dataFolder, size());
            Manifest manifest = copy(draft.folder(), created, sealed);
            pack(manifest, draft.folder(), part);
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
            persist(target);
            return new Made(target, created, Files.size(target), manifest.documents());
        } catch (StoreException e) {
            throw BackupException.failed(String.valueOf(e.getMessage()), e);
        } catch (IOException e) {
            throw BackupException.failed(
                    "The backup "
                            + target
                            + " can't be written ("
                            + e.getClass().getSimpleName()
                            + "). Check that the folder is there, that it has room, and that the"
                            + " user who runs Groundmist Sync may write there.",
                    e);
        } finally {
            discard(part);
        }
    }

    /**
     * A backup that was written.
     *
     * @param at the moment it shows
     */
    public record Made(Path file, Instant at, long bytes, long documents) {}

    private static void discard(Path part) {
        try {
            Files.deleteIfExists(part);
        } catch (IOException _) {
            // the keeper clears up what lies among its own; else the owner sees it lie there
        }
    }

    /** What the copies take at most, the one that is read for its heads included. */
    private long size() throws IOException {
        long bytes = size(dataFolder.resolve(Manifest.ACCESS));
        long largest = 0;
        for (SpaceFolder space : spaces()) {
            long one = size(space.path().resolve(SpaceStore.FILE));
            bytes += one;
            largest = Math.max(largest, one);
        }
        return bytes + largest;
    }

    /** With what isn't in the file yet, only beside it. */
    private static long size(Path database) throws IOException {
        Path log = database.resolveSibling(database.getFileName() + "-wal");
        try {
            return Files.size(database) + Files.size(log);
        } catch (NoSuchFileException _) {
            return Files.size(database);
        }
    }

    private List<SpaceFolder> spaces() throws IOException {
        var spaces = new ArrayList<SpaceFolder>();
        Path all = dataFolder.resolve(SPACES);
        if (!Files.isDirectory(all)) return spaces;
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(all)) {
            for (Path one : folders) {
                SpaceFolder space = SpaceFolder.read(one);
                if (space != null && Files.exists(one.resolve(SpaceStore.FILE))) spaces.add(space);
            }
        }
        return spaces;
    }

    private Manifest copy(Path draft, Instant created, byte @Nullable [] sealed)
            throws IOException, StoreException, BackupException {
        var files = new ArrayList<Part>();
        for (String name : List.of(Manifest.SETTINGS, Manifest.DEVICES)) {
            Path file = dataFolder.resolve(name);
            if (!Files.exists(file)) continue;
            Files.copy(file, draft.resolve(name));
            files.add(part(draft, name));
        }
        if (sealed != null) {
            Files.write(draft.resolve(Manifest.SEALED), sealed);
            files.add(part(draft, Manifest.SEALED));
        }
        DatabaseCopy.make(dataFolder.resolve(Manifest.ACCESS), draft.resolve(Manifest.ACCESS));
        files.add(part(draft, Manifest.ACCESS));
        var spaces = new ArrayList<BackedUpSpace>();
        for (SpaceFolder space : spaces()) {
            String folder = SPACES + "/" + spaces.size();
            Path to = Files.createDirectories(draft.resolve(folder));
            DatabaseCopy.make(space.path().resolve(SpaceStore.FILE), to.resolve(SpaceStore.FILE));
            files.add(part(draft, folder + "/" + SpaceStore.FILE));
            long documents = listHeads(to, space);
            files.add(part(draft, folder + "/" + Manifest.HEADS));
            spaces.add(
                    new BackedUpSpace(folder, space.name().domain(), space.storageId(), documents));
        }
        return new Manifest(Manifest.FORMAT, program, created, files, spaces);
    }

    /** From a copy of the copy: opening a database may change its file. */
    private static long listHeads(Path folder, SpaceFolder space)
            throws IOException, StoreException, BackupException {
        long documents = 0;
        try (Scratch reading = Scratch.make(folder.resolve("reading"))) {
            Files.copy(folder.resolve(SpaceStore.FILE), reading.folder().resolve(SpaceStore.FILE));
            try (var store = SpaceStore.open(reading.folder(), space.name());
                    var list =
                            new BufferedOutputStream(
                                    Files.newOutputStream(folder.resolve(Manifest.HEADS)))) {
                for (StoredDocument document : store.documents()) {
                    list.write(HeadsList.line(document));
                    documents++;
                }
            }
        }
        return documents;
    }

    private static Part part(Path draft, String name) throws IOException {
        try (InputStream in = Files.newInputStream(draft.resolve(name))) {
            Hashed content = Hashed.copy(in, OutputStream.nullOutputStream(), Long.MAX_VALUE - 1);
            return new Part(name, content.bytes(), content.sha256());
        }
    }

    private static void pack(Manifest manifest, Path draft, Path file)
            throws IOException, BackupException {
        Files.deleteIfExists(file);
        byte[] first = manifest.encode();
        if (first.length > Manifest.LARGEST) {
            throw BackupException.failed("There are more spaces than fit into a backup.", null);
        }
        try (FileChannel channel =
                        FileChannel.open(
                                file,
                                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                                Scratch.mode(file, "rw-------"));
                var zip = new ZipOutputStream(Channels.newOutputStream(channel))) {
            zip.setLevel(Deflater.BEST_SPEED);
            zip.putNextEntry(new ZipEntry(Manifest.NAME));
            zip.write(first);
            for (Part part : manifest.files()) {
                zip.putNextEntry(new ZipEntry(part.name()));
                Files.copy(draft.resolve(part.name()), zip);
            }
            zip.finish();
            channel.force(true);
        }
    }

    /** Puts the folder's new entry on disk, where the system can (Windows needs no such thing). */
    private static void persist(Path file) throws IOException {
        Path folder = file.getParent();
        if (folder == null) return;
        try (FileChannel channel = FileChannel.open(folder)) {
            channel.force(true);
        } catch (java.nio.file.AccessDeniedException _) {
            // a folder that can be written to and not read
        }
    }
}
