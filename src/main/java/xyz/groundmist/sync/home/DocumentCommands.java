package xyz.groundmist.sync.home;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import xyz.groundmist.sync.documents.DocumentException;
import xyz.groundmist.sync.documents.Documents;
import xyz.groundmist.sync.documents.Documents.Which;
import xyz.groundmist.sync.engine.ChangeHash;
import xyz.groundmist.sync.engine.DocumentId;
import xyz.groundmist.sync.space.DocumentStatus;
import xyz.groundmist.sync.space.Space;
import xyz.groundmist.sync.space.SpaceStatus;
import xyz.groundmist.sync.space.Spaces;
import xyz.groundmist.sync.store.SpaceName;
import xyz.groundmist.sync.store.StoreException;
import xyz.groundmist.sync.store.StoredDocument;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * The commands of the control socket about documents: {@code documents.list}, {@code
 * documents.find}, {@code documents.titles}, {@code documents.show}, {@code documents.history},
 * {@code documents.diff}, {@code documents.restore}, {@code documents.delete}, {@code
 * documents.deleted} and {@code documents.undelete}.
 */
final class DocumentCommands {
    private static final String SCHEME = "automerge:";

    private final Spaces spaces;
    private final Documents documents;
    private final AppNames apps;
    private final Flaws flaws;

    DocumentCommands(Spaces spaces, Documents documents, AppNames apps, Flaws flaws) {
        this.spaces = spaces;
        this.documents = documents;
        this.apps = apps;
        this.flaws = flaws;
    }

    /** Null when the command isn't one of these. */
    @Nullable Object answer(String command, JsonNode request) throws ControlException {
        try {
            return switch (command) {
                case "documents.list" -> list(request);
                case "documents.find" -> find(request);
                case "documents.titles" -> titles(request);
                case "documents.show" -> show(request);
                case "documents.history" ->
                        documents.history(which(request)).stream()
                                .map(step -> HistoryStep.of(step, apps))
                                .toList();
                case "documents.diff" -> diff(request);
                case "documents.restore" -> restore(request);
                case "documents.delete" -> decide(request, true);
                case "documents.deleted" -> deleted();
                case "documents.undelete" -> decide(request, false);
                default -> null;
            };
        } catch (DocumentException e) {
            throw new ControlException(e.sentence());
        } catch (StoreException e) {
            throw new ControlException(Reason.sentence(e));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new ControlException("The server is stopping.");
        }
    }

    private List<DocumentEntry> list(JsonNode request) throws ControlException {
        String wanted = Commands.text(request, "space");
        SpaceName only = wanted == null ? null : Commands.space(wanted);
        List<SpaceName> names =
                spaces.status().stream()
                        .map(SpaceStatus::name)
                        .filter(name -> only == null || only.equals(name))
                        .toList();
        if (only != null && names.isEmpty()) throw noSpace(only);
        List<DocumentEntry> entries = new ArrayList<>();
        for (SpaceName name : names) {
            try {
                Space space = spaces.open(name);
                Map<DocumentId, Flaws.Said> flawed = flaws.of(space);
                for (DocumentStatus one : space.documents()) {
                    String mark = documents.mark(name, one.id());
                    entries.add(DocumentEntry.of(name, one, mark, flawed.get(one.id())));
                }
            } catch (StoreException e) {
                // Asked for all, the others are shown: status says what is wrong with this one.
                if (only != null) throw new ControlException(Reason.sentence(e));
            }
        }
        return entries;
    }

    private static ControlException noSpace(SpaceName space) {
        return new ControlException(
                "There is no space “"
                        + space
                        + "” yet. See which there are with: groundmist-sync spaces list");
    }

    private FoundDocuments find(JsonNode request)
            throws DocumentException, StoreException, InterruptedException {
        String words = Commands.text(request, "title");
        return FoundDocuments.of(documents.find(words == null ? "" : words));
    }

    /** Of some documents of a space; those for which there is no time are left out. */
    private List<FoundDocuments.Found> titles(JsonNode request)
            throws ControlException, DocumentException, StoreException, InterruptedException {
        SpaceName space = Commands.space(request.path("space").stringValue(""));
        if (!spaces.names().contains(space)) throw noSpace(space);
        List<Which> which = new ArrayList<>();
        for (JsonNode id : request.path("ids")) {
            which.add(new Which(space, id(id.stringValue(""))));
        }
        return FoundDocuments.found(documents.titles(which));
    }

    /** Those whose content is kept, the one deleted last first. */
    private List<DeletedDocument> deleted() throws StoreException {
        List<DeletedDocument> deleted = new ArrayList<>();
        for (SpaceName name : spaces.names()) {
            for (StoredDocument one : spaces.open(name).deleted()) {
                deleted.add(
                        new DeletedDocument(
                                name.domain(),
                                one.id().toString(),
                                documents.lastTitle(new Which(name, one.id())),
                                one.changes(),
                                one.bytes(),
                                Instant.ofEpochMilli(one.deletion().at())));
            }
        }
        deleted.sort(Comparator.comparing(DeletedDocument::deleted).reversed());
        return deleted;
    }

    private ObjectNode show(JsonNode request)
            throws ControlException, DocumentException, StoreException, InterruptedException {
        Which which = which(request);
        String at = Commands.text(request, "at");
        long from = Math.max(0, request.path("from").longValue(0));
        byte[] view = documents.view(which, at, request.path("path").stringValue(""), from);
        var shown = (ObjectNode) JsonLines.MAPPER.readTree(view);
        ObjectNode answer = JsonLines.MAPPER.createObjectNode();
        answer.put("space", which.space().domain()).put("id", which.id().toString());
        Documents.About about = documents.about(which, at);
        ArrayNode heads = answer.putArray("heads");
        for (ChangeHash head : about.heads()) heads.add(head.toString());
        answer.put("changes", about.changes())
                .put("bytes", about.bytes())
                .put("authors", about.authors())
                .put("created", about.created().toString())
                .put("changed", about.changed().toString());
        Flaws.Said flaw = flaws.of(spaces.open(which.space())).get(which.id());
        if (flaw != null) {
            answer.put("trouble", flaw.sentence()).put("lastGood", flaw.lastGood());
        }
        return answer.setAll(shown);
    }

    private JsonNode diff(JsonNode request)
            throws ControlException, DocumentException, StoreException, InterruptedException {
        byte[] diff =
                documents.diff(
                        which(request),
                        Commands.text(request, "from"),
                        Commands.text(request, "to"));
        return JsonLines.MAPPER.readTree(diff);
    }

    private RestoredDocument restore(JsonNode request)
            throws ControlException, DocumentException, StoreException, InterruptedException {
        String at = Commands.text(request, "at");
        if (at == null) {
            throw new ControlException(
                    "Say which state is wanted, with --at and a point of the document's history.");
        }
        ChangeHash change = documents.restore(which(request), at).change();
        return new RestoredDocument(change == null ? null : change.toString());
    }

    /** Deletes a document, or brings it back, in whichever space has it, or in the one named. */
    private DeletedEntry decide(JsonNode request, boolean delete)
            throws ControlException, StoreException {
        DocumentId id = id(request);
        String wanted = Commands.text(request, "space");
        SpaceName only = wanted == null ? null : Commands.space(wanted);
        StoreException failure = null;
        for (SpaceName name : spaces.names()) {
            if (only != null && !only.equals(name)) continue;
            try {
                Space space = spaces.open(name);
                if (delete ? space.delete(id) : space.undelete(id)) {
                    return new DeletedEntry(name.domain(), id.toString(), delete);
                }
            } catch (StoreException e) {
                failure = e; // perhaps another space has it
            }
        }
        if (failure != null) throw failure;
        throw new ControlException(
                delete
                        ? "There is no document %s. See which there are with: groundmist-sync documents list"
                                .formatted(id)
                        : "No deleted document %s is kept here. They are kept for 30 days."
                                .formatted(id));
    }

    Which which(JsonNode request) throws ControlException, DocumentException, StoreException {
        String space = Commands.text(request, "space");
        return documents.find(id(request), space == null ? null : Commands.space(space));
    }

    private static DocumentId id(JsonNode request) throws ControlException {
        String named = Commands.text(request, "id");
        return id(named == null ? "" : named);
    }

    private static DocumentId id(String named) throws ControlException {
        String text = named;
        if (text.startsWith(SCHEME)) text = text.substring(SCHEME.length());
        DocumentId id = DocumentId.parse(text);
        if (id == null) {
            throw new ControlException(
                    "“"
                            + text
                            + "” is no document's id. See which there are with: groundmist-sync"
                            + " documents list");
        }
        return id;
    }
}
