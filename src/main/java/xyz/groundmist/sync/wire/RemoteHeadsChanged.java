package xyz.groundmist.sync.wire;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * {@code remote-heads-changed}: which heads other storages were last seen with.
 *
 * <p>The form of a head depends on the sender's version: clients 1.x write 64 hexadecimal digits
 * ({@code A.Heads}), clients 2.x write base58check of the 32 bytes ({@code UrlHeads}, made by
 * {@code encodeHeads} in {@code AutomergeUrl.ts}). Neither converts what it receives. Here a head
 * is text as it came.
 *
 * @param newHeads by storage id, in the order of the message
 */
public record RemoteHeadsChanged(
        String senderId, String targetId, String documentId, Map<String, RemoteHeads> newHeads)
        implements Message {
    public RemoteHeadsChanged {
        newHeads = Collections.unmodifiableMap(new LinkedHashMap<>(newHeads));
    }

    /**
     * The heads that one storage was last seen with.
     *
     * @param heads each at most {@value #LONGEST_HEAD} characters
     * @param timestamp milliseconds since 1970 by the clock of the peer that saw the heads
     */
    public record RemoteHeads(List<String> heads, long timestamp) {
        public static final int LONGEST_HEAD = 128;

        public RemoteHeads {
            heads = List.copyOf(heads);
        }
    }
}
