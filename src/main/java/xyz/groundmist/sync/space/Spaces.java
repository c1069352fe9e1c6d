package xyz.groundmist.sync.space;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import xyz.groundmist.sync.store.SpaceName;
import xyz.groundmist.sync.store.SpaceStore;
import xyz.groundmist.sync.store.StoreException;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
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
    private static final int REST_SECONDS = 5;
    private static final int CLEARING_MINUTES = 60;

    private final Path folder;
    private final SpaceLimits limits;
    private final SizeLimits sizes;
    private final InstantSource clock;
    private final TotalMemory total = new TotalMemory(TotalLimits.DEFAULT);
    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("space-timer").factory());

    private final Map<SpaceName, SpaceFolder> places = new ConcurrentHashMap<>();
    private final Map<SpaceName, Space> open = new ConcurrentHashMap<>();
    private final List<Consumer<SpaceName>> opened = new CopyOnWriteArrayList<>();
    private final List<Consumer<SpaceName>> changed = new CopyOnWriteArrayList<>();
    private final Map<SpaceName, String> damaged = new ConcurrentHashMap<>();

    /** Guarded by this. */
    private boolean closed;

    /**
     * Finds the spaces of a data folder; each is opened when it is first needed.
     *
     * @throws IOException when the folder can't be read or made
     */
    public Spaces(Path dataFolder, InstantSource clock, SizeLimits sizes) throws IOException {
        this(dataFolder, clock, SpaceLimits.DEFAULT, sizes);
    }

    Spaces(Path dataFolder, InstantSource clock, SpaceLimits limits, SizeLimits sizes)
            throws IOException {
        this.folder = Files.createDirectories(dataFolder.resolve("spaces"));
        this.limits = limits;
        this.sizes = sizes;
        this.clock = clock;
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(folder)) {
            for (Path one : folders) {
                SpaceFolder place = SpaceFolder.read(one);
                if (place != null) places.put(place.name(), place);
            }
        }
        timer.scheduleWithFixedDelay(
                () -> executor.execute(this::rest), REST_SECONDS, REST_SECONDS, TimeUnit.SECONDS);
        timer.scheduleWithFixedDelay(
                () -> executor.execute(this::clearUp), 1, CLEARING_MINUTES, TimeUnit.MINUTES);
    }

    private void clearUp() {
        open.values().forEach(Space::purge);
        // Deflating for seconds would hold one of the few threads that carry virtual ones.
        Thread.ofPlatform()
                .daemon()
                .name("packing")
                .start(() -> open.values().forEach(space -> space.snapshots().finish()));
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
            SpaceFolder place = places.get(name);
            if (place == null) {
                place = SpaceFolder.create(folder, name, UUID.randomUUID().toString());
                places.put(name, place);
            }
            SpaceStore store = SpaceStore.open(place.path(), name);
            var space =
                    new Space(
                            name,
                            store,
                            place.storageId(),
                            limits,
                            sizes,
                            total,
                            executor,
                            timer,
                            clock,
                            () -> changed.forEach(listener -> listener.accept(name)));
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

    /** Whether a space in use takes no new changes for want of room on the disk. */
    public boolean diskIsFull() {
        return open.values().stream().anyMatch(Space::diskIsFull);
    }

    /** The names of all spaces of the data folder, also of those that can't be opened. */
    public Set<SpaceName> names() {
        return Set.copyOf(places.keySet());
    }

    /** Tells of every space that is opened from now on, new ones too, on a thread of its own. */
    public void onOpened(Consumer<SpaceName> listener) {
        opened.add(listener);
    }

    /**
     * Tells of every space in which something was stored, each time; on whichever thread stored it,
     * so it must not block.
     */
    public void onChanged(Consumer<SpaceName> listener) {
        changed.add(listener);
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
}
