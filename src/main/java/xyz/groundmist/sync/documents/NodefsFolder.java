package xyz.groundmist.sync.documents;

import org.jspecify.annotations.Nullable;

import xyz.groundmist.sync.engine.ChangeHash;
import xyz.groundmist.sync.engine.DocumentId;
import xyz.groundmist.sync.store.SpaceName;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeMap;

/**
 * A folder of automerge-repo's file storage, as {@code @automerge/automerge-repo-storage-nodefs}
 * 1.1.2 to 2.5.6 write it (protocols.md): {@code <first 2 of the id>/<rest>/snapshot|incremental/
 * <hex>}. What has other names is left alone, and nothing is ever written over.
 */
public record NodefsFolder(Path root) {
    private static final int ID_HEAD = 2;
    private static final int DEEPEST = 10;

    /** Folders that a search looks into; a whole disk is no place to look for documents. */
    private static final int MOST_FOLDERS = 10_000;

    private static final String SNAPSHOT = "snapshot";
    private static final String INCREMENTAL = "incremental";

    /**
     * A folder that was found, with documents in it.
     *
     * @param space named by the folders on the way there; null when they name none
     */
    public record Found(NodefsFolder folder, @Nullable SpaceName space, int documents) {}

    /**
     * Looks for such folders.
     *
     * @param passOver names directly below it that are something else
     */
    public static List<Found> below(Path top, List<String> passOver) throws IOException {
        var counted = new TreeMap<Path, Integer>();
        search(top, top, 0, passOver, counted, new int[] {MOST_FOLDERS});
        var found = new ArrayList<Found>();
        counted.forEach((root, documents) -> {
            String domain =
                    top.relativize(root)
                            .toString()
                            .replace(root.getFileSystem().getSeparator(), ".");
            found.add(new Found(new NodefsFolder(root), SpaceName.parse(domain), documents));
        });
        return found;
    }

    private static void search(
            Path top,
            Path at,
            int depth,
            List<String> passOver,
            TreeMap<Path, Integer> counted,
            int[] left)
            throws IOException {
        if (depth > DEEPEST) return;
        if (left[0]-- == 0) {
            throw new IOException(
                    "there are too many folders in %s; give the one with the documents"
                            .formatted(top));
        }
        for (Path one : folders(at)) {
            String name = one.getFileName().toString();
            if (depth == 0 && passOver.contains(name)) continue;
            int documents = name.length() == ID_HEAD ? documents(one, name).size() : 0;
            if (documents > 0) counted.merge(at, documents, Integer::sum);
            else search(top, one, depth + 1, passOver, counted, left);
        }
    }

    /** The documents in it, by id. */
    List<DocumentId> documents() throws IOException {
        var ids = new ArrayList<DocumentId>();
        for (Path head : folders(root)) {
            String name = head.getFileName().toString();
            if (name.length() == ID_HEAD) ids.addAll(documents(head, name));
        }
        ids.sort(Comparator.comparing(DocumentId::toString));
        return ids;
    }

    private static List<DocumentId> documents(Path head, String name) throws IOException {
        var ids = new ArrayList<DocumentId>();
        for (Path one : folders(head)) {
            DocumentId id = DocumentId.parse(name + one.getFileName());
            if (id == null) continue;
            if (isFolder(one.resolve(SNAPSHOT)) || isFolder(one.resolve(INCREMENTAL))) ids.add(id);
        }
        return ids;
    }

    /** A document's files, snapshots first. */
    List<Path> files(DocumentId id) throws IOException {
        var files = new ArrayList<Path>();
        for (String kind : List.of(SNAPSHOT, INCREMENTAL)) {
            Path folder = place(id).resolve(kind);
            if (!isFolder(folder)) continue;
            try (DirectoryStream<Path> all = Files.newDirectoryStream(folder)) {
                for (Path one : all) {
                    if (Files.isRegularFile(one, LinkOption.NOFOLLOW_LINKS)) files.add(one);
                }
            }
        }
        return files;
    }

    private Path place(DocumentId id) {
        String text = id.toString();
        return root.resolve(text.substring(0, ID_HEAD)).resolve(text.substring(ID_HEAD));
    }

    /**
     * Where a saved document of these heads belongs.
     *
     * @param heads in any order
     */
    Path snapshot(DocumentId id, List<ChangeHash> heads) {
        var text = new StringBuilder();
        heads.stream().sorted().forEach(text::append);
        byte[] name = text.toString().getBytes(StandardCharsets.UTF_8);
        return place(id).resolve(SNAPSHOT).resolve(HexFormat.of().formatHex(sha256().digest(name)));
    }

    /** Where a file of changes belongs that has this hash. */
    Path incremental(DocumentId id, byte[] hash) {
        return place(id).resolve(INCREMENTAL).resolve(HexFormat.of().formatHex(hash));
    }

    /** A place for a file that isn't whole yet; nothing foreign may lie among a document's own. */
    Path draft() throws IOException {
        Files.createDirectories(root);
        return Files.createTempFile(root, ".draft-", "");
    }

    /** Puts a whole file in its place; one that is there already stays. */
    static void settle(Path draft, Path place) throws IOException {
        Files.createDirectories(place.getParent());
        if (Files.exists(place)) {
            Files.delete(draft);
            return;
        }
        try (var channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
        Files.move(draft, place, StandardCopyOption.ATOMIC_MOVE);
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }

    private static List<Path> folders(Path in) throws IOException {
        if (!isFolder(in)) return List.of();
        var folders = new ArrayList<Path>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(in)) {
            for (Path one : all) if (isFolder(one)) folders.add(one);
        }
        folders.sort(null);
        return folders;
    }

    private static boolean isFolder(Path path) {
        return Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
    }
}
