package xyz.groundmist.sync.space;

import xyz.groundmist.sync.store.SpaceName;
import xyz.groundmist.sync.store.StoreException;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListSet;

/** Stands in until the room is merged. */
public final class Spaces implements AutoCloseable {
    private final ConcurrentSkipListSet<SpaceName> open = new ConcurrentSkipListSet<>();

    public Spaces(Path dataFolder) {}

    public Space open(SpaceName name) throws StoreException {
        open.add(name);
        return new Space();
    }

    public List<SpaceStatus> status() {
        return open.stream().map(name -> new SpaceStatus(name, 0, 0, 0, 0, null)).toList();
    }

    public List<DocumentStatus> documents(SpaceName name) {
        return List.of();
    }

    @Override
    public void close() {}
}
