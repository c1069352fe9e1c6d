package xyz.groundmist.sync.home;

import org.jspecify.annotations.Nullable;

import xyz.groundmist.sync.access.PendingApproval;

import java.time.Instant;
import java.util.Locale;

/**
 * An app that waits for the owner's decision.
 *
 * @param code what the app shows too: the owner compares
 * @param name what the app calls itself; anybody can call themselves anything
 * @param origin the web page it comes from; null: it is no web page
 * @param proven {@code account}: it is signed in to the owner's account; {@code key}: nothing, it
 *     is an app made for the prototype
 * @param asked when it asked first
 * @param expires when it is forgotten unless it asks again
 * @param network where it asked from; null: this machine or a tunnel
 */
public record AppRequest(
        String code,
        @Nullable String name,
        @Nullable String origin,
        String space,
        String proven,
        Instant asked,
        Instant expires,
        @Nullable String network) {
    static AppRequest of(PendingApproval pending) {
        return new AppRequest(
                pending.code(),
                pending.appName(),
                pending.origin(),
                pending.space().domain(),
                pending.proven().name().toLowerCase(Locale.ROOT),
                pending.asked(),
                pending.expires(),
                pending.from().network());
    }

    /** Without the code. */
    @Override
    public String toString() {
        return "AppRequest[" + origin + ", " + space + "]";
    }
}
