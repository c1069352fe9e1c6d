package xyz.groundmist.sync.desktop.model;

import static xyz.groundmist.sync.desktop.model.Words.say;

import org.jspecify.annotations.Nullable;

import xyz.groundmist.sync.home.DocumentDifferences;
import xyz.groundmist.sync.home.DocumentDifferences.Difference;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Something that has changed in a document, in words.
 *
 * @param where "books › 2 › note"
 * @param kind "added", "changed" or "gone"
 * @param before what was there; null: nothing
 * @param after what is there now; null: nothing
 * @param spoken all of it, for a screen reader
 */
public record DiffRow(
        String where,
        Kind kind,
        String word,
        @Nullable String before,
        @Nullable String after,
        String spoken) {
    private static final int LONGEST = 300;

    /** What became of it. */
    public enum Kind {
        ADDED,
        CHANGED,
        GONE
    }

    static List<DiffRow> of(DocumentDifferences differences) {
        var rows = new ArrayList<DiffRow>();
        for (Difference one : differences.differences()) rows.add(of(one));
        return rows;
    }

    private static DiffRow of(Difference one) {
        if (one.kind().equals("marks")) {
            return row(one, Kind.CHANGED, null, say("diff.marks"));
        }
        boolean text = one.kind().equals("text");
        boolean added = one.kind().equals("added") || (text && "".equals(one.before()));
        boolean gone = one.kind().equals("removed") || (text && "".equals(one.after()));
        Kind kind = added ? Kind.ADDED : gone ? Kind.GONE : Kind.CHANGED;
        return row(
                one,
                kind,
                added ? null : value(one.before(), text),
                gone ? null : value(one.after(), text));
    }

    private static DiffRow row(
            Difference one, Kind kind, @Nullable String before, @Nullable String after) {
        String where = where(one.path());
        String word = word(kind);
        String spoken =
                Stream.of(where, word, before, after)
                        .filter(part -> part != null)
                        .collect(Collectors.joining(", "));
        return new DiffRow(where, kind, word, before, after, spoken);
    }

    private static String word(Kind kind) {
        return say(
                switch (kind) {
                    case ADDED -> "diff.added";
                    case CHANGED -> "diff.changed";
                    case GONE -> "diff.gone";
                });
    }

    /** What is to be said of a place in the content, as far as it is still there. */
    static @Nullable String mark(Difference one) {
        return switch (one.kind()) {
            case "added" -> say("diff.added");
            case "removed" -> null;
            default -> say("diff.changed");
        };
    }

    /** "/books/1/note" as people count: "books › 2 › note". */
    private static String where(String path) {
        return Stream.of(path.substring(path.startsWith("/") ? 1 : 0).split("/", -1))
                .map(step -> step.replace("~1", "/").replace("~0", "~"))
                .map(step -> step.matches("[0-9]{1,9}") ? "" + (Long.parseLong(step) + 1) : step)
                .collect(Collectors.joining(" › "));
    }

    private static String value(@Nullable Object value, boolean text) {
        // pieces of a text keep the spaces at their ends
        String words = text && value instanceof String piece ? piece : Content.words(value);
        int letters = words.codePointCount(0, words.length());
        return letters <= LONGEST
                ? words
                : words.substring(0, words.offsetByCodePoints(0, LONGEST)) + "…";
    }
}
