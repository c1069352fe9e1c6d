package xyz.groundmist.sync.lan;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

import xyz.groundmist.sync.identity.PrivateFile;

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

/** The paired devices, in a file that only its user can read. Safe for use from any thread. */
final class DeviceBook {
    private final Path file;
    // Guarded by this; in the order of pairing.
    private final Map<DeviceId, PairedDevice> devices = new LinkedHashMap<>();
    // The same; the last one first.
    private final List<DeviceId> forgotten = new ArrayList<>();
    private boolean closed;

    /** As the file has them. */
    private record Written(List<Row> devices, @Nullable List<String> forgotten) {}

    private record Row(
            String id,
            String name,
            List<String> addresses,
            @Nullable String typed,
            @Nullable String publicUrl,
            Instant paired,
            @Nullable Instant lastSeen,
            boolean estranged,
            @Nullable List<String> forgot) {}

    private DeviceBook(Path file) {
        this.file = file;
    }

    /**
     * @throws IOException with a sentence when the file holds something else
     */
    static DeviceBook open(Path file) throws IOException {
        var book = new DeviceBook(file);
        try {
            Written written =
                    JsonMapper.shared().readValue(Files.readAllBytes(file), Written.class);
            book.forgotten.addAll(ids(written.forgotten()));
            for (Row row : written.devices()) {
                var id = new DeviceId(row.id());
                book.devices.put(
                        id,
                        new PairedDevice(
                                id,
                                row.name(),
                                row.addresses(),
                                row.typed(),
                                row.publicUrl(),
                                row.paired(),
                                row.lastSeen(),
                                row.estranged(),
                                ids(row.forgot())));
            }
            PrivateFile.keepToOwner(file);
            return book;
        } catch (NoSuchFileException _) {
            return book;
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

    synchronized List<PairedDevice> list() {
        return List.copyOf(devices.values());
    }

    synchronized @Nullable PairedDevice find(DeviceId id) {
        return devices.get(id);
    }

    /** Trusts it from now on; one that is known is known anew. */
    synchronized void add(PairedDevice device) throws IOException {
        PairedDevice before = devices.put(device.id(), device);
        forgotten.remove(device.id());
        try {
            write();
        } catch (IOException e) {
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
     * Trusts it no more, whether or not that could be written down.
     *
     * @return false when it isn't paired
     * @throws IOException when the next start would trust it again
     */
    synchronized boolean remove(DeviceId id) throws IOException {
        if (devices.remove(id) == null) return false;
        forgotten.addFirst(id);
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
        var rows = new ArrayList<Row>();
        for (PairedDevice one : devices.values()) {
            rows.add(
                    new Row(
                            one.id().text(),
                            one.name(),
                            one.addresses(),
                            one.typed(),
                            one.publicUrl(),
                            one.paired(),
                            one.lastSeen(),
                            one.estranged(),
                            texts(one.forgot())));
        }
        PrivateFile.write(
                file,
                JsonMapper.shared()
                        .writerWithDefaultPrettyPrinter()
                        .writeValueAsBytes(new Written(rows, texts(forgotten))));
    }
}
