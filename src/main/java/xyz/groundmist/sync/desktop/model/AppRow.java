package xyz.groundmist.sync.desktop.model;

import static xyz.groundmist.sync.desktop.model.Words.say;

import org.jspecify.annotations.Nullable;

import xyz.groundmist.sync.home.AppEntry;

import java.util.Locale;

/**
 * One app in the list.
 *
 * @param sign two letters
 * @param from the web origin without its scheme, or null
 * @param older made for the prototype: its key can leak
 * @param paused until the owner confirms it
 * @param space whose documents it syncs
 * @param allowed when it was let in, and until when
 * @param days what it did on each of the last 30 days, today last
 */
public record AppRow(
        String id,
        String sign,
        String name,
        @Nullable String from,
        boolean older,
        boolean paused,
        String space,
        boolean readOnly,
        String access,
        String used,
        String allowed,
        Days days) {

    static AppRow of(AppEntry app, Days days, Times times) {
        String name = name(app.name(), app.origin(), app.space());
        var until = app.expires();
        return new AppRow(
                app.id(),
                sign(name),
                name,
                bare(app.origin()),
                app.kind().equals("prototype"),
                app.paused() != null,
                app.space(),
                app.readOnly(),
                say(app.readOnly() ? "apps.access.read" : "apps.access.write"),
                times.ago(app.lastUsed()),
                until == null
                        ? times.day(app.created())
                        : say("apps.allowed.until", times.day(app.created()), times.day(until)),
                days);
    }

    /** What an app is called, whether it has a name or not. */
    static String name(@Nullable String name, @Nullable String origin, @Nullable String space) {
        if (name != null) return name;
        String from = bare(origin);
        if (from != null) return from;
        return space == null ? say("apps.unnamed") : space;
    }

    static @Nullable String bare(@Nullable String origin) {
        return origin == null ? null : origin.replaceFirst("^https?://", "");
    }

    /** The first two letters, the first of them large. */
    static String sign(String name) {
        int[] letters = name.codePoints().filter(Character::isLetterOrDigit).limit(2).toArray();
        String sign = new String(letters, 0, letters.length);
        return sign.isEmpty()
                ? "·"
                : sign.substring(0, sign.offsetByCodePoints(0, 1)).toUpperCase(Locale.ROOT)
                        + sign.substring(sign.offsetByCodePoints(0, 1));
    }
}
