package xyz.groundmist.sync.desktop;

import org.jspecify.annotations.Nullable;

import xyz.groundmist.sync.desktop.model.DocumentKey;
import xyz.groundmist.sync.desktop.model.DocumentsServer;
import xyz.groundmist.sync.home.DeletedDocument;
import xyz.groundmist.sync.home.DocumentContent;
import xyz.groundmist.sync.home.DocumentDifferences;
import xyz.groundmist.sync.home.DocumentEntry;
import xyz.groundmist.sync.home.FoundDocuments;
import xyz.groundmist.sync.home.FoundFolder;
import xyz.groundmist.sync.home.HistoryStep;
import xyz.groundmist.sync.home.HomeException;
import xyz.groundmist.sync.home.Household;
import xyz.groundmist.sync.home.RestoredDocument;
import xyz.groundmist.sync.home.TransferState;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The documents of this process's server, by the same commands as from the command line. */
final class HouseholdDocuments implements DocumentsServer {
    private final Household household;

    HouseholdDocuments(Household household) {
        this.household = household;
    }

    private <T> T ask(String command, Map<String, ?> with, Class<T> type) throws HomeException {
        return household.ask("documents." + command, with, type);
    }

    private static Map<String, Object> of(DocumentKey which) {
        return new HashMap<>(Map.of("space", which.space(), "id", which.id()));
    }

    private static void put(Map<String, Object> arguments, String key, @Nullable Object value) {
        if (value != null) arguments.put(key, value);
    }

    @Override
    public List<DocumentEntry> list() throws HomeException {
        return List.of(ask("list", Map.of(), DocumentEntry[].class));
    }

    @Override
    public List<FoundDocuments.Found> titles(String space, List<String> ids) throws HomeException {
        return List.of(
                ask("titles", Map.of("space", space, "ids", ids), FoundDocuments.Found[].class));
    }

    @Override
    public FoundDocuments find(String words) throws HomeException {
        return ask("find", Map.of("title", words), FoundDocuments.class);
    }

    @Override
    public DocumentContent show(DocumentKey which, @Nullable String at, String path, long from)
            throws HomeException {
        Map<String, Object> arguments = of(which);
        put(arguments, "at", at);
        arguments.put("path", path);
        arguments.put("from", from);
        return ask("show", arguments, DocumentContent.class);
    }

    @Override
    public List<HistoryStep> history(DocumentKey which) throws HomeException {
        return List.of(ask("history", of(which), HistoryStep[].class));
    }

    @Override
    public DocumentDifferences differences(
            DocumentKey which, @Nullable String from, @Nullable String to) throws HomeException {
        Map<String, Object> arguments = of(which);
        put(arguments, "from", from);
        put(arguments, "to", to);
        return ask("diff", arguments, DocumentDifferences.class);
    }

    @Override
    public boolean restore(DocumentKey which, String at) throws HomeException {
        Map<String, Object> arguments = of(which);
        arguments.put("at", at);
        return ask("restore", arguments, RestoredDocument.class).change() != null;
    }

    @Override
    public void delete(DocumentKey which) throws HomeException {
        ask("delete", of(which), Object.class);
    }

    @Override
    public void undelete(DocumentKey which) throws HomeException {
        ask("undelete", of(which), Object.class);
    }

    @Override
    public List<DeletedDocument> deleted() throws HomeException {
        return List.of(ask("deleted", Map.of(), DeletedDocument[].class));
    }

    @Override
    public List<FoundFolder> foundFolders() throws HomeException {
        return List.of(ask("found", Map.of(), FoundFolder[].class));
    }

    @Override
    public TransferState bringIn(Path from, @Nullable String space) throws HomeException {
        var arguments = new HashMap<String, Object>();
        arguments.put("path", from.toAbsolutePath().toString());
        put(arguments, "space", space);
        return ask("import", arguments, TransferState.class);
    }

    @Override
    public TransferState export(
            @Nullable DocumentKey only, @Nullable String space, String format, Path into)
            throws HomeException {
        Map<String, Object> arguments = only == null ? new HashMap<>() : of(only);
        if (only == null) put(arguments, "space", space);
        arguments.put("format", format);
        arguments.put("path", into.toAbsolutePath().toString());
        return ask("export", arguments, TransferState.class);
    }

    @Override
    public TransferState transfer() throws HomeException {
        return ask("transfer", Map.of(), TransferState.class);
    }

    @Override
    public void cancelTransfer() throws HomeException {
        ask("cancel", Map.of(), Object.class);
    }
}
