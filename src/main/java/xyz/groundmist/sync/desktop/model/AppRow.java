package xyz.groundmist.sync.desktop.model;

import static xyz.groundmist.sync.desktop.model.Words.say;

import org.jspecify.annotations.Nullable;

import xyz.groundmist.sync.home.AppEntry;

import java.util.Locale;

/**
 * One app in the list, and what its side panel says.
 *
 * @param sign two letters
 * @param from the web origin without its scheme, or null
 * @param space whose documents it syncs
 * @param allowed when it was let in, and until when
 */
public record AppRow(
        String id,
        String sign,
        String name,
        @Nullable String from,
        String space,
        String access,
        String used,
        String allowed) {

    static AppRow of(AppEntry app, Times times) {
        String origin = app.origin();
        String from = origin == null ? null : origin.replaceFirst("^https?://", "");
        String name = app.name();
        if (name == null) name = from == null ? app.space() : from;
        var until = app.expires();
        return new AppRow(
                app.id(),
                sign(name),
                name,
                from,
                app.space(),
                say(app.readOnly() ? "apps.access.read" : "apps.access.write"),
                times.ago(app.lastUsed()),
                until == null
                        ? times.day(app.created())
                        : say("apps.allowed.until", times.day(app.created()), times.day(until)));
    }

    private static String sign(String name) {
        int first = name.offsetByCodePoints(0, Math.min(1, name.codePointCount(0, name.length())));
        int end = name.offsetByCodePoints(first, name.length() > first ? 1 : 0);
        return name.substring(0, first).toUpperCase(Locale.ROOT) + name.substring(first, end);
    }
}
