package xyz.groundmist.sync.home;

import org.jspecify.annotations.Nullable;

import xyz.groundmist.sync.documents.NodefsFolder;
import xyz.groundmist.sync.store.SpaceName;

/**
 * A folder with documents that another program left in the data folder.
 *
 * @param space they would go into; null when the folders' names say none
 */
public record FoundFolder(String path, @Nullable String space, int documents) {
    static FoundFolder of(NodefsFolder.Found found) {
        SpaceName space = found.space();
        return new FoundFolder(
                found.folder().root().toString(),
                space == null ? null : space.domain(),
                found.documents());
    }
}
