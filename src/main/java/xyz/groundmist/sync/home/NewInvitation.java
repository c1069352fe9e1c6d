package xyz.groundmist.sync.home;

import java.time.Instant;

/**
 * An invitation that was just made; the only time its link is told.
 *
 * @param link lets the first app in that redeems it
 */
public record NewInvitation(String link, String space, boolean readOnly, Instant expires) {
    /** Without the link. */
    @Override
    public String toString() {
        return "NewInvitation[" + space + "]";
    }
}
