package xyz.groundmist.sync.documents.worker;

import org.automerge.AmValue;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;

/** What a document may be called, and the text it is about; by what apps usually name things. */
final class Titles {
    private static final int LONGEST = 80; // code points
    private static final List<String> TITLES =
            List.of("title", "name", "subject", "heading", "label", "filename");
    private static final List<String> TEXTS =
            List.of("content", "text", "body", "markdown", "document", "doc", "note", "essay");

    private Titles() {}

    /** A short line, or null when nothing looks like a title. */
    static @Nullable String of(Node.MapNode document) {
        for (String key : TITLES) {
            for (Map.Entry<String, Node> entry : document.entries().entrySet()) {
                if (!entry.getKey().equalsIgnoreCase(key)) continue;
                String line = line(words(entry.getValue()));
                if (line != null) return line;
            }
        }
        String line = line(content(document));
        if (line != null) return line;
        for (Node value : document.entries().values()) {
            line = line(words(value));
            if (line != null) return line;
        }
        for (Node value : document.entries().values()) {
            if (value instanceof Node.MapNode inner) {
                line = inner == document ? null : of(new Node.MapNode(inner.id(), shallow(inner)));
                if (line != null) return line;
            }
        }
        return null;
    }

    private static java.util.SequencedMap<String, Node> shallow(Node.MapNode map) {
        var values = new java.util.TreeMap<String, Node>();
        map.entries()
                .forEach((key, value) -> {
                    if (!(value instanceof Node.MapNode)) values.put(key, value);
                });
        return values;
    }

    /** The longest text, one of a usual name before others; null when there is none. */
    static @Nullable String content(Node.MapNode document) {
        for (String key : TEXTS) {
            Node value = document.entries().get(key);
            if (value instanceof Node.TextNode text && !text.text().isBlank()) return text.text();
            if (value instanceof Node.Scalar) {
                String words = words(value);
                if (words != null && !words.isBlank()) return words;
            }
        }
        String longest = null;
        for (Node value : document.entries().values()) {
            if (value instanceof Node.TextNode text
                    && (longest == null || text.text().length() > longest.length())) {
                longest = text.text();
            }
        }
        return longest;
    }

    private static @Nullable String words(Node value) {
        return switch (value) {
            case Node.TextNode text -> text.text();
            case Node.Scalar(AmValue.Str text) -> text.getValue();
            default -> null;
        };
    }

    private static @Nullable String line(@Nullable String text) {
        if (text == null) return null;
        String first =
                text.strip().lines().findFirst().orElse("").replaceAll("^#+\\s+", "").strip();
        if (first.isEmpty()) return null;
        int letters = first.codePointCount(0, first.length());
        if (letters <= LONGEST) return first;
        return first.substring(0, first.offsetByCodePoints(0, LONGEST)).strip() + "…";
    }
}
