package xyz.groundmist.sync.documents.worker;

import org.automerge.AmValue;
import org.automerge.ChangeHash;
import org.automerge.Document;
import org.automerge.ExpandMark;
import org.automerge.ObjectId;
import org.automerge.ObjectType;
import org.automerge.Transaction;

import xyz.groundmist.sync.documents.worker.Node.ListNode;
import xyz.groundmist.sync.documents.worker.Node.MapNode;
import xyz.groundmist.sync.documents.worker.Node.Scalar;
import xyz.groundmist.sync.documents.worker.Node.Span;
import xyz.groundmist.sync.documents.worker.Node.TextNode;

import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Makes the change that brings an earlier state of a document back. What is still there is kept as
 * the same object, so that edits made elsewhere at the same time find their place.
 */
final class Restoring {
    private static final String LINK = "link";

    private final Document document;

    /**
     * @param document as it is now; a new actor's
     */
    Restoring(Document document) {
        this.document = document;
    }

    /**
     * The change, or nothing when the document shows that state already.
     *
     * @throws Jobs.CannotException when the state can't be brought back exactly
     */
    byte[] to(MapNode wanted) {
        MapNode now = Node.read(document);
        if (Node.same(now, wanted)) return new byte[0];
        ChangeHash[] before = document.getHeads();
        try (Transaction change = document.startTransaction()) {
            maps(change, now, wanted);
            change.commit();
        }
        if (!Node.same(Node.read(document), wanted)) {
            throw new Jobs.CannotException(
                    "That state can't be brought back exactly (it has text with embedded objects,"
                            + " as some editors write). Nothing was changed; export the document"
                            + " as it was then instead.");
        }
        return document.encodeChangesSince(before);
    }

    private void maps(Transaction change, MapNode now, MapNode wanted) {
        for (String key : now.entries().keySet()) {
            if (!wanted.entries().containsKey(key)) change.delete(now.id(), key);
        }
        for (Map.Entry<String, Node> entry : wanted.entries().entrySet()) {
            String key = entry.getKey();
            Node is = now.entries().get(key);
            Node was = entry.getValue();
            if (is != null && keeps(change, is, was)) continue;
            Values.settable(key);
            if (is instanceof Scalar(AmValue.Counter counts)
                    && was instanceof Scalar(AmValue.Counter counted)) {
                change.increment(now.id(), key, counted.getValue() - counts.getValue());
                continue;
            }
            switch (was) {
                case Scalar scalar -> Values.set(change, now.id(), key, scalar.value());
                case MapNode map -> fill(change, change.set(now.id(), key, ObjectType.MAP), map);
                case ListNode list ->
                        fill(change, change.set(now.id(), key, ObjectType.LIST), list);
                case TextNode text ->
                        fill(change, change.set(now.id(), key, ObjectType.TEXT), text);
            }
        }
    }

    /** Whether the value stays; an object is made what it was. */
    private boolean keeps(Transaction change, Node is, Node was) {
        if (is instanceof Scalar && was instanceof Scalar) return is.equals(was);
        if (!Identity.sameObject(is, was)) return false;
        switch (is) {
            case MapNode map -> maps(change, map, (MapNode) was);
            case ListNode list -> lists(change, list, (ListNode) was);
            case TextNode text -> texts(change, text, (TextNode) was);
            case Scalar _ -> throw new IllegalStateException("a value without parts");
        }
        return true;
    }

    private void lists(Transaction change, ListNode now, ListNode wanted) {
        List<EditScript.Hunk> hunks = Identity.between(now.items(), wanted.items());
        int atNow = now.items().size();
        int atWanted = wanted.items().size();
        for (EditScript.Hunk hunk : hunks.reversed()) {
            while (atNow > hunk.aTo()) {
                keeps(change, now.items().get(--atNow), wanted.items().get(--atWanted));
            }
            for (; atNow > hunk.aFrom(); atNow--) change.delete(now.id(), atNow - 1L);
            for (; atWanted > hunk.bFrom(); atWanted--) {
                insert(change, now.id(), hunk.aFrom(), wanted.items().get(atWanted - 1));
            }
        }
        while (atNow > 0) keeps(change, now.items().get(--atNow), wanted.items().get(--atWanted));
    }

    private void insert(Transaction change, ObjectId list, long at, Node item) {
        switch (item) {
            case Scalar scalar -> Values.insert(change, list, at, scalar.value());
            case MapNode map -> fill(change, change.insert(list, at, ObjectType.MAP), map);
            case ListNode inner -> fill(change, change.insert(list, at, ObjectType.LIST), inner);
            case TextNode text -> fill(change, change.insert(list, at, ObjectType.TEXT), text);
        }
    }

    private void fill(Transaction change, ObjectId id, MapNode with) {
        maps(change, new MapNode(id, new java.util.TreeMap<>()), with);
    }

    private void fill(Transaction change, ObjectId id, ListNode with) {
        for (int i = 0; i < with.items().size(); i++) insert(change, id, i, with.items().get(i));
    }

    private void fill(Transaction change, ObjectId id, TextNode with) {
        texts(change, new TextNode(id, "", List.of()), with);
    }

    private void texts(Transaction change, TextNode now, TextNode wanted) {
        int[] a = now.text().codePoints().toArray();
        int[] b = wanted.text().codePoints().toArray();
        List<EditScript.Hunk> hunks =
                EditScript.between(a.length, b.length, (i, j) -> a[i] == b[j]);
        for (EditScript.Hunk hunk : hunks.reversed()) {
            String text = new String(b, hunk.bFrom(), hunk.bTo() - hunk.bFrom());
            change.spliceText(now.id(), hunk.aFrom(), hunk.aTo() - hunk.aFrom(), text);
        }
        List<Span> are = Node.spans(change.marks(now.id()));
        var names = new TreeSet<String>();
        for (Span span : are) names.add(span.name());
        for (Span span : wanted.marks()) names.add(span.name());
        for (String name : names) {
            List<Span> have = Spans.named(are, name);
            List<Span> want = Spans.named(wanted.marks(), name);
            if (have.equals(want)) continue;
            ExpandMark expand = name.equals(LINK) ? ExpandMark.NONE : ExpandMark.AFTER;
            for (Span span : have) change.unmark(now.id(), name, span.from(), span.to(), expand);
            for (Span span : want) Values.mark(change, now.id(), span, expand);
        }
    }
}
