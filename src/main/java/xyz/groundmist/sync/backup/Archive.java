package xyz.groundmist.sync.backup;

import xyz.groundmist.sync.access.Access;
import xyz.groundmist.sync.backup.Manifest.BackedUpSpace;
import xyz.groundmist.sync.backup.Manifest.Part;
import xyz.groundmist.sync.store.SpaceName;
import xyz.groundmist.sync.store.StoreException;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;

/**
 * A backup file, read from its beginning to its end, once: the manifest first, then exactly the
 * files that it names, in its order, of the lengths and hashes that it says. Nothing else of the
 * ZIP format is looked at, neither paths nor links nor its own table of contents, and nothing is
 * written that the manifest doesn't announce.
 */
final class Archive {
    private Archive() {}

    /**
     * Unpacks into an empty folder, and checks everything that is in there.
     *
     * @param into on a disk that gets no fuller than by {@link Manifest#bytes}
     */
    static Manifest unpack(Path file, Path into) throws BackupException {
        try (var zip = new ZipInputStream(Files.newInputStream(file))) {
            Manifest manifest = manifest(zip);
            Scratch.needRoom(into, manifest.bytes());
            for (Part part : manifest.files()) unpack(zip, part, into);
            if (zip.getNextEntry() != null) {
                throw BackupException.unfit("it holds a file that doesn't belong there");
            }
            check(manifest, into);
            return manifest;
        } catch (NoSuchFileException e) {
            throw missing(file, e);
        } catch (ZipException | java.io.EOFException | IllegalArgumentException e) {
            throw BackupException.unfit("it is damaged, or no backup at all");
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    /** What a backup says of itself. */
    static Manifest look(Path file) throws BackupException {
        try (var zip = new ZipInputStream(Files.newInputStream(file))) {
            return manifest(zip);
        } catch (NoSuchFileException e) {
            throw missing(file, e);
        } catch (ZipException | java.io.EOFException | IllegalArgumentException e) {
            throw BackupException.unfit("it is damaged, or no backup at all");
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    private static BackupException missing(Path file, IOException cause) {
        return BackupException.failed(
                "There is no file " + file + ". Give the path of a backup.", cause);
    }

    private static BackupException unreadable(Path file, IOException cause) {
        return BackupException.failed(
                "The backup "
                        + file
                        + " can't be unpacked ("
                        + cause.getClass().getSimpleName()
                        + "). Check that it may be read, and that the disk has room.",
                cause);
    }

    private static Manifest manifest(ZipInputStream zip) throws IOException, BackupException {
        ZipEntry first = zip.getNextEntry();
        if (first == null || !first.getName().equals(Manifest.NAME)) {
            throw BackupException.unfit("it is damaged, or no backup at all");
        }
        var text = new ByteArrayOutputStream();
        Hashed read = Hashed.copy(zip, text, Manifest.LARGEST);
        if (read.bytes() > Manifest.LARGEST) {
            throw BackupException.unfit("its table of contents is too long");
        }
        return Manifest.decode(text.toByteArray());
    }

    private static void unpack(ZipInputStream zip, Part part, Path into)
            throws IOException, BackupException {
        ZipEntry entry = zip.getNextEntry();
        if (entry == null || !entry.getName().equals(part.name())) {
            throw BackupException.unfit("it doesn't hold what its table of contents says");
        }
        Path file = into.resolve(part.name());
        Files.createDirectories(file.getParent(), Scratch.mode(into, "rwx------"));
        Hashed content;
        try (FileChannel channel =
                        FileChannel.open(
                                file,
                                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                                Scratch.mode(into, "rw-------"));
                var out = Channels.newOutputStream(channel)) {
            content = Hashed.copy(zip, out, part.bytes());
            channel.force(true); // nothing is moved into its place that a power cut could take away
        }
        if (content.bytes() != part.bytes() || !content.sha256().equals(part.sha256())) {
            throw BackupException.unfit("it is damaged (" + part.name() + ")");
        }
    }

    private static void check(Manifest manifest, Path folder) throws BackupException {
        for (BackedUpSpace space : manifest.spaces()) {
            long documents =
                    SpaceCheck.check(
                            folder.resolve(space.folder()),
                            new SpaceName(space.domain()),
                            manifest.sha256(space.folder() + "/" + Manifest.HEADS));
            if (documents != space.documents()) {
                throw BackupException.unfit("documents of " + space.domain() + " are missing");
            }
        }
    }

    /** Has every app of it wait for the owner; returns how many there are. */
    static int pause(Path folder, Instant now) throws BackupException {
        try {
            return Access.pause(folder.resolve(Manifest.ACCESS), now);
        } catch (StoreException e) {
            if (e.kind() == StoreException.Kind.FULL) {
                throw BackupException.failed(String.valueOf(e.getMessage()), e);
            }
            throw BackupException.unfit("the list of apps in it is damaged");
        }
    }

    static byte[] sealed(Path folder) throws IOException {
        try (InputStream in = Files.newInputStream(folder.resolve(Manifest.SEALED))) {
            return in.readNBytes(Manifest.LARGEST);
        }
    }
}
