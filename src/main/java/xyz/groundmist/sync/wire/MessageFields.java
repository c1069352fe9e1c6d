package xyz.groundmist.sync.wire;

import static xyz.groundmist.sync.wire.MalformedMessageException.wrong;

import org.jspecify.annotations.Nullable;

import xyz.groundmist.sync.wire.RemoteHeadsChanged.RemoteHeads;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The fields of one message map, gathered before its type is known: {@code type} may stand
 * anywhere. Each known key has one kind of value, whatever the type of the message.
 */
final class MessageFields {
    private static final int LONGEST_TYPE = 64;
    private static final int LONGEST_KEY = 32;
    private static final int LONGEST_VERSION = 32;

    private final CborReader in;
    private int seen;

    private @Nullable String type;
    private @Nullable String senderId;
    private @Nullable String targetId;
    private @Nullable String documentId;
    private @Nullable ByteBuffer data;
    private @Nullable String message;
    private @Nullable String sessionId;
    private @Nullable Long count;
    private PeerMetadata peerMetadata = PeerMetadata.NONE;
    private List<String> supportedProtocolVersions = List.of("1");
    private @Nullable String selectedProtocolVersion;
    private List<String> add = List.of();
    private List<String> remove = List.of();
    private @Nullable Map<String, RemoteHeads> newHeads;
    private @Nullable Boolean deleted;
    private @Nullable Long at;

    MessageFields(CborReader in) throws MalformedMessageException {
        this.in = in;
        int pairs = in.map();
        for (int i = 0; i < pairs; i++) field();
    }

    private void field() throws MalformedMessageException {
        String key = in.key(LONGEST_KEY);
        switch (key) {
            case "type" -> {
                if (take(0)) type = in.text(LONGEST_TYPE);
            }
            case "senderId" -> {
                if (take(1)) senderId = in.text(Message.LONGEST_ID);
            }
            case "targetId" -> {
                if (take(2)) targetId = in.text(Message.LONGEST_ID);
            }
            case "documentId" -> {
                if (take(3)) documentId = in.text(Message.LONGEST_DOCUMENT_ID);
            }
            case "data" -> {
                if (take(4)) data = in.bytes();
            }
            case "message" -> {
                if (take(5)) message = in.text(ErrorMessage.LONGEST);
            }
            case "sessionId" -> {
                if (take(6)) sessionId = in.text(Message.LONGEST_ID);
            }
            case "count" -> {
                if (take(7)) count = in.number();
            }
            case "peerMetadata" -> {
                if (take(8)) peerMetadata = metadata();
            }
            case "supportedProtocolVersions" -> {
                if (take(9)) supportedProtocolVersions = texts(LONGEST_VERSION);
            }
            case "selectedProtocolVersion" -> {
                if (take(10)) selectedProtocolVersion = in.text(LONGEST_VERSION);
            }
            case "add" -> {
                if (take(11)) add = texts(Message.LONGEST_ID);
            }
            case "remove" -> {
                if (take(12)) remove = texts(Message.LONGEST_ID);
            }
            case "newHeads" -> {
                if (take(13)) newHeads = heads();
            }
            case "deleted" -> {
                if (take(14)) deleted = in.bool();
            }
            case "at" -> {
                if (take(15)) at = in.number();
            }
            case null, default -> in.skip(2);
        }
    }

    /** Notes that a key has come; false when its value, null or undefined, is now behind us. */
    private boolean take(int key) throws MalformedMessageException {
        seen = once(seen, key);
        return !in.takeAbsent();
    }

    private static int once(int seen, int key) throws MalformedMessageException {
        if ((seen & 1 << key) != 0) throw wrong("a key comes twice");
        return seen | 1 << key;
    }

    private List<String> texts(int longest) throws MalformedMessageException {
        int count = in.array();
        var texts = new ArrayList<String>(Math.min(count, CborReader.MOST_ITEMS));
        for (int i = 0; i < count; i++) texts.add(in.text(longest));
        return texts;
    }

    private PeerMetadata metadata() throws MalformedMessageException {
        String storageId = null;
        boolean isEphemeral = false;
        int keys = 0;
        int pairs = in.map();
        for (int i = 0; i < pairs; i++) {
            String key = in.key(LONGEST_KEY);
            switch (key) {
                case "storageId" -> {
                    keys = once(keys, 0);
                    if (!in.takeAbsent()) storageId = in.text(Message.LONGEST_ID);
                }
                case "isEphemeral" -> {
                    keys = once(keys, 1);
                    if (!in.takeAbsent()) isEphemeral = in.bool();
                }
                case null, default -> in.skip(3);
            }
        }
        return new PeerMetadata(storageId, isEphemeral);
    }

    private Map<String, RemoteHeads> heads() throws MalformedMessageException {
        var heads = new LinkedHashMap<String, RemoteHeads>();
        int storages = in.map();
        for (int i = 0; i < storages; i++) {
            String storageId = in.text(Message.LONGEST_ID);
            if (heads.put(storageId, remoteHeads()) != null) throw wrong("a key comes twice");
        }
        return heads;
    }

    private RemoteHeads remoteHeads() throws MalformedMessageException {
        List<String> heads = null;
        Long timestamp = null;
        int keys = 0;
        int pairs = in.map();
        for (int i = 0; i < pairs; i++) {
            String key = in.key(LONGEST_KEY);
            switch (key) {
                case "heads" -> {
                    keys = once(keys, 0);
                    heads = texts(RemoteHeads.LONGEST_HEAD);
                }
                case "timestamp" -> {
                    keys = once(keys, 1);
                    timestamp = in.number();
                }
                case null, default -> in.skip(4);
            }
        }
        return new RemoteHeads(needed(heads, "heads"), needed(timestamp, "timestamp"));
    }

    Message message() throws MalformedMessageException {
        String sender = needed(senderId, "senderId");
        return switch (needed(type, "type")) {
            case "join" -> new Join(sender, peerMetadata, supportedProtocolVersions);
            case "peer" ->
                    new Peer(
                            sender,
                            target(),
                            peerMetadata,
                            needed(selectedProtocolVersion, "selectedProtocolVersion"));
            case "leave" -> new Leave(sender);
            case "error" -> new ErrorMessage(sender, target(), needed(message, "message"));
            case "sync" -> new Sync(sender, target(), document(), needed(data, "data"));
            case "request" -> new Request(sender, target(), document(), needed(data, "data"));
            case "doc-unavailable" -> new DocumentUnavailable(sender, target(), document());
            case "ephemeral" ->
                    new Ephemeral(
                            sender,
                            target(),
                            document(),
                            needed(sessionId, "sessionId"),
                            natural(needed(count, "count")),
                            needed(data, "data"));
            case "remote-subscription-change" ->
                    new RemoteSubscriptionChange(sender, target(), add, remove);
            case "remote-heads-changed" ->
                    new RemoteHeadsChanged(
                            sender, target(), document(), needed(newHeads, "newHeads"));
            case Deleted.TYPE ->
                    new Deleted(
                            sender,
                            target(),
                            document(),
                            needed(deleted, "deleted"),
                            natural(needed(at, "at")));
            default -> throw wrong("the message has a type that this server doesn't know");
        };
    }

    private String target() throws MalformedMessageException {
        return needed(targetId, "targetId");
    }

    private String document() throws MalformedMessageException {
        return needed(documentId, "documentId");
    }

    private static long natural(long number) throws MalformedMessageException {
        if (number < 0) throw wrong("a count or a time is negative");
        return number;
    }

    private static <T> T needed(@Nullable T value, String key) throws MalformedMessageException {
        if (value == null) throw wrong("the message lacks the field " + key);
        return value;
    }
}
