package xyz.groundmist.sync.home;

import org.jspecify.annotations.Nullable;

import xyz.groundmist.sync.space.DocumentStatus;
import xyz.groundmist.sync.store.SpaceName;

import java.time.Instant;

/**
 * One document of the running server.
 *
 * @param space its lexicon authority domain
 * @param id base58check, as behind {@code automerge:} in its address
 * @param bytes of all its changes
 * @param snapshot bytes of its compact snapshot, which a new reader gets; 0: it has none
 * @param connected sockets that have it open
 * @param problem why it can't be opened here; null as a rule
 * @param trouble what is wrong with it since one of its changes; null as a rule
 * @param lastGood the point of its last good state then, as {@code documents show --at} takes it;
 *     null when there is none, or no trouble
 */
public record DocumentEntry(
        String space,
        String id,
        int changes,
        long bytes,
        int snapshot,
        Instant created,
        Instant changed,
        int connected,
        @Nullable String problem,
        @Nullable String trouble,
        @Nullable String lastGood) {
    static DocumentEntry of(
            SpaceName space,
            DocumentStatus document,
            @Nullable String problem,
            Flaws.@Nullable Said flaw) {
        return new DocumentEntry(
                space.domain(),
                document.id().toString(),
                document.changes(),
                document.bytes(),
                document.snapshot(),
                document.created(),
                document.changed(),
                document.connected(),
                problem,
                flaw == null ? null : flaw.sentence(),
                flaw == null ? null : flaw.lastGood());
    }
}
