package xyz.groundmist.sync.wire;

import java.util.List;

/**
 * {@code remote-subscription-change}: storage ids whose heads the sender wants, or no longer wants,
 * to hear of. A list left out is empty.
 */
public record RemoteSubscriptionChange(
        String senderId, String targetId, List<String> add, List<String> remove)
        implements Message {
    public RemoteSubscriptionChange {
        add = List.copyOf(add);
        remove = List.copyOf(remove);
    }
}
