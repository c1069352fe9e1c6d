package xyz.groundmist.sync.home;

import org.jspecify.annotations.Nullable;

import xyz.groundmist.sync.space.SpaceStatus;

/**
 * One space of the running server.
 *
 * @param space its lexicon authority domain
 * @param bytes of all its changes
 * @param connected sockets
 * @param problem a sentence when the space can't be used
 */
public record SpaceEntry(
        String space,
        long documents,
        long changes,
        long bytes,
        int connected,
        @Nullable String problem) {
    static SpaceEntry of(SpaceStatus space) {
        return new SpaceEntry(
                space.name().domain(),
                space.documents(),
                space.changes(),
                space.bytes(),
                space.connected(),
                space.problem());
    }
}
