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
 * @param app which app wrote it, as it is called, several with commas between them; “another
 *     computer” when it came from there; null when nobody knows, or the server itself wrote it
 * @param message its last change's own words; empty as a rule
 */
public record HistoryStep(
        List<String> heads,
        int changes,
        List<String> authors,
        @Nullable Instant begun,
        @Nullable Instant ended,
        @Nullable String app,
        String message) {
    static HistoryStep of(Step step, AppNames names) {
        return new HistoryStep(
                step.heads().stream().map(ChangeHash::toString).toList(),
                step.changes(),
                step.authors(),
                step.begun(),
                step.ended(),
                names.of(step.sources()),
                step.message());
    }
}
