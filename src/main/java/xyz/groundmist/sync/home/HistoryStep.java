package xyz.groundmist.sync.home;

import org.jspecify.annotations.Nullable;

import xyz.groundmist.sync.documents.Step;
import xyz.groundmist.sync.engine.ChangeHash;

import java.time.Instant;
import java.util.List;

/**
 * A stretch of a document's life.
 *
 * @param heads hashes, hexadecimal: the document as it was at the end of it
 * @param changes how many
 * @param authors the actors, hexadecimal
 * @param begun by its authors' clocks; null when they didn't say
 * @param ended likewise
 * @param message its last change's own words; empty as a rule
 */
public record HistoryStep(
        List<String> heads,
        int changes,
        List<String> authors,
        @Nullable Instant begun,
        @Nullable Instant ended,
        String message) {
    static HistoryStep of(Step step) {
        return new HistoryStep(
                step.heads().stream().map(ChangeHash::toString).toList(),
                step.changes(),
                step.authors(),
                step.begun(),
                step.ended(),
                step.message());
    }
}
