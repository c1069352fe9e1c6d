package xyz.groundmist.sync.documents.worker;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JsonGenerator;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A document for a person to look at: {@code value} is what is there, {@code title} what it may be
 * called, {@code marks} those on its texts, {@code cut} says of what only a part is shown. A part
 * is looked at by its path, a JSON pointer (RFC 6901), and by where in it to begin.
 */
final class View {
    private static final int MOST_TEXT = 20_000; // code points
    private static final int MOST_ITEMS = 500;
    private static final int MOST_VALUES = 20_000;
    private static final int MOST_MARKS = 2_000;
    private static final long MOST_LETTERS = 400_000;

    private record Cut(String path, String kind, long size, long from, long shown) {}

    private record Marked(String path, Node.Span span) {}

    private final List<Cut> cuts = new ArrayList<>();
    private final List<Marked> marks = new ArrayList<>();
    private int values;
    private long letters;

    /**
     * @param parameter the path and where to begin, on a line each
     */
    static byte[] of(Node.MapNode document, String parameter) {
        int line = parameter.lastIndexOf('\n');
        String path = line < 0 ? parameter : parameter.substring(0, line);
        long from = line < 0 ? 0 : Long.parseLong(parameter.substring(line + 1));
        Node node = at(document, path);
        if (node == null) {
            throw new Jobs.CannotException(
                    "The document has nothing at “" + path + "”. Look at all of it first.");
        }
        return Json.bytes(out -> new View().write(out, document, node, path, from));
    }

    private void write(
            JsonGenerator out, Node.MapNode document, Node node, String path, long from) {
        out.writeStartObject();
        String title = Titles.of(document);
        if (title == null) out.writeNullProperty("title");
        else out.writeStringProperty("title", title);
        out.writeName("value");
        show(out, node, path, from);
        out.writeName("cut");
        out.writeStartArray();
        for (Cut cut : cuts) {
            out.writeStartObject();
            out.writeStringProperty("path", cut.path());
            out.writeStringProperty("kind", cut.kind());
            out.writeNumberProperty("size", cut.size());
            out.writeNumberProperty("from", cut.from());
            out.writeNumberProperty("shown", cut.shown());
            out.writeEndObject();
        }
        out.writeEndArray();
        out.writeName("marks");
        out.writeStartArray();
        for (Marked mark : marks) {
            out.writeStartObject();
            out.writeStringProperty("path", mark.path());
            out.writeStringProperty("name", mark.span().name());
            out.writeNumberProperty("from", mark.span().from());
            out.writeNumberProperty("to", mark.span().to());
            out.writeName("value");
            Json.scalar(out, mark.span().value().value());
            out.writeEndObject();
        }
        out.writeEndArray();
        out.writeEndObject();
    }

    private void show(JsonGenerator out, Node node, String path, long from) {
        values++;
        switch (node) {
            case Node.MapNode map -> {
                out.writeStartObject();
                int place = 0;
                int shown = 0;
                for (Map.Entry<String, Node> entry : map.entries().entrySet()) {
                    if (place++ < from) continue;
                    if (shown >= MOST_ITEMS || full()) break;
                    out.writeName(entry.getKey());
                    letters += entry.getKey().length();
                    show(out, entry.getValue(), path + "/" + escaped(entry.getKey()), 0);
                    shown++;
                }
                cut(path, "map", map.entries().size(), from, shown);
                out.writeEndObject();
            }
            case Node.ListNode list -> {
                out.writeStartArray();
                int shown = 0;
                for (long at = from; at < list.items().size(); at++) {
                    if (shown >= MOST_ITEMS || full()) break;
                    show(out, list.items().get((int) at), path + "/" + at, 0);
                    shown++;
                }
                cut(path, "list", list.items().size(), from, shown);
                out.writeEndArray();
            }
            case Node.TextNode text -> {
                for (Node.Span span : text.marks()) {
                    if (marks.size() < MOST_MARKS) marks.add(new Marked(path, span));
                }
                text(out, text.text(), path, from);
            }
            case Node.Scalar scalar -> {
                if (scalar.value() instanceof org.automerge.AmValue.Str text) {
                    text(out, text.getValue(), path, from);
                } else {
                    if (scalar.value() instanceof org.automerge.AmValue.Bytes bytes) {
                        letters += bytes.getValue().length;
                    }
                    Json.scalar(out, scalar.value());
                }
            }
        }
    }

    private void text(JsonGenerator out, String text, String path, long from) {
        int size = text.codePointCount(0, text.length());
        int first = (int) Math.min(from, size);
        int shown = full() ? 0 : Math.min(MOST_TEXT, size - first);
        int start = text.offsetByCodePoints(0, first);
        String part = text.substring(start, text.offsetByCodePoints(start, shown));
        letters += part.length();
        cut(path, "text", size, from, shown);
        out.writeString(part);
    }

    private void cut(String path, String kind, long size, long from, long shown) {
        if (from + shown < size || from > 0) cuts.add(new Cut(path, kind, size, from, shown));
    }

    private boolean full() {
        return values >= MOST_VALUES || letters >= MOST_LETTERS;
    }

    static String escaped(String key) {
        return key.replace("~", "~0").replace("/", "~1");
    }

    private static @Nullable Node at(Node.MapNode document, String path) {
        Node node = document;
        if (path.isEmpty()) return node;
        if (!path.startsWith("/")) return null;
        for (String step : path.substring(1).split("/", -1)) {
            String key = step.replace("~1", "/").replace("~0", "~");
            switch (node) {
                case Node.MapNode map -> {
                    Node next = map.entries().get(key);
                    if (next == null) return null;
                    node = next;
                }
                case Node.ListNode list -> {
                    if (!key.matches("[0-9]{1,9}")) return null;
                    int index = Integer.parseInt(key);
                    if (index >= list.items().size()) return null;
                    node = list.items().get(index);
                }
                default -> {
                    return null;
                }
            }
        }
        return node;
    }
}
