package xyz.groundmist.sync.documents;

import org.jspecify.annotations.Nullable;

import xyz.groundmist.sync.documents.DocumentException.Reason;
import xyz.groundmist.sync.engine.ChangeHash;
import xyz.groundmist.sync.engine.ChangeHeader;
import xyz.groundmist.sync.engine.DocumentId;
import xyz.groundmist.sync.engine.EngineLimits;
import xyz.groundmist.sync.engine.InvalidChangeException;
import xyz.groundmist.sync.space.Inserted;
import xyz.groundmist.sync.space.Space;
import xyz.groundmist.sync.space.Spaces;
import xyz.groundmist.sync.store.SpaceName;
import xyz.groundmist.sync.store.StoreException;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** What an owner can see of the documents, and do with them. Callers wait on their own threads. */
public final class Documents implements AutoCloseable {
    private static final int LARGEST_ANSWER = 16 << 20;

    private final Spaces spaces;
    private final Cage cage;
    private final Marks marks;
    private final Titles titles;
    private final InstantSource clock;

    /**
     * @param scratch a folder for the worker's files
     */
    public Documents(Spaces spaces, Path scratch, InstantSource clock) {
        this(spaces, new Cage(scratch, CageLimits.DEFAULT), clock);
    }

    Documents(Spaces spaces, Cage cage, InstantSource clock) {
        this.spaces = spaces;
        this.cage = cage;
        this.clock = clock;
        marks = new Marks(clock);
        titles = new Titles(spaces, this::title);
    }

    /** Who looks after the documents of these spaces; there is one at most. */
    public Caretaker caretaker(Caretaker.Alarm alarm) {
        return new Caretaker(spaces, cage, CareLimits.DEFAULT, alarm);
    }

    /** What is to be said of a document that couldn't be opened; null as a rule. */
    public @Nullable String mark(SpaceName space, DocumentId id) {
        return marks.of(space, id);
    }

    /** Which document is meant. */
    public record Which(SpaceName space, DocumentId id) {}

    /**
     * The document of that id, in whichever space it is.
     *
     * @throws DocumentException when there is none, or it is in several
     */
    public Which find(DocumentId id, @Nullable SpaceName only)
            throws DocumentException, StoreException {
        Which found = null;
        for (var status : spaces.status()) {
            if (only != null && !only.equals(status.name())) continue;
            if (status.problem() != null && status.documents() == 0) continue;
            if (spaces.open(status.name()).find(id) == null) continue;
            if (found != null) {
                throw new DocumentException(
                        Reason.UNKNOWN,
                        "The document %s is in several spaces. Say which is meant.".formatted(id));
            }
            found = new Which(status.name(), id);
        }
        if (found != null) return found;
        throw new DocumentException(
                Reason.UNKNOWN,
                "There is no document %s here. Look at the list of documents.".formatted(id));
    }

    /**
     * The documents that may be called something with these words in it; all for no words.
     *
     * @throws DocumentException when documents can't be looked into here
     */
    public Titles.Search find(String words)
            throws DocumentException, StoreException, InterruptedException {
        return titles.find(words);
    }

    /**
     * What these may be called, without those for which there is no time within seconds: asked
     * again there are fewer.
     *
     * @throws DocumentException when documents can't be looked into here
     */
    public List<Titles.Found> titles(List<Which> which)
            throws DocumentException, StoreException, InterruptedException {
        return titles.of(which);
    }

    /** What a document was called when it was last looked into; null when nobody did. */
    public @Nullable String lastTitle(Which which) {
        return titles.last(which);
    }

    private @Nullable String title(Which which)
            throws DocumentException, StoreException, InterruptedException {
        OpenDocument document = open(which);
        byte[] title = ask(which, Job.TITLE, "", document, List.of(document.heads()));
        return title.length == 0 ? null : text(title);
    }

    /**
     * What is known of a document without looking into it.
     *
     * @param heads at the point that was asked for
     * @param changes up to there
     * @param bytes of all its changes
     * @param authors how many actors wrote it
     * @param created when its first change came here
     * @param changed when its latest change came here
     */
    public record About(
            List<ChangeHash> heads,
            int changes,
            long bytes,
            int authors,
            Instant created,
            Instant changed) {}

    /** The same point as in {@link #view}. */
    public About about(Which which, @Nullable String at) throws DocumentException, StoreException {
        OpenDocument document = open(which);
        List<ChangeHash> heads = at(document, at);
        return new About(
                heads,
                document.graph().until(heads).length,
                document.stored().bytes(),
                document.graph().actors(),
                document.stored().created(),
                document.stored().changed());
    }

    /**
     * What is in a document, as JSON (see {@code worker.View}).
     *
     * @param at the beginnings of hashes, separated by commas; null for how it is now
     * @param path a JSON pointer; empty for all of it
     * @param from where in a text, list or map to begin
     */
    public byte[] view(Which which, @Nullable String at, String path, long from)
            throws DocumentException, StoreException, InterruptedException {
        OpenDocument document = open(which);
        return ask(which, Job.VIEW, path + "\n" + from, document, List.of(at(document, at)));
    }

    /** The document's life, the first step first. */
    public List<Step> history(Which which) throws DocumentException, StoreException {
        OpenDocument document = open(which);
        var steps = new Steps(document.arrivals());
        try {
            document.read(
                    document.graph().until(document.heads()),
                    chunks -> {
                        for (byte[] chunk : chunks) steps.add(header(chunk));
                    });
        } catch (IOException e) {
            throw new IllegalStateException("nothing is written here", e);
        }
        return steps.all();
    }

    static ChangeHeader header(byte[] chunk) throws DocumentException {
        try {
            return ChangeHeader.read(chunk, EngineLimits.DEFAULT);
        } catch (InvalidChangeException _) {
            throw Cage.unreadable();
        }
    }

    /**
     * What differs between two points, as JSON (see {@code worker.Differences}).
     *
     * @param before as in {@link #view}; null for nothing at all
     * @param after null for how it is now
     */
    public byte[] diff(Which which, @Nullable String before, @Nullable String after)
            throws DocumentException, StoreException, InterruptedException {
        OpenDocument document = open(which);
        List<ChangeHash> earlier = before == null ? List.of() : document.named(before);
        return ask(which, Job.DIFF, "", document, List.of(earlier, at(document, after)));
    }

    /**
     * What came of bringing an earlier state back.
     *
     * @param change the new change; null when the document shows that state already
     */
    public record Restored(@Nullable ChangeHash change) {}

    /**
     * Makes a new change that brings an earlier state back, and takes it in: it is on disk then,
     * and on its way to everyone who has the document open.
     */
    public Restored restore(Which which, String at)
            throws DocumentException, StoreException, InterruptedException {
        OpenDocument document = open(which);
        List<ChangeHash> wanted = document.named(at);
        byte[] made = ask(which, Job.RESTORE, "", document, List.of(document.heads(), wanted));
        if (made.length == 0) return new Restored(null);
        try {
            byte[] change =
                    ChangeHeader.sign(
                            made,
                            clock.instant().getEpochSecond(),
                            "Brought back",
                            EngineLimits.DEFAULT);
            ChangeHash hash = header(change).hash();
            bringIn(spaces.open(which.space()), which.id(), List.of(change));
            return new Restored(hash);
        } catch (InvalidChangeException _) {
            throw Cage.unreadable();
        }
    }

    static Inserted bringIn(Space space, DocumentId id, List<byte[]> chunks)
            throws DocumentException, InterruptedException {
        CompletableFuture<Inserted> stored = space.insert(id, chunks);
        try {
            Inserted inserted = stored.get();
            if (inserted.refusal() == null) return inserted;
            throw new DocumentException(Reason.OTHER, inserted.refusal().sentence());
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            throw new DocumentException(
                    Reason.OTHER,
                    "It could not be stored: "
                            + (cause == null ? e.getMessage() : cause.getMessage()));
        }
    }

    OpenDocument open(Which which) throws DocumentException, StoreException {
        return OpenDocument.find(spaces.open(which.space()), which.id());
    }

    /** The point that is meant; null: how the document is now. */
    static List<ChangeHash> at(OpenDocument document, @Nullable String named)
            throws DocumentException {
        return named == null ? document.heads() : document.named(named);
    }

    private byte[] ask(
            Which which,
            Job job,
            String parameter,
            OpenDocument document,
            List<List<ChangeHash>> states)
            throws DocumentException, StoreException, InterruptedException {
        var answer = new ByteArrayOutputStream();
        run(
                which,
                job,
                parameter,
                document,
                states,
                bytes -> {
                    if (answer.size() + bytes.length > LARGEST_ANSWER) throw new IOException();
                    answer.writeBytes(bytes);
                });
        return answer.toByteArray();
    }

    /** Has the worker do something with states of a document; marks the document if it can't. */
    void run(
            Which which,
            Job job,
            String parameter,
            OpenDocument document,
            List<List<ChangeHash>> states,
            Frames.Sink answer)
            throws DocumentException, StoreException, InterruptedException {
        marks.check(which.space(), which.id());
        try {
            List<Cage.Input> inputs = new ArrayList<>();
            for (List<ChangeHash> heads : states) {
                inputs.add(document.state(document.graph().until(heads), cage.limits()));
            }
            cage.run(job, parameter, inputs, answer);
            marks.succeeded(which.space(), which.id());
        } catch (DocumentException e) {
            marks.failed(which.space(), which.id(), e);
            throw e;
        }
    }

    /** Every document of a space, or of all. */
    public List<Which> all(@Nullable SpaceName only) throws StoreException {
        var all = new ArrayList<Which>();
        for (var status : spaces.status()) {
            if (only != null && !only.equals(status.name())) continue;
            if (status.documents() == 0) continue;
            for (var document : spaces.open(status.name()).documents()) {
                all.add(new Which(status.name(), document.id()));
            }
        }
        return all;
    }

    /** Brings the documents of a folder of automerge-repo's file storage into a space. */
    public TransferReport importFolder(NodefsFolder folder, SpaceName into, Progress progress)
            throws IOException, StoreException, InterruptedException {
        var importing = new Importing(spaces.open(into), cage);
        importing.folder(folder, progress);
        return importing.report();
    }

    /** Brings a saved file in as a document of that id; a new one as a rule. */
    public TransferReport importFile(Path file, Which as)
            throws IOException, StoreException, InterruptedException {
        var importing = new Importing(spaces.open(as.space()), cage);
        importing.document(as.id(), List.of(file));
        return importing.report();
    }

    /**
     * Writes documents into files, each space in a folder of its own.
     *
     * @param format {@code automerge}, {@code json}, {@code text} or {@code folder}
     */
    public TransferReport export(List<Which> which, Path into, String format, Progress progress)
            throws IOException, DocumentException, InterruptedException {
        var exporting = new Exporting(this);
        exporting.all(which, into, format(format), progress);
        return exporting.report();
    }

    /**
     * Writes one document into a file that isn't there yet.
     *
     * @param at as in {@link #view}
     */
    public TransferReport exportFile(Which which, @Nullable String at, Path file, String format)
            throws IOException, DocumentException, StoreException, InterruptedException {
        var exporting = new Exporting(this);
        exporting.file(which, at, file, format(format));
        return exporting.report();
    }

    private static Exporting.Format format(String name) throws DocumentException {
        for (Exporting.Format format : Exporting.Format.values()) {
            if (format.name().equalsIgnoreCase(name)) return format;
        }
        throw new DocumentException(
                Reason.OTHER,
                "“%s” is no format. There are automerge, json, text and folder.".formatted(name));
    }

    /** A text of the worker's as UTF-8. */
    static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** Ends the worker. */
    @Override
    public void close() {
        cage.close();
    }
}
