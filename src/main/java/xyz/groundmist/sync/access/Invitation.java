package xyz.groundmist.sync.access;

import xyz.groundmist.sync.store.SpaceName;

import java.time.Instant;

/**
 * Lets one app in without asking the owner again.
 *
 * @param secret 22 characters of base64url, 128 random bits; the only time it is to be had
 */
public record Invitation(String secret, SpaceName space, boolean readOnly, Instant expires) {
    @Override
    public String toString() {
        return "Invitation[" + space + "]";
    }
}
