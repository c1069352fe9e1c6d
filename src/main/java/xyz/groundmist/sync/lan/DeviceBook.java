package xyz.groundmist.sync.lan;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

import xyz.groundmist.sync.identity.PrivateFile;
import xyz.groundmist.sync.lan.PairedDevice.Standing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * The paired devices, and those of a backup, in a file that only its user can read. Safe for use
 * from any thread.
 */
final class DeviceBook {
    private static final Logger LOG = LoggerFactory.getLogger(DeviceBook.class);

    /** Of a list that anybody may have written. */
    private static final int MOST_FORMER = 100;

    private final Path file;
    // Guarded by this; in the order of pairing.
    private final Map<DeviceId, PairedDevice> devices = new LinkedHashMap<>();
    // The same; the last one first.
    private final List<DeviceId> forgotten = new ArrayList<>();
    private long restored; // guarded by this, once it is open
    private boolean closed;

    /**
     * As the file has them.
     *
     * @param forgotten null in files of before it was
     * @param restored likewise
     */
    private record Written(
            List<Row> devices, @Nullable List<String> forgotten, @Nullable Long restored) {}

    /** A member that is null in older files: {@code standing} (trusted), {@code restored} (0). */
    private record Row(
            String id,
            String name,
            List<String> addresses,
            @Nullable String typed,
            @Nullable String publicUrl,
            Instant paired,
            @Nullable Instant lastSeen,
            boolean estranged,
            @Nullable List<String> forgot,
            @Nullable Standing standing,
            @Nullable Long restored) {
        static Row of(PairedDevice one) {
            return new Row(
                    one.id().text(),
                    one.name(),
                    one.addresses(),
                    one.typed(),
                    one.publicUrl(),
                    one.paired(),
                    one.lastSeen(),
                    one.estranged(),
                    texts(one.forgot()),
                    one.standing(),
                    one.restored());
        }

        PairedDevice device() {
            return new PairedDevice(
                    new DeviceId(id),
                    Hello.plain(name),
                    addresses,
                    typed,
                    publicUrl,
                    paired,
                    lastSeen,
                    estranged,
                    ids(forgot),
                    standing == null ? Standing.TRUSTED : standing,
                    restored == null ? 0 : restored);
        }
    }

    private DeviceBook(Path file) {
        this.file = file;
    }

    /**
     * @throws IOException with a sentence when the file holds something else
     */
    static DeviceBook open(Path file) throws IOException {
        var book = new DeviceBook(file);
        try {
            book.read(Files.readAllBytes(file));
            PrivateFile.keepToOwner(file);
            return book;
        } catch (NoSuchFileException _) {
            return book;
        }
    }

    /**
     * @throws IOException with a sentence when this is something else
     */
    private void read(byte[] text) throws IOException {
        try {
            Written written = JsonMapper.shared().readValue(text, Written.class);
            forgotten.addAll(ids(written.forgotten()));
            for (Row row : written.devices()) {
                PairedDevice device = row.device();
                devices.put(device.id(), device);
            }
            restored = written.restored() == null ? 0 : written.restored();
        } catch (JacksonException | IllegalArgumentException | NullPointerException e) {
            throw new IOException(
                    "The file "
                            + file
                            + " should hold which of your computers this one knows, and it doesn't."
                            + " Put it back from a backup, or delete it and pair them again.",
                    e);
        }
    }

    private static List<DeviceId> ids(@Nullable List<String> texts) {
        return texts == null ? List.of() : texts.stream().map(DeviceId::new).toList();
    }

    private static List<String> texts(List<DeviceId> ids) {
        return ids.stream().map(DeviceId::text).toList();
    }

    /** Those that are trusted no more, the last one first, a few of them. */
    synchronized List<DeviceId> forgotten() {
        return List.copyOf(forgotten);
    }

    /**
     * A book in the place of the one that is there, with the devices of a backup, which came with
     * this machine's key: all wait for the owner.
     *
     * @param before the book of the backup
     * @param now the moment of the restore
     */
    static DeviceBook paused(Path file, byte[] before, Instant now) throws IOException {
        var book = new DeviceBook(file);
        book.read(before);
        book.restored = Math.max(now.getEpochSecond(), book.restored + 1);
        book.devices.replaceAll((_, one) ->
                one.standing() == Standing.TRUSTED ? one.standing(Standing.PAUSED) : one);
        book.write();
        return book;
    }

    /** Takes up devices of a backup that don't know this machine's key. */
    synchronized void addFormer(byte[] before) throws IOException {
        var others = new DeviceBook(file);
        try {
            others.read(before);
        } catch (IOException _) {
            LOG.warn("The list of computers in the backup is damaged, and is left out");
        }
        for (PairedDevice one : others.list()) {
            if (devices.size() >= MOST_FORMER) break;
            devices.putIfAbsent(one.id(), one.standing(Standing.FORMER));
        }
        write();
    }

    /** When this machine's key last came out of a backup (seconds since 1970); 0: never. */
    synchronized long restored() {
        return restored;
    }

    /** All that are known. */
    synchronized List<PairedDevice> list() {
        return List.copyOf(devices.values());
    }

    /** One that is known, whether or not it is trusted. */
    synchronized @Nullable PairedDevice known(DeviceId id) {
        return devices.get(id);
    }

    /** One that is trusted. */
    synchronized @Nullable PairedDevice find(DeviceId id) {
        PairedDevice known = devices.get(id);
        return known == null || known.standing() != Standing.TRUSTED ? null : known;
    }

    /** Trusts it from now on; one that is known is known anew. */
    synchronized void add(PairedDevice device) throws IOException {
        PairedDevice before = devices.put(device.id(), device);
        int wasForgotten = forgotten.indexOf(device.id());
        forgotten.remove(device.id());
        try {
            write();
        } catch (IOException e) {
            if (wasForgotten >= 0) forgotten.add(wasForgotten, device.id());
            if (before == null) devices.remove(device.id());
            else devices.put(device.id(), before);
            throw e;
        }
    }

    /** Changes what is known of one, if it is paired; on disk that may be a while later. */
    synchronized void update(DeviceId id, UnaryOperator<PairedDevice> change) throws IOException {
        PairedDevice before = devices.get(id);
        if (before == null) return;
        PairedDevice after = change.apply(before);
        if (after.equals(before)) return;
        devices.put(id, after);
        write();
    }

    /**
     * Trusts one again that came out of a backup.
     *
     * @return false when it doesn't wait for that
     */
    synchronized boolean confirm(DeviceId id) throws IOException {
        PairedDevice before = devices.get(id);
        if (before == null || before.standing() != Standing.PAUSED) return false;
        add(before.standing(Standing.TRUSTED));
        return true;
    }

    /**
     * Trusts it no more, whether or not that could be written down.
     *
     * @return false when it isn't paired
     * @throws IOException when the next start would trust it again
     */
    synchronized boolean remove(DeviceId id) throws IOException {
        PairedDevice gone = devices.remove(id);
        if (gone == null) return false;
        // one that was never trusted here is no advice to the others
        if (gone.standing() != Standing.FORMER) forgotten.addFirst(id);
        if (forgotten.size() > Hello.MOST_FORGOTTEN) forgotten.removeLast();
        write();
        return true;
    }

    /** Writes nothing any more when this returns. */
    synchronized void close() {
        closed = true;
    }

    private void write() throws IOException {
        if (closed) return;
        List<Row> rows = devices.values().stream().map(Row::of).toList();
        PrivateFile.write(
                file,
                JsonMapper.shared()
                        .writerWithDefaultPrettyPrinter()
                        .writeValueAsBytes(new Written(rows, texts(forgotten), restored)));
    }
}
