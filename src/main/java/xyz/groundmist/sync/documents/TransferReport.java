package xyz.groundmist.sync.documents;

import java.util.List;

/**
 * What came of an import or export.
 *
 * @param documents brought over whole and verified
 * @param changes in all of these
 * @param added changes that weren't here before; 0 for an export
 * @param problems a sentence for each document or file that isn't over, or not whole
 */
public record TransferReport(int documents, long changes, long added, List<String> problems) {
    public TransferReport {
        problems = List.copyOf(problems);
    }
}
