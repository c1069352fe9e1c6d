package xyz.groundmist.sync.desktop.model;

import static xyz.groundmist.sync.desktop.model.Words.say;

import org.jspecify.annotations.Nullable;

import xyz.groundmist.sync.home.DocumentContent;

import java.text.NumberFormat;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * What is in a document at one point of its life, as lines that can be opened and closed; what the
 * server left out is added page by page.
 */
final class Content {
    private static final int SHORT_TEXT = 120; // characters that stand on the key's own line
    private static final int READ_AT_ONCE = 2_000; // characters of a text that is open at first
    private static final int PIECE = 600;
    private static final int OPEN_DEPTH = 2;
    private static final int OPEN_ENTRIES = 24;
    private static final List<String> NAMES = List.of("title", "name", "label", "text");

    private final Map<String, DocumentContent.Cut> cuts = new HashMap<>();
    private final Map<String, Boolean> opened; // by the person; outlives this content
    private final Branch root;

    private sealed interface Node {
        String path();
    }

    private record Leaf(String path, String key, String words) implements Node {}

    /** A map, a list or a long text, of which a beginning is here. */
    private static final class Branch implements Node {
        private final String path;
        private final String key;
        private final int depth;
        private final boolean text;
        private final List<Node> children = new ArrayList<>();
        private final StringBuilder letters = new StringBuilder();
        private @Nullable Object unread; // made into children once they are to be seen
        private long size;
        private long shown;

        Branch(String path, String key, int depth, Object value) {
            this.path = path;
            this.key = key;
            this.depth = depth;
            text = value instanceof String;
            unread = value;
        }

        @Override
        public String path() {
            return path;
        }
    }

    /**
     * @param opened what the person has opened and closed, by path
     */
    Content(DocumentContent all, Map<String, Boolean> opened) {
        this.opened = opened;
        cut(all);
        root = new Branch("", "", -1, Objects.requireNonNullElse(all.value(), Map.of()));
        fill(root);
    }

    private void cut(DocumentContent page) {
        for (DocumentContent.Cut cut : page.cut()) cuts.put(cut.path(), cut);
    }

    /** Adds a page of a text, list or map to what is there of it. */
    void add(String path, DocumentContent page) {
        Branch branch = find(root, path);
        if (branch == null || page.value() == null) return;
        cut(page);
        take(branch, page.value(), branch.shown);
    }

    /** From where on the next page of it goes. */
    long next(String path) {
        Branch branch = find(root, path);
        return branch == null ? 0 : branch.shown;
    }

    private static @Nullable Branch find(Branch from, String path) {
        if (from.path.equals(path)) return from;
        for (Node child : from.children) {
            if (!(child instanceof Branch inner)) continue;
            if (path.equals(inner.path) || path.startsWith(inner.path + "/")) {
                return find(inner, path);
            }
        }
        return null;
    }

    /** Whether the document has nothing in it. */
    boolean isEmpty() {
        return root.size == 0;
    }

    /** Opens what is closed, and closes what is open. */
    void toggle(String path) {
        Branch branch = find(root, path);
        if (branch != null) opened.put(path, !open(branch));
    }

    private void fill(Branch branch) {
        Object value = branch.unread;
        branch.unread = null;
        if (value != null) take(branch, value, 0);
    }

    private void take(Branch branch, Object value, long from) {
        long there = from;
        switch (value) {
            case String text -> {
                branch.letters.append(text);
                there += text.codePointCount(0, text.length());
            }
            case Map<?, ?> map -> {
                for (Map.Entry<?, ?> entry : map.entrySet()) {
                    String key = String.valueOf(entry.getKey());
                    String path = branch.path + "/" + key.replace("~", "~0").replace("/", "~1");
                    branch.children.add(node(path, key, branch.depth + 1, entry.getValue()));
                    there++;
                }
            }
            case List<?> list -> {
                for (Object item : list) {
                    String path = branch.path + "/" + there;
                    String name = name(item);
                    String key = name == null ? Long.toString(there + 1) : name;
                    branch.children.add(node(path, key, branch.depth + 1, item));
                    there++;
                }
            }
            default -> {
                return;
            }
        }
        DocumentContent.Cut cut = cuts.get(branch.path);
        branch.shown = there;
        branch.size = cut == null ? there : cut.size();
    }

    private Node node(String path, String key, int depth, @Nullable Object value) {
        boolean whole = !cuts.containsKey(path);
        return switch (value) {
            case Map<?, ?> map when !whole || !map.isEmpty() -> new Branch(path, key, depth, map);
            case List<?> list when !whole || !list.isEmpty() -> new Branch(path, key, depth, list);
            case String text
                    when !whole || text.length() > SHORT_TEXT || text.strip().contains("\n") ->
                    new Branch(path, key, depth, text);
            case null, default -> new Leaf(path, key, words(value));
        };
    }

    /** What an item of a list is called, when something in it looks like a name. */
    private static @Nullable String name(@Nullable Object item) {
        if (!(item instanceof Map<?, ?> map)) return null;
        for (String key : NAMES) {
            if (map.get(key) instanceof String name && !name.isBlank()) return line(name);
        }
        return null;
    }

    /** A value in a few words. */
    static String words(@Nullable Object value) {
        return switch (value) {
            case null -> say("content.nothing");
            case Boolean yes -> say(yes ? "content.yes" : "content.no");
            case Number number -> number(number);
            case String text -> text.isEmpty() ? say("content.empty-text") : text.strip();
            case Map<?, ?> map -> map.isEmpty() ? say("content.empty-map") : brief(map);
            case List<?> list -> list.isEmpty() ? say("content.empty-list") : brief(list);
            default -> value.toString();
        };
    }

    private static String number(Number number) {
        NumberFormat format = NumberFormat.getInstance(Locale.ENGLISH);
        format.setMaximumFractionDigits(10);
        format.setGroupingUsed(false); // it may be a year
        return format.format(number);
    }

    private static String brief(Map<?, ?> map) {
        var parts = new ArrayList<String>();
        map.forEach((key, value) -> parts.add(key + ": " + words(value)));
        return String.join(", ", parts);
    }

    private static String brief(List<?> list) {
        return String.join(", ", list.stream().map(Content::words).toList());
    }

    private static String line(String text) {
        String first = text.strip().lines().findFirst().orElse("");
        int letters = first.codePointCount(0, first.length());
        return letters <= SHORT_TEXT
                ? first
                : first.substring(0, first.offsetByCodePoints(0, SHORT_TEXT)) + "…";
    }

    private boolean open(Branch branch) {
        Boolean chosen = opened.get(branch.path);
        if (chosen != null) return chosen;
        if (branch.text) {
            return branch.unread instanceof String text
                    ? text.length() <= READ_AT_ONCE
                    : branch.size <= READ_AT_ONCE;
        }
        int entries =
                switch (branch.unread) {
                    case Map<?, ?> map -> map.size();
                    case List<?> list -> list.size();
                    case null, default -> branch.children.size();
                };
        return branch.depth < OPEN_DEPTH && entries <= OPEN_ENTRIES;
    }

    /**
     * All lines to be seen.
     *
     * @param marks what was added or changed, in a word, by path
     */
    List<ContentRow> rows(Map<String, String> marks) {
        var rows = new ArrayList<ContentRow>();
        children(root, new Marks(marks), rows);
        return List.copyOf(rows);
    }

    /** What is marked, and what has something marked in it. */
    private record Marks(Map<String, String> own, Set<String> around) {
        Marks(Map<String, String> own) {
            this(own, new HashSet<>());
            for (String path : own.keySet()) {
                for (int end = path.lastIndexOf('/');
                        end > 0;
                        end = path.lastIndexOf('/', end - 1)) {
                    around.add(path.substring(0, end));
                }
            }
        }

        @Nullable String of(String path) {
            return own.get(path);
        }

        /** What is to be said of a closed branch. */
        @Nullable String within(String path) {
            String mark = own.get(path);
            return mark == null && around.contains(path) ? say("diff.changed") : mark;
        }
    }

    private void children(Branch branch, Marks marks, List<ContentRow> rows) {
        if (branch.unread != null) fill(branch);
        int depth = branch.depth + 1;
        if (branch.text) {
            for (String piece : pieces(branch.letters.toString())) {
                rows.add(row(branch, ContentRow.Kind.PIECE, piece, depth));
            }
        }
        for (Node child : branch.children) {
            switch (child) {
                case Leaf(String path, String key, String words) ->
                        rows.add(
                                new ContentRow(
                                        path,
                                        depth,
                                        ContentRow.Kind.LEAF,
                                        key,
                                        words,
                                        false,
                                        marks.of(path),
                                        spoken(key, words, marks.of(path))));
                case Branch inner -> {
                    boolean open = open(inner);
                    if (inner.unread != null && (open || inner.text)) fill(inner);
                    String mark = open ? marks.of(inner.path) : marks.within(inner.path);
                    String much = much(inner);
                    rows.add(
                            new ContentRow(
                                    inner.path,
                                    depth,
                                    ContentRow.Kind.BRANCH,
                                    inner.key,
                                    much,
                                    open,
                                    mark,
                                    spoken(inner.key, much, mark)
                                            + ", "
                                            + say(open ? "content.open" : "content.closed")));
                    if (open) children(inner, marks, rows);
                }
            }
        }
        if (branch.shown < branch.size) {
            String more = say("content.more", branch.shown, branch.size);
            rows.add(row(branch, ContentRow.Kind.MORE, more, depth));
        }
    }

    private static ContentRow row(Branch of, ContentRow.Kind kind, String words, int depth) {
        return new ContentRow(of.path, depth, kind, "", words, false, null, words);
    }

    private static String spoken(String key, String words, @Nullable String mark) {
        return key + ", " + words + (mark == null ? "" : ", " + mark);
    }

    private String much(Branch branch) {
        if (branch.text) return say("content.letters", branch.size);
        DocumentContent.Cut cut = cuts.get(branch.path);
        long size =
                cut != null
                        ? cut.size()
                        : switch (branch.unread) {
                            case Map<?, ?> map -> map.size();
                            case List<?> list -> list.size();
                            case null, default -> branch.size;
                        };
        return say("content.entries", size);
    }

    /** A text in paragraphs, the long ones in parts. */
    private static List<String> pieces(String text) {
        var pieces = new ArrayList<String>();
        text.lines()
                .filter(line -> !line.isBlank())
                .forEach(line -> {
                    String left = line;
                    while (left.codePointCount(0, left.length()) > PIECE) {
                        int end = left.offsetByCodePoints(0, PIECE);
                        int space = left.lastIndexOf(' ', end);
                        if (space > end / 2) end = space + 1;
                        pieces.add(left.substring(0, end));
                        left = left.substring(end);
                    }
                    pieces.add(left);
                });
        return pieces;
    }
}
