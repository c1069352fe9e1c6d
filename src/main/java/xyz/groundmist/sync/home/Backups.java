package xyz.groundmist.sync.home;

import org.jspecify.annotations.Nullable;

import xyz.groundmist.sync.backup.BackupException;
import xyz.groundmist.sync.backup.BackupWriter;
import xyz.groundmist.sync.backup.Manifest;
import xyz.groundmist.sync.backup.Rehearsal;
import xyz.groundmist.sync.backup.Restore;
import xyz.groundmist.sync.backup.Seal;
import xyz.groundmist.sync.lan.RestoredDevices;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;

/** Backups of a data folder that no server runs for, and bringing them back. */
public final class Backups {
    private final Path dataFolder;
    private final Map<String, String> environment;

    /**
     * @param environment says where the keyring is
     */
    public Backups(Path dataFolder, Map<String, String> environment) {
        this.dataFolder = dataFolder;
        this.environment = environment;
    }

    /**
     * How a backup is restored.
     *
     * @param passphrase for the secrets; null: they are left out
     * @param oldMachineGone this machine takes the place of the one that the backup is from, which
     *     will never run again
     * @param replace what is in the data folder is moved aside
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Wish(char @Nullable [] passphrase, boolean oldMachineGone, boolean replace) {
        @Override
        public String toString() {
            return "Wish";
        }
    }

    /**
     * Makes one.
     *
     * @param passphrase for the secrets; null: without them
     * @throws StartException when a server runs for the folder: ask that one
     */
    public BackupEntry make(Path file, char @Nullable [] passphrase) throws HomeException {
        return taken(() -> {
            byte[] sealed =
                    passphrase == null
                            ? null
                            : Seal.close(
                                    new Valuables(
                                                    dataFolder,
                                                    Rooms.secrets(dataFolder, environment))
                                            .read(),
                                    passphrase);
            return BackupEntry.of(
                    new BackupWriter(dataFolder, Version.current(), InstantSource.system())
                            .write(file, sealed));
        });
    }

    /** Unpacks a backup into a scratch folder, reads every document, and throws it away again. */
    public RehearsalEntry rehearse(Path file) throws HomeException {
        return taken(() -> {
            Rehearsal.Outcome outcome = Rehearsal.of(file, dataFolder);
            return new RehearsalEntry(
                    file.toString(),
                    InstantSource.system().instant(),
                    outcome.from(),
                    outcome.documents(),
                    outcome.problem());
        });
    }

    /**
     * Restores one.
     *
     * @throws StartException when a server runs for the folder
     * @throws ControlException {@link ControlException.Leave#REPLACE} when there is data already
     */
    public RestoreResult restore(Path file, Wish wish) throws HomeException {
        return taken(() -> restoreInto(file, wish));
    }

    /**
     * The same by whoever holds the folder already.
     *
     * @throws ControlException {@link ControlException.Leave#REPLACE} when there is data already
     */
    RestoreResult restoreHeld(Path file, Wish wish) throws HomeException {
        return told(() -> restoreInto(file, wish));
    }

    /** What a backup says of itself. */
    public static BackupContents look(Path file) throws ControlException {
        try {
            Manifest manifest = Restore.look(file);
            return new BackupContents(
                    manifest.created(),
                    manifest.spaces().size(),
                    manifest.documents(),
                    manifest.isSealed());
        } catch (BackupException e) {
            throw refused(e);
        }
    }

    private RestoreResult restoreInto(Path file, Wish wish)
            throws BackupException, IOException, StartException {
        Restore.Restored done =
                new Restore(dataFolder, InstantSource.system())
                        .run(
                                file,
                                new Restore.Wish(
                                        wish.passphrase(), wish.oldMachineGone(), wish.replace()));
        if (!done.secrets().isEmpty()) {
            secretsBack(done.secrets(), wish.oldMachineGone());
        }
        RestoredDevices.Names devices = RestoredDevices.read(dataFolder);
        Path aside = done.aside();
        return new RestoreResult(
                done.from(),
                done.spaces(),
                done.documents(),
                done.pausedApps(),
                devices.paused(),
                devices.former(),
                wish.oldMachineGone() && !done.secrets().isEmpty(),
                done.leftSecrets(),
                aside == null ? null : aside.toString());
    }

    private void secretsBack(Map<String, byte[]> secrets, boolean oldMachineGone)
            throws StartException {
        try {
            new Valuables(dataFolder, Rooms.secrets(dataFolder, environment))
                    .write(secrets, oldMachineGone);
        } catch (IOException e) { // a keyring that is locked
            throw new StartException(
                    "The documents are back, the secrets are not ("
                            + Reason.of(e)
                            + "). Mend that and restore once more in the place of what is there,"
                            + " or go on and sign in again.");
        }
    }

    private interface Work<T> {
        T done() throws BackupException, IOException, StartException;
    }

    private <T> T taken(Work<T> work) throws HomeException {
        try (var _ = DataFolder.take(dataFolder)) {
            return told(work);
        }
    }

    /** Its failures in sentences. */
    private <T> T told(Work<T> work) throws HomeException {
        try {
            NativeFolder.use(dataFolder);
            return work.done();
        } catch (BackupException e) {
            throw refused(e);
        } catch (IOException e) {
            throw new StartException(
                    "The folder "
                            + dataFolder
                            + " can't be used: "
                            + Reason.of(e)
                            + ". Check its permissions and free space.");
        }
    }

    static ControlException refused(BackupException e) {
        return e.kind() == BackupException.Kind.OCCUPIED
                ? new ControlException(e.sentence(), ControlException.Leave.REPLACE)
                : new ControlException(e.sentence());
    }
}
