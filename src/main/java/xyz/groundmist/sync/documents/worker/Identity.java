package xyz.groundmist.sync.documents.worker;

import java.util.ArrayList;
import java.util.List;

/** Which items of two states of a list are the same ones. */
final class Identity {
    private Identity() {}

    static List<EditScript.Hunk> between(List<Node> before, List<Node> after) {
        List<Object> a = keys(before);
        List<Object> b = keys(after);
        return EditScript.between(a.size(), b.size(), (i, j) -> a.get(i).equals(b.get(j)));
    }

    private static List<Object> keys(List<Node> items) {
        var keys = new ArrayList<Object>(items.size());
        for (Node item : items) keys.add(key(item));
        return keys;
    }

    /** An object is the same by its id, in which the author and the operation are. */
    private static Object key(Node item) {
        return switch (item) {
            case Node.Container object -> "object " + object.id();
            case Node.Scalar scalar -> Values.key(scalar.value());
        };
    }

    static boolean sameObject(Node a, Node b) {
        return a instanceof Node.Container one
                && b instanceof Node.Container other
                && one.getClass() == other.getClass()
                && (one.id().isRoot()
                        ? other.id().isRoot()
                        : one.id().toString().equals(other.id().toString()));
    }
}
