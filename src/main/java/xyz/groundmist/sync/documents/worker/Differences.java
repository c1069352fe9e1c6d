package xyz.groundmist.sync.documents.worker;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JsonGenerator;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * What a person would say has changed between two states of a document: an array of {@code {path,
 * kind, before?, after?}} with the kinds {@code added}, {@code removed}, {@code changed}, {@code
 * marks}, and of {@code {path, kind: "text", at, before, after}} for each place in a text.
 */
final class Differences {
    private static final int MOST = 500;
    private static final int LONGEST = 2_000; // code points of a value
    private static final int MOST_VALUES = 200;

    private record Difference(
            String path, String kind, long at, @Nullable Node before, @Nullable Node after) {}

    private final List<Difference> found = new ArrayList<>();
    private boolean more;

    static byte[] json(Node.MapNode before, Node.MapNode after) {
        var differences = new Differences();
        differences.compare("", before, after);
        return Json.bytes(differences::write);
    }

    private void write(JsonGenerator out) {
        out.writeStartObject();
        out.writeBooleanProperty("more", more);
        out.writeName("differences");
        out.writeStartArray();
        for (Difference one : found) {
            out.writeStartObject();
            out.writeStringProperty("path", one.path());
            out.writeStringProperty("kind", one.kind());
            if (one.at() >= 0) out.writeNumberProperty("at", one.at());
            if (one.before() != null) value(out, "before", one.before());
            if (one.after() != null) value(out, "after", one.after());
            out.writeEndObject();
        }
        out.writeEndArray();
        out.writeEndObject();
    }

    private static void value(JsonGenerator out, String name, Node node) {
        out.writeName(name);
        new Brief().write(out, node);
    }

    /** A value, cut where it gets long. */
    private static final class Brief {
        private int values;

        void write(JsonGenerator out, Node node) {
            values++;
            switch (node) {
                case Node.MapNode map -> {
                    out.writeStartObject();
                    for (Map.Entry<String, Node> entry : map.entries().entrySet()) {
                        if (values > MOST_VALUES) break;
                        out.writeName(entry.getKey());
                        write(out, entry.getValue());
                    }
                    out.writeEndObject();
                }
                case Node.ListNode list -> {
                    out.writeStartArray();
                    for (Node item : list.items()) {
                        if (values > MOST_VALUES) break;
                        write(out, item);
                    }
                    out.writeEndArray();
                }
                case Node.TextNode text -> out.writeString(cut(text.text()));
                case Node.Scalar(org.automerge.AmValue.Str text) ->
                        out.writeString(cut(text.getValue()));
                case Node.Scalar scalar -> Json.scalar(out, scalar.value());
            }
        }

        private static String cut(String text) {
            int letters = text.codePointCount(0, text.length());
            if (letters <= LONGEST) return text;
            return text.substring(0, text.offsetByCodePoints(0, LONGEST)) + "…";
        }
    }

    private void add(
            String path, String kind, long at, @Nullable Node before, @Nullable Node after) {
        if (found.size() < MOST) found.add(new Difference(path, kind, at, before, after));
        else more = true;
    }

    private void compare(String path, Node before, Node after) {
        if (more) return;
        if (before instanceof Node.MapNode a && after instanceof Node.MapNode b) {
            maps(path, a, b);
        } else if (before instanceof Node.ListNode a && after instanceof Node.ListNode b) {
            lists(path, a, b);
        } else if (before instanceof Node.TextNode a && after instanceof Node.TextNode b) {
            texts(path, a, b);
        } else if (!Node.same(before, after)) {
            add(path, "changed", -1, before, after);
        }
    }

    private void maps(String path, Node.MapNode before, Node.MapNode after) {
        var keys = new TreeSet<>(before.entries().keySet());
        keys.addAll(after.entries().keySet());
        for (String key : keys) {
            Node a = before.entries().get(key);
            Node b = after.entries().get(key);
            String inner = path + "/" + View.escaped(key);
            if (a == null) add(inner, "added", -1, null, b);
            else if (b == null) add(inner, "removed", -1, a, null);
            else compare(inner, a, b);
        }
    }

    private void lists(String path, Node.ListNode before, Node.ListNode after) {
        List<Node> a = before.items();
        List<Node> b = after.items();
        int atA = 0;
        int atB = 0;
        for (EditScript.Hunk hunk : Identity.between(a, b)) {
            while (atA < hunk.aFrom()) compare(path + "/" + atB, a.get(atA++), b.get(atB++));
            atA = hunk.aTo();
            int together = Math.min(hunk.aTo() - hunk.aFrom(), hunk.bTo() - hunk.bFrom());
            for (int i = 0; i < together; i++) {
                String inner = path + "/" + (hunk.bFrom() + i);
                compare(inner, a.get(hunk.aFrom() + i), b.get(hunk.bFrom() + i));
            }
            for (int i = hunk.aFrom() + together; i < hunk.aTo(); i++) {
                add(path + "/" + i, "removed", -1, a.get(i), null);
            }
            for (int i = hunk.bFrom() + together; i < hunk.bTo(); i++) {
                add(path + "/" + i, "added", -1, null, b.get(i));
            }
            atB = hunk.bTo();
        }
        while (atA < a.size() && atB < b.size()) {
            compare(path + "/" + atB, a.get(atA++), b.get(atB++));
        }
    }

    private void texts(String path, Node.TextNode before, Node.TextNode after) {
        int[] a = before.text().codePoints().toArray();
        int[] b = after.text().codePoints().toArray();
        for (EditScript.Hunk hunk :
                EditScript.between(a.length, b.length, (i, j) -> a[i] == b[j])) {
            add(
                    path,
                    "text",
                    hunk.aFrom(),
                    piece(before, a, hunk.aFrom(), hunk.aTo()),
                    piece(after, b, hunk.bFrom(), hunk.bTo()));
        }
        if (before.text().equals(after.text()) && !Spans.same(before.marks(), after.marks())) {
            add(path, "marks", -1, null, null);
        }
    }

    private static Node piece(Node.TextNode text, int[] letters, int from, int to) {
        return new Node.TextNode(text.id(), new String(letters, from, to - from), List.of());
    }
}
