package xyz.groundmist.sync.home;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

import xyz.groundmist.sync.documents.DocumentException;
import xyz.groundmist.sync.documents.Documents;
import xyz.groundmist.sync.documents.Documents.Which;
import xyz.groundmist.sync.documents.NodefsFolder;
import xyz.groundmist.sync.engine.DocumentId;
import xyz.groundmist.sync.store.SpaceName;
import xyz.groundmist.sync.store.StoreException;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * The commands of the control socket that bring documents in and out: {@code documents.found},
 * {@code documents.import}, {@code documents.export}, and for what these began {@code
 * documents.transfer} and {@code documents.cancel}.
 */
final class TransferCommands {
    /** What of the data folder is ours. */
    private static final List<String> OURS = List.of("spaces", "spool", "native", "logs");

    private final Documents documents;
    private final DocumentCommands which;
    private final Transfers transfers;
    private final Path dataFolder;

    TransferCommands(
            Documents documents, DocumentCommands which, Transfers transfers, Path dataFolder) {
        this.documents = documents;
        this.which = which;
        this.transfers = transfers;
        this.dataFolder = dataFolder;
    }

    /** Null when the command isn't one of these. */
    @Nullable Object answer(String command, JsonNode request) throws ControlException {
        try {
            return switch (command) {
                case "documents.found" -> found();
                case "documents.import" -> bringIn(request);
                case "documents.export" -> export(request);
                case "documents.transfer" -> state();
                case "documents.cancel" -> {
                    transfers.cancel();
                    yield Map.of();
                }
                default -> null;
            };
        } catch (DocumentException | StoreException e) {
            throw new ControlException(Reason.sentence(e));
        } catch (IOException e) {
            throw new ControlException("That can't be read: " + Reason.of(e) + ".");
        } catch (InvalidPathException _) {
            throw new ControlException("No file can be called that. Give another path.");
        }
    }

    private TransferState state() throws ControlException {
        TransferState state = transfers.state();
        if (state == null) throw new ControlException("No import or export was begun.");
        return state;
    }

    /** Folders of the Node prototype beside our own. */
    private List<FoundFolder> found() throws IOException {
        return NodefsFolder.below(dataFolder, OURS).stream().map(FoundFolder::of).toList();
    }

    private TransferState bringIn(JsonNode request) throws ControlException, IOException {
        Path path = path(request).toRealPath();
        String named = Commands.text(request, "space");
        SpaceName space = named == null ? null : Commands.space(named);
        if (Files.isRegularFile(path)) {
            if (space == null) {
                throw new ControlException(
                        "Say into which space the file goes (at the command line with --space).");
            }
            var as = new Which(space, newId());
            return transfers.begin(progress -> {
                progress.at(0, 1);
                return documents.importFile(path, as);
            });
        }
        List<NodefsFolder.Found> found = NodefsFolder.below(path, List.of());
        if (found.isEmpty()) {
            throw new ControlException(
                    "There are no documents in "
                            + path
                            + ". Give a folder that automerge-repo wrote.");
        }
        if (found.size() > 1) {
            throw new ControlException(
                    "There are documents of several spaces in "
                            + path
                            + ". Import one after the other: "
                            + String.join(
                                    ", ",
                                    found.stream()
                                            .map(one -> one.folder().root().toString())
                                            .toList()));
        }
        NodefsFolder folder = found.getFirst().folder();
        SpaceName guessed = space != null ? space : SpaceName.parse(dotted(folder.root()));
        SpaceName into = guessed != null ? guessed : found.getFirst().space();
        if (into == null) {
            throw new ControlException(
                    "Say into which space the documents go (at the command line with --space).");
        }
        return transfers.begin(progress -> documents.importFolder(folder, into, progress));
    }

    /** The space that a folder below the data folder is named for. */
    private String dotted(Path root) {
        if (!root.startsWith(dataFolder)) return "";
        return dataFolder
                .relativize(root)
                .toString()
                .replace(root.getFileSystem().getSeparator(), ".");
    }

    private TransferState export(JsonNode request)
            throws ControlException, DocumentException, StoreException {
        Path path = path(request);
        String format = request.path("format").stringValue("automerge");
        String at = Commands.text(request, "at");
        if (Commands.text(request, "id") != null) {
            Which one = which.which(request);
            if (format.equalsIgnoreCase("folder")) {
                if (at != null) {
                    throw new ControlException(
                            "A folder holds documents as they are now: choose another format, or"
                                    + " leave --at out.");
                }
                return transfers.begin(
                        progress -> documents.export(List.of(one), path, format, progress));
            }
            return transfers.begin(progress -> {
                progress.at(0, 1);
                return documents.exportFile(one, at, path, format);
            });
        }
        if (at != null) {
            throw new ControlException("A point is one document's: say which one, with --id.");
        }
        String named = Commands.text(request, "space");
        List<Which> all = documents.all(named == null ? null : Commands.space(named));
        return transfers.begin(progress -> documents.export(all, path, format, progress));
    }

    private static Path path(JsonNode request) throws ControlException {
        String path = Commands.text(request, "path");
        if (path == null || !Path.of(path).isAbsolute()) {
            throw new ControlException("Say where, with the whole path of a file or folder.");
        }
        return Path.of(path).normalize();
    }

    /** As automerge-repo makes them: a random UUID, which its version 1 insists on. */
    private static DocumentId newId() {
        UUID id = UUID.randomUUID();
        return DocumentId.of(
                ByteBuffer.allocate(DocumentId.BYTES)
                        .putLong(id.getMostSignificantBits())
                        .putLong(id.getLeastSignificantBits())
                        .array());
    }
}
