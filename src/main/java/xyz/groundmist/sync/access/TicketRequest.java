package xyz.groundmist.sync.access;

import org.jspecify.annotations.Nullable;

/** {@code POST /ticket}: the headers Authorization, DPoP and Origin as they came. */
public record TicketRequest(
        @Nullable String authorization,
        @Nullable String proof,
        @Nullable String origin,
        ClientAddress from) {
    @Override
    public String toString() {
        return "TicketRequest[" + from + "]";
    }
}
