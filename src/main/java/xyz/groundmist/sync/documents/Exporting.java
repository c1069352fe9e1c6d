package xyz.groundmist.sync.documents;

import org.jspecify.annotations.Nullable;

import xyz.groundmist.sync.documents.DocumentException.Reason;
import xyz.groundmist.sync.documents.Documents.Which;
import xyz.groundmist.sync.engine.ChangeHash;
import xyz.groundmist.sync.store.StoreException;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Writes documents into files. A file is there whole or not at all, and none is written over. */
final class Exporting {
    /** As what. */
    enum Format {
        /** As Automerge saves it, with its whole past: {@code .automerge}. */
        AUTOMERGE("automerge"),
        /** What it shows now. */
        JSON("json"),
        /** The text it is about. */
        TEXT("md"),
        /** A folder of automerge-repo's file storage. */
        FOLDER("");

        final String extension;

        Format(String extension) {
            this.extension = extension;
        }
    }

    private final Documents documents;
    private final List<String> problems = new ArrayList<>();
    private int written;
    private long changes;

    Exporting(Documents documents) {
        this.documents = documents;
    }

    TransferReport report() {
        return new TransferReport(written, changes, 0, problems);
    }

    /**
     * Several, each space in a folder of its own.
     *
     * @param into made when it isn't there
     */
    void all(List<Which> which, Path into, Format format, Progress progress)
            throws IOException, InterruptedException {
        int done = 0;
        for (Which one : which) {
            if (Thread.interrupted()) throw new InterruptedException();
            progress.at(done++, which.size());
            Path space =
                    format == Format.FOLDER
                            ? into.resolve(
                                    one.space()
                                            .domain()
                                            .replace(".", into.getFileSystem().getSeparator()))
                            : into.resolve(one.space().domain());
            try {
                if (format == Format.FOLDER) folder(one, new NodefsFolder(space));
                else file(one, null, space.resolve(one.id() + "." + format.extension), format);
            } catch (DocumentException | StoreException e) {
                problems.add("%s: %s".formatted(one.id(), e.getMessage()));
            } catch (FileAlreadyExistsException e) {
                problems.add("%s: there is a file %s already.".formatted(one.id(), e.getFile()));
            }
        }
        progress.at(done, which.size());
    }

    /**
     * One document into one file.
     *
     * @param at the point that is wanted; null: how it is now
     */
    void file(Which which, @Nullable String at, Path file, Format format)
            throws IOException, DocumentException, StoreException, InterruptedException {
        if (Files.exists(file)) throw new FileAlreadyExistsException(file.toString());
        Path parent = file.toAbsolutePath().getParent();
        if (parent != null) Files.createDirectories(parent);
        Path draft = Files.createTempFile(parent, ".draft-", "");
        try {
            OpenDocument document = documents.open(which);
            Job job =
                    switch (format) {
                        case JSON -> Job.JSON;
                        case TEXT -> Job.TEXT;
                        default -> Job.SAVE;
                    };
            List<ChangeHash> heads = Documents.at(document, at);
            write(which, document, heads, job, draft);
            if (format == Format.TEXT && Files.size(draft) == 0) {
                throw new DocumentException(
                        Reason.OTHER, "There is no text in it. Export it as JSON.");
            }
            NodefsFolder.settle(draft, file);
            count(document, heads);
        } finally {
            Files.deleteIfExists(draft);
        }
    }

    private void folder(Which which, NodefsFolder folder)
            throws IOException, DocumentException, StoreException, InterruptedException {
        Path draft = folder.draft();
        try {
            OpenDocument document = documents.open(which);
            List<ChangeHash> heads = document.heads();
            byte @Nullable [] hash = write(which, document, heads, Job.SAVE, draft);
            NodefsFolder.settle(
                    draft,
                    hash == null
                            ? folder.snapshot(which.id(), heads)
                            : folder.incremental(which.id(), hash));
            count(document, heads);
        } finally {
            Files.deleteIfExists(draft);
        }
    }

    /**
     * @return null, or the file's hash when it holds single changes, as it could not be saved whole
     */
    private byte @Nullable [] write(
            Which which, OpenDocument document, List<ChangeHash> heads, Job job, Path to)
            throws IOException, DocumentException, StoreException, InterruptedException {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(to))) {
            documents.run(which, job, "", document, List.of(heads), out::write);
            return null;
        } catch (DocumentException e) {
            if (job != Job.SAVE || e.reason() == Reason.OTHER) throw e;
        }
        var digest = NodefsFolder.sha256();
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(to))) {
            document.read(
                    document.graph().until(heads),
                    chunks -> {
                        for (byte[] chunk : chunks) {
                            digest.update(chunk);
                            out.write(chunk);
                        }
                    });
        }
        return digest.digest();
    }

    private void count(OpenDocument document, List<ChangeHash> heads) {
        written++;
        changes += document.graph().until(heads).length;
    }
}
