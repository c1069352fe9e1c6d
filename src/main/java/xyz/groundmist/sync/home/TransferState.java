package xyz.groundmist.sync.home;

import org.jspecify.annotations.Nullable;

import xyz.groundmist.sync.documents.TransferReport;

import java.util.List;

/**
 * How far an import or export is.
 *
 * @param done documents
 * @param of documents in all
 * @param report what came of it, once it is done
 * @param failure why it ended before; a sentence
 */
public record TransferState(int done, int of, @Nullable Outcome report, @Nullable String failure) {
    /**
     * What came of it.
     *
     * @param documents brought over whole and verified
     * @param changes in all of these
     * @param added changes that weren't here before; 0 for an export
     * @param problems a sentence for each document or file that isn't over, or not whole
     */
    public record Outcome(int documents, long changes, long added, List<String> problems) {
        static Outcome of(TransferReport report) {
            return new Outcome(
                    report.documents(), report.changes(), report.added(), report.problems());
        }
    }

    /** Whether nothing more comes. */
    public boolean ended() {
        return report != null || failure != null;
    }
}
