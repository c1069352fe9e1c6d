package xyz.groundmist.sync.access;

import org.jspecify.annotations.Nullable;

import xyz.groundmist.sync.engine.DocumentId;
import xyz.groundmist.sync.identity.Did;
import xyz.groundmist.sync.store.Database;
import xyz.groundmist.sync.store.SpaceName;
import xyz.groundmist.sync.store.StoreException;

/**
 * The document that an app begins with, so that all of a person's devices begin with the same: the
 * first one that was given for an owner, origin and space is answered ever after (protocols.md,
 * "The prototype's clients").
 */
final class RootDocuments {
    private static final String SCHEME = "automerge:";

    private final Database database;

    RootDocuments(Database database) {
        this.database = database;
    }

    /** Whether the text is a document's address: {@code automerge:} and a document id. */
    static boolean isUrl(String text) {
        return text.startsWith(SCHEME) && DocumentId.parse(text.substring(SCHEME.length())) != null;
    }

    /**
     * The one there is, or the one that is offered, which then is on disk on return.
     *
     * @param offered an {@linkplain #isUrl address}, or null
     */
    @Nullable String first(
            @Nullable Did owner, @Nullable String origin, SpaceName space, @Nullable String offered)
            throws StoreException {
        String of = owner == null ? "" : owner.text();
        String from = origin == null ? "" : origin;
        String known = find(of, from, space);
        if (known != null || offered == null) return known;
        database.write(session -> {
            var insert =
                    session.prepare("INSERT OR IGNORE INTO root_documents VALUES (?, ?, ?, ?)");
            insert.setString(1, of);
            insert.setString(2, from);
            insert.setString(3, space.domain());
            insert.setString(4, offered);
            insert.executeUpdate();
        });
        return find(of, from, space);
    }

    private @Nullable String find(String owner, String origin, SpaceName space)
            throws StoreException {
        return database.<@Nullable String>read(session -> {
            var select =
                    session.prepare(
                            "SELECT url FROM root_documents"
                                    + " WHERE owner = ? AND origin = ? AND space = ?");
            select.setString(1, owner);
            select.setString(2, origin);
            select.setString(3, space.domain());
            try (var row = select.executeQuery()) {
                return row.next() ? row.getString("url") : null;
            }
        });
    }
}
