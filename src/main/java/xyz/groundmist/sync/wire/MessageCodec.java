package xyz.groundmist.sync.wire;

import static xyz.groundmist.sync.wire.MalformedMessageException.wrong;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * Messages as CBOR: one definite map each, byte strings plain (protocols.md, "automerge-repo over
 * WebSocket"; automerge-repo, {@code helpers/cbor.ts}: cbor-x with {@code tagUint8Array: false,
 * useRecords: false}).
 */
public final class MessageCodec {
    private MessageCodec() {}

    /**
     * Reads the one message that lies between the buffer's position and limit, and leaves both as
     * they are. Unknown keys are passed over; known ones may come once, and a null or undefined
     * counts as left out.
     *
     * @param in may be a mapped file; {@code data} of the result is a slice of it
     * @throws MalformedMessageException for anything else, with the close code to answer
     */
    public static Message decode(ByteBuffer in) throws MalformedMessageException {
        var reader = new CborReader(in);
        var fields = new MessageFields(reader);
        if (!reader.atEnd()) throw wrong("bytes follow the message");
        return fields.message();
    }

    /** A heap buffer of exactly the message's size, ready to send. */
    public static ByteBuffer encode(Message message) {
        var counted = new CborWriter(null);
        write(message, counted);
        var out = ByteBuffer.allocate(counted.size());
        write(message, new CborWriter(out));
        return out.flip();
    }

    /**
     * The same as {@code encode(new Sync(…))}: one allocation of the exact size, and {@code data}
     * copied once; its position stays.
     */
    public static ByteBuffer encodeSync(
            String senderId, String targetId, String documentId, ByteBuffer data) {
        return encode(new Sync(senderId, targetId, documentId, data));
    }

    /**
     * The beginning of the same, for data that is written where it is needed.
     *
     * @param length of the data
     * @return a heap buffer of the whole message's size, positioned where the data begins, which is
     *     the last of it
     */
    public static ByteBuffer startSync(
            String senderId, String targetId, String documentId, int length) {
        var counted = new CborWriter(null);
        startSync(counted, senderId, targetId, documentId, length);
        var out = ByteBuffer.allocate(Math.addExact(counted.size(), length));
        startSync(new CborWriter(out), senderId, targetId, documentId, length);
        return out;
    }

    private static void startSync(
            CborWriter out, String senderId, String targetId, String documentId, int length) {
        start(out, 5, "sync", senderId, targetId, documentId);
        out.text("data");
        out.bytes(length);
    }

    private static void write(Message message, CborWriter out) {
        switch (message) {
            case Join join -> {
                start(out, 4, "join", join.senderId(), null, null);
                metadata(out, join.peerMetadata());
                out.text("supportedProtocolVersions");
                texts(out, join.supportedProtocolVersions());
            }
            case Peer peer -> {
                start(out, 5, "peer", peer.senderId(), peer.targetId(), null);
                metadata(out, peer.peerMetadata());
                out.text("selectedProtocolVersion");
                out.text(peer.selectedProtocolVersion());
            }
            case Leave leave -> start(out, 2, "leave", leave.senderId(), null, null);
            case ErrorMessage error -> {
                start(out, 4, "error", error.senderId(), error.targetId(), null);
                out.text("message");
                out.text(error.message());
            }
            case Sync sync -> {
                startSync(
                        out,
                        sync.senderId(),
                        sync.targetId(),
                        sync.documentId(),
                        sync.data().remaining());
                out.append(sync.data());
            }
            case Request request -> {
                start(
                        out,
                        5,
                        "request",
                        request.senderId(),
                        request.targetId(),
                        request.documentId());
                out.text("data");
                out.bytes(request.data());
            }
            case DocumentUnavailable none ->
                    start(
                            out,
                            4,
                            "doc-unavailable",
                            none.senderId(),
                            none.targetId(),
                            none.documentId());
            case Ephemeral news -> {
                start(out, 7, "ephemeral", news.senderId(), news.targetId(), news.documentId());
                out.text("data");
                out.bytes(news.data());
                out.text("sessionId");
                out.text(news.sessionId());
                out.text("count");
                out.number(news.count());
            }
            case Deleted told -> {
                start(out, 6, Deleted.TYPE, told.senderId(), told.targetId(), told.documentId());
                out.text("deleted");
                out.bool(told.deleted());
                out.text("at");
                out.number(told.at());
            }
            case RemoteSubscriptionChange change -> {
                int lists = (change.add().isEmpty() ? 0 : 1) + (change.remove().isEmpty() ? 0 : 1);
                start(
                        out,
                        3 + lists,
                        "remote-subscription-change",
                        change.senderId(),
                        change.targetId(),
                        null);
                if (!change.add().isEmpty()) {
                    out.text("add");
                    texts(out, change.add());
                }
                if (!change.remove().isEmpty()) {
                    out.text("remove");
                    texts(out, change.remove());
                }
            }
            case RemoteHeadsChanged changed -> {
                start(
                        out,
                        5,
                        "remote-heads-changed",
                        changed.senderId(),
                        changed.targetId(),
                        changed.documentId());
                out.text("newHeads");
                out.map(changed.newHeads().size());
                changed.newHeads()
                        .forEach((storageId, seen) -> {
                            out.text(storageId);
                            out.map(2);
                            out.text("heads");
                            texts(out, seen.heads());
                            out.text("timestamp");
                            out.number(seen.timestamp());
                        });
            }
        }
    }

    private static void start(
            CborWriter out,
            int pairs,
            String type,
            String senderId,
            @Nullable String targetId,
            @Nullable String documentId) {
        out.map(pairs);
        out.text("type");
        out.text(type);
        out.text("senderId");
        out.text(senderId);
        if (targetId != null) {
            out.text("targetId");
            out.text(targetId);
        }
        if (documentId != null) {
            out.text("documentId");
            out.text(documentId);
        }
    }

    private static void metadata(CborWriter out, PeerMetadata metadata) {
        out.text("peerMetadata");
        String storageId = metadata.storageId();
        out.map(storageId == null ? 1 : 2);
        if (storageId != null) {
            out.text("storageId");
            out.text(storageId);
        }
        out.text("isEphemeral");
        out.bool(metadata.isEphemeral());
    }

    private static void texts(CborWriter out, List<String> texts) {
        out.array(texts.size());
        for (String text : texts) out.text(text);
    }
}
