package xyz.groundmist.sync.space;

import org.jspecify.annotations.Nullable;

import xyz.groundmist.sync.engine.ChangeHash;
import xyz.groundmist.sync.engine.PeerSync;
import xyz.groundmist.sync.engine.Refusal;
import xyz.groundmist.sync.engine.SyncMessage;

import java.util.List;

/** One peer's view of one document. The fields are confined to the document's mailbox. */
final class DocumentPeer {
    /**
     * A sync message on its way through a document.
     *
     * @param taken called once when the message's bytes are needed no longer
     */
    record Incoming(SyncMessage message, Kind kind, Runnable taken) {}

    /** In what a sync message came. */
    enum Kind {
        SYNC,
        /** An app's, that wants doc-unavailable if there is no such document. */
        REQUEST,
        /** A device's first about this document. */
        BEGIN
    }

    private final Connection connection;
    private final LiveDocument document;

    /** The connection, when it is another machine's. */
    private final @Nullable DeviceConnection device;

    final PeerSync sync = new PeerSync();

    /** The socket has ended: nothing of this peer's is taken any more. */
    boolean left;

    /** The peer asked for the document and has neither got it nor been told that there is none. */
    boolean requested;

    /** A message of this peer was taken only in part: it gets no answer before the rest. */
    boolean receiving;

    /** When its message, or the last one, began to be taken; {@link System#nanoTime}. */
    long receivingSince;

    /** The peer asked for a document that isn't here, and it may still turn up. */
    boolean held;

    /** Doc-unavailable was said, and nothing has come since. */
    boolean toldUnavailable;

    /** That its changes are refused stands in the log. */
    boolean refusalLogged;

    /** Changes of this peer are among those being committed. */
    boolean committing;

    /** It has heard what was known of remote heads when it opened the document. */
    boolean toldRemoteHeads;

    /** The document has nothing in it, and is on the grant's account for that. */
    boolean unknown = true;

    /** What is on the grant's account for this peer, in bytes. */
    private long accounted;

    /** The next message to this device is our first about the document. */
    boolean begins;

    /** When a device's document came nearer to being in step; {@link System#nanoTime}. */
    volatile long lastMoved = System.nanoTime();

    /** The heads last told to others as this peer's. */
    @Nullable List<ChangeHash> reportedHeads;

    DocumentPeer(Connection connection, LiveDocument document) {
        this.connection = connection;
        this.device = connection instanceof DeviceConnection one ? one : null;
        this.document = document;
        connection.share().open(1);
        connection.share().unknown(1);
        if (connection.terms().readOnly()) sync.refuse(Refusal.READ_ONLY);
        if (device != null) sync.answerAlways();
    }

    Connection connection() {
        return connection;
    }

    @Nullable DeviceConnection device() {
        return device;
    }

    LiveDocument document() {
        return document;
    }

    /** Brings the grant's account up to date; false when it holds too much. */
    boolean account() {
        long now = sync.heldBytes();
        long more = now - accounted;
        accounted = now;
        return connection.share().hold(more);
    }

    /** The document has something in it. */
    void known() {
        if (!unknown) return;
        unknown = false;
        connection.share().unknown(-1);
    }

    /** The peer is gone: nothing of it is on the grant's account any more. */
    void leave() {
        left = true;
        known();
        connection.share().open(-1);
        connection.share().hold(-accounted);
        accounted = 0;
    }

    /** The peer has something to offer: it no longer waits for others to bring the document. */
    void offers() {
        requested = false;
        held = false;
        toldUnavailable = false;
    }
}
