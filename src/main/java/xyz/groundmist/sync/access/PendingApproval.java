package xyz.groundmist.sync.access;

import org.jspecify.annotations.Nullable;

import xyz.groundmist.sync.store.SpaceName;

import java.time.Instant;

/**
 * An app that waits for the owner.
 *
 * @param code what the app shows too, such as {@code K7-QM}
 * @param appName what the app calls itself, or null; anybody can call themselves anything
 * @param origin the web origin it comes from, which only browsers can't forge; null: no browser
 * @param proven what it has proven
 * @param asked when it asked first
 * @param expires when it is forgotten unless it asks again
 * @param from where it asked from last
 */
public record PendingApproval(
        String code,
        @Nullable String appName,
        @Nullable String origin,
        SpaceName space,
        Proven proven,
        Instant asked,
        Instant expires,
        ClientAddress from) {
    /** What an app that waits has proven. */
    public enum Proven {
        /** It holds its key, and is signed in to the owner's account. */
        ACCOUNT,
        /** It holds its key, nothing else: a prototype client in the window. */
        KEY
    }

    /** Without the code. */
    @Override
    public String toString() {
        return "PendingApproval[" + origin + ", " + space + ", " + proven + "]";
    }
}
