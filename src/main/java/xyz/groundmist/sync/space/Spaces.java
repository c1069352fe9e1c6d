package xyz.groundmist.sync.space;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import xyz.groundmist.sync.store.SpaceName;
import xyz.groundmist.sync.store.SpaceStore;
import xyz.groundmist.sync.store.StoreException;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * All spaces of a data folder: {@code spaces/<random name>/} holds one each, with its database and
 * the file {@code space.properties} that says which. A space whose database is damaged is reported
 * and the others go on.
 */
public final class Spaces implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Spaces.class);
    private static final String DESCRIPTION = "space.properties";
    private static final int REST_SECONDS = 5;
    private static final int PURGE_MINUTES = 60;

    /** Where a space lies, and under which name its storage is known to clients. */
    private record Place(Path folder, SpaceName name, String storageId) {}

    private final Path folder;
    private final SpaceLimits limits;
    private final InstantSource clock;
    private final TotalMemory total = new TotalMemory(TotalLimits.DEFAULT);
    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("space-timer").factory());

    private final Map<SpaceName, Place> places = new ConcurrentHashMap<>();
    private final Map<SpaceName, Space> open = new ConcurrentHashMap<>();
    private final List<Consumer<SpaceName>> opened = new CopyOnWriteArrayList<>();
    private final Map<SpaceName, String> damaged = new ConcurrentHashMap<>();

    /** Guarded by this. */
    private boolean closed;

    /**
     * Finds the spaces of a data folder; each is opened when it is first needed.
     *
     * @throws IOException when the folder can't be read or made
     */
    public Spaces(Path dataFolder, InstantSource clock) throws IOException {
        this(dataFolder, clock, SpaceLimits.DEFAULT);
    }

    Spaces(Path dataFolder, InstantSource clock, SpaceLimits limits) throws IOException {
        this.folder = Files.createDirectories(dataFolder.resolve("spaces"));
        this.limits = limits;
        this.clock = clock;
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(folder)) {
            for (Path one : folders) {
                Place place = describe(one);
                if (place != null) places.put(place.name(), place);
            }
        }
        timer.scheduleWithFixedDelay(
                () -> executor.execute(this::rest), REST_SECONDS, REST_SECONDS, TimeUnit.SECONDS);
        timer.scheduleWithFixedDelay(
                () -> executor.execute(this::purge), 1, PURGE_MINUTES, TimeUnit.MINUTES);
    }

    private void purge() {
        open.values().forEach(Space::purge);
    }

    private void rest() {
        open.values().forEach(Space::restIdleDocuments);
    }

    /**
     * The space of that name, made if there is none.
     *
     * @throws StoreException when its database can't be opened; says what to do
     */
    public synchronized Space open(SpaceName name) throws StoreException {
        if (closed) {
            throw StoreException.failed(
                    "The space %s is closed, as the server is stopping.".formatted(name), null);
        }
        Space known = open.get(name);
        if (known != null) return known;
        try {
            Place place = places.get(name);
            if (place == null) {
                place = create(name);
                places.put(name, place);
            }
            SpaceStore store = SpaceStore.open(place.folder(), name);
            var space =
                    new Space(
                            name, store, place.storageId(), limits, total, executor, timer, clock);
            open.put(name, space);
            damaged.remove(name);
            opened.forEach(listener -> executor.execute(() -> listener.accept(name)));
            return space;
        } catch (StoreException e) {
            damaged.put(name, e.getMessage() == null ? e.toString() : e.getMessage());
            log.error("Space {}: {}", name, e.getMessage());
            throw e;
        }
    }

    /** The names of all spaces of the data folder, also of those that can't be opened. */
    public Set<SpaceName> names() {
        return Set.copyOf(places.keySet());
    }

    /** Tells of every space that is opened from now on, new ones too, on a thread of its own. */
    public void onOpened(Consumer<SpaceName> listener) {
        opened.add(listener);
    }

    /** Every space of the data folder, by name. */
    public List<SpaceStatus> status() {
        var all = new ArrayList<SpaceStatus>();
        for (SpaceName name : places.keySet()) {
            try {
                all.add(open(name).status());
            } catch (StoreException e) {
                all.add(new SpaceStatus(name, 0, 0, 0, 0, damaged.get(name)));
            }
        }
        all.sort(Comparator.comparing(SpaceStatus::name));
        return all;
    }

    /** Drains and closes every space; the data folder may be moved afterwards. */
    @Override
    public synchronized void close() {
        closed = true;
        open.values().parallelStream().forEach(Space::close);
        open.clear();
        timer.shutdownNow();
        executor.shutdown();
    }

    private Place create(SpaceName name) throws StoreException {
        byte[] random = new byte[8];
        new SecureRandom().nextBytes(random);
        Path one = folder.resolve(HexFormat.of().formatHex(random));
        var place = new Place(one, name, UUID.randomUUID().toString());
        var text = new Properties();
        text.setProperty("domain", name.domain());
        text.setProperty("storageId", place.storageId());
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
            persistEntries(folder);
            return place;
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

    private static @Nullable Place describe(Path folder) {
        var text = new Properties();
        Path file = folder.resolve(DESCRIPTION);
        try (Reader in = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            text.load(in);
            SpaceName name = SpaceName.parse(text.getProperty("domain", ""));
            String storageId = text.getProperty("storageId", "");
            if (name != null && storageId.length() >= 8) return new Place(folder, name, storageId);
            log.error("{} doesn't say which space lies beside it. Restore it from a backup.", file);
        } catch (NoSuchFileException e) {
            log.warn("{} isn't a space; it is left alone.", folder);
        } catch (IOException | IllegalArgumentException e) {
            log.error("{} can't be read: {}. Check its permissions.", file, e.getMessage());
        }
        return null;
    }
}
