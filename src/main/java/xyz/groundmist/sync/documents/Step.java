package xyz.groundmist.sync.documents;

import org.jspecify.annotations.Nullable;

import xyz.groundmist.sync.engine.ChangeHash;
import xyz.groundmist.sync.store.Source;

import java.time.Instant;
import java.util.List;

/**
 * A stretch of a document's life that people recognise: what was written without a longer pause by
 * one author, or by several at the same time.
 *
 * @param heads where the document was at its end
 * @param changes how many
 * @param authors the actors, hexadecimal, in the order in which they came
 * @param begun by its authors' clocks; null when they didn't say
 * @param ended likewise
 * @param sources by whom its changes came, in the order in which they came, as far as that is known
 * @param message of its last change that has one; empty as a rule
 */
public record Step(
        List<ChangeHash> heads,
        int changes,
        List<String> authors,
        @Nullable Instant begun,
        @Nullable Instant ended,
        List<Source> sources,
        String message) {
    public Step {
        heads = List.copyOf(heads);
        authors = List.copyOf(authors);
        sources = List.copyOf(sources);
    }
}
