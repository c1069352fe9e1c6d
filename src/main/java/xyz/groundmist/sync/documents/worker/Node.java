package xyz.groundmist.sync.documents.worker;

import org.automerge.AmValue;
import org.automerge.Document;
import org.automerge.MapEntry;
import org.automerge.Mark;
import org.automerge.ObjectId;
import org.automerge.Read;

import java.util.ArrayList;
import java.util.List;
import java.util.SequencedMap;
import java.util.TreeMap;

/** What is in a document, read once: the winners where there are conflicts, as apps show them. */
sealed interface Node {
    /** Deeper ones are refused: neither apps nor JSON readers take them. */
    int DEEPEST = 400;

    /** An object; two states of it have the same id. */
    sealed interface Container extends Node {
        ObjectId id();
    }

    record MapNode(ObjectId id, SequencedMap<String, Node> entries) implements Container {}

    record ListNode(ObjectId id, List<Node> items) implements Container {}

    /**
     * @param text in which an embedded object is U+FFFC
     */
    record TextNode(ObjectId id, String text, List<Span> marks) implements Container {}

    /** Anything that isn't made of parts. */
    record Scalar(AmValue value) implements Node {
        @Override
        public boolean equals(@org.jspecify.annotations.Nullable Object other) {
            return other instanceof Scalar that && Values.key(value).equals(Values.key(that.value));
        }

        @Override
        public int hashCode() {
            return Values.key(value).hashCode();
        }
    }

    /**
     * A mark on a text.
     *
     * @param from in code points, as all places in texts
     * @param to exclusive
     */
    record Span(long from, long to, String name, Scalar value) {}

    /** The whole document. */
    static MapNode read(Document document) {
        return (MapNode) map(document, ObjectId.ROOT, 0);
    }

    private static Node node(Read from, AmValue value, int depth) {
        if (depth > DEEPEST) {
            throw new Jobs.CannotException("This document is nested too deeply to be shown here.");
        }
        return switch (value) {
            case AmValue.Map map -> map(from, map.getId(), depth);
            case AmValue.List list -> {
                var items = new ArrayList<Node>();
                for (AmValue item : from.listItems(list.getId()).orElse(new AmValue[0])) {
                    items.add(node(from, item, depth + 1));
                }
                yield new ListNode(list.getId(), items);
            }
            case AmValue.Text text ->
                    new TextNode(
                            text.getId(),
                            from.text(text.getId()).orElse(""),
                            spans(from.marks(text.getId())));
            default -> new Scalar(value);
        };
    }

    private static Node map(Read from, ObjectId id, int depth) {
        var entries = new TreeMap<String, Node>();
        for (MapEntry entry : from.mapEntries(id).orElse(new MapEntry[0])) {
            entries.put(entry.getKey(), node(from, entry.getValue(), depth + 1));
        }
        return new MapNode(id, entries);
    }

    static List<Span> spans(List<Mark> marks) {
        var spans = new ArrayList<Span>();
        for (Mark mark : marks) {
            if (mark.getValue() instanceof AmValue.Null) continue; // taken away again
            spans.add(
                    new Span(
                            mark.getStart(),
                            mark.getEnd(),
                            mark.getName(),
                            new Scalar(mark.getValue())));
        }
        return spans;
    }

    /** Whether both show the same, whatever objects they are made of. */
    static boolean same(Node a, Node b) {
        return switch (a) {
            case Scalar one -> one.equals(b);
            case TextNode one ->
                    b instanceof TextNode other
                            && one.text().equals(other.text())
                            && Spans.same(one.marks(), other.marks());
            case ListNode one -> {
                if (!(b instanceof ListNode other) || one.items().size() != other.items().size()) {
                    yield false;
                }
                boolean same = true;
                for (int i = 0; same && i < one.items().size(); i++) {
                    same = same(one.items().get(i), other.items().get(i));
                }
                yield same;
            }
            case MapNode one -> {
                if (!(b instanceof MapNode other)
                        || !one.entries().keySet().equals(other.entries().keySet())) {
                    yield false;
                }
                boolean same = true;
                for (var entry : one.entries().entrySet()) {
                    Node theirs = other.entries().get(entry.getKey());
                    same = same && theirs != null && same(entry.getValue(), theirs);
                }
                yield same;
            }
        };
    }
}
