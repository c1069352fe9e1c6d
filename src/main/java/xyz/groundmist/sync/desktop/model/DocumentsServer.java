package xyz.groundmist.sync.desktop.model;

import org.jspecify.annotations.Nullable;

import xyz.groundmist.sync.home.DeletedDocument;
import xyz.groundmist.sync.home.DocumentContent;
import xyz.groundmist.sync.home.DocumentDifferences;
import xyz.groundmist.sync.home.DocumentEntry;
import xyz.groundmist.sync.home.FoundDocuments;
import xyz.groundmist.sync.home.FoundFolder;
import xyz.groundmist.sync.home.HistoryStep;
import xyz.groundmist.sync.home.HomeException;
import xyz.groundmist.sync.home.TransferState;

import java.nio.file.Path;
import java.util.List;

/** The documents of the server in this process, as the windows need them. All of it may block. */
public interface DocumentsServer {
    /** All, of every space. */
    List<DocumentEntry> list() throws HomeException;

    /** What some documents of a space may be called, without those for which there was no time. */
    List<FoundDocuments.Found> titles(String space, List<String> ids) throws HomeException;

    /** Those whose title has these words in it. */
    FoundDocuments find(String words) throws HomeException;

    /**
     * What is in a document.
     *
     * @param at a point of its life: hashes with commas in between; null for now
     * @param path a JSON pointer; empty for all of it
     * @param from where in a text, list or map to begin
     */
    DocumentContent show(DocumentKey which, @Nullable String at, String path, long from)
            throws HomeException;

    /** Its life, the first step first. */
    List<HistoryStep> history(DocumentKey which) throws HomeException;

    /**
     * What has changed.
     *
     * @param from since then; null: since it began
     * @param to until then; null: until now
     */
    DocumentDifferences differences(DocumentKey which, @Nullable String from, @Nullable String to)
            throws HomeException;

    /**
     * Brings an earlier state back by a new change.
     *
     * @return false when the document shows that state already
     */
    boolean restore(DocumentKey which, String at) throws HomeException;

    void delete(DocumentKey which) throws HomeException;

    void undelete(DocumentKey which) throws HomeException;

    /** Deleted documents that can be brought back, the one deleted last first. */
    List<DeletedDocument> deleted() throws HomeException;

    /** What an earlier server left in the data folder. */
    List<FoundFolder> foundFolders() throws HomeException;

    /**
     * Begins to bring documents in.
     *
     * @param space they go into; null where the folder's name says it
     */
    TransferState bringIn(Path from, @Nullable String space) throws HomeException;

    /**
     * Begins to write documents into files.
     *
     * @param only one document; null: those of the space
     * @param space null: those of all spaces
     * @param format {@code automerge}, {@code json}, {@code text} or {@code folder}
     */
    TransferState export(
            @Nullable DocumentKey only, @Nullable String space, String format, Path into)
            throws HomeException;

    /** How far the import or export is. */
    TransferState transfer() throws HomeException;

    void cancelTransfer() throws HomeException;
}
