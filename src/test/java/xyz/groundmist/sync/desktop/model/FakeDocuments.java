package xyz.groundmist.sync.desktop.model;

import org.jspecify.annotations.Nullable;

import xyz.groundmist.sync.home.ControlException;
import xyz.groundmist.sync.home.DeletedDocument;
import xyz.groundmist.sync.home.DocumentContent;
import xyz.groundmist.sync.home.DocumentDifferences;
import xyz.groundmist.sync.home.DocumentDifferences.Difference;
import xyz.groundmist.sync.home.DocumentEntry;
import xyz.groundmist.sync.home.FoundDocuments;
import xyz.groundmist.sync.home.FoundFolder;
import xyz.groundmist.sync.home.HistoryStep;
import xyz.groundmist.sync.home.HomeException;
import xyz.groundmist.sync.home.TransferState;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;

/** Documents in memory, each with the states of its life; or failures, as the test wants. */
public final class FakeDocuments implements DocumentsServer {
    /** What the server shows of a text, and of a list, at a time. */
    static final int TEXT = 20_000;

    static final int ITEMS = 500;

    public static final String SPACE = "xyz.groundmist.library";

    /** What was asked of it, in words. */
    public final List<String> asked = new CopyOnWriteArrayList<>();

    private final Map<DocumentKey, Life> lives = new LinkedHashMap<>();
    private final Map<DocumentKey, Life> deleted = new LinkedHashMap<>();
    private final Deque<TransferState> transfers = new ArrayDeque<>();
    private final Runnable changed;
    private List<FoundFolder> folders = List.of();
    private @Nullable HomeException refusal;
    private @Nullable HomeException blindness;
    private boolean serving;

    private static final class Life {
        private final List<Map<String, Object>> states = new ArrayList<>();
        private final List<HistoryStep> steps = new ArrayList<>();
        private long minutesAgo;
        private @Nullable String problem;
        private @Nullable String trouble;
    }

    FakeDocuments(Runnable changed) {
        this.changed = changed;
    }

    synchronized void serving(boolean now) {
        serving = now;
    }

    public static DocumentKey key(String id) {
        return new DocumentKey(SPACE, id);
    }

    /** A document whose life has these states, a day apart, the last one so long ago. */
    @SafeVarargs
    public final DocumentKey add(
            String space, String id, long minutesAgo, Map<String, Object>... states) {
        var all = new ArrayList<Map<String, Object>>();
        for (Map<String, Object> state : states) all.add(state);
        return add(space, id, minutesAgo, all);
    }

    /** The same. */
    public synchronized DocumentKey add(
            String space, String id, long minutesAgo, List<Map<String, Object>> states) {
        var key = new DocumentKey(space, id);
        lives.put(key, new Life());
        for (int i = 0; i < states.size(); i++) {
            put(key, states.get(i), minutesAgo + (states.size() - 1L - i) * 1440, "");
        }
        return key;
    }

    private void put(DocumentKey key, Map<String, Object> state, long minutesAgo, String message) {
        Life life = Objects.requireNonNull(lives.get(key));
        int number = life.states.size();
        life.states.add(state);
        life.minutesAgo = minutesAgo;
        var ended = FakeServer.NOW.minus(Duration.ofMinutes(minutesAgo));
        life.steps.add(
                new HistoryStep(
                        List.of("%s%064d".formatted("", number).substring(0, 64)),
                        1 + (number * 7 + 3) % 11,
                        List.of(number % 3 == 2 ? "b0b0b0b0b0b0" : "a11ce0a11ce0"),
                        ended.minusSeconds(120),
                        ended,
                        number % 3 == 1 ? "Library" : null,
                        message));
    }

    /** Somebody writes to it, just now. */
    public synchronized void write(DocumentKey key, Map<String, Object> state) {
        put(key, state, 0, "");
        changed.run();
    }

    /** It can't be opened here. */
    public synchronized void mark(DocumentKey key, String problem) {
        Objects.requireNonNull(lives.get(key)).problem = problem;
    }

    /** One of its changes has spoilt it. */
    public synchronized void spoil(DocumentKey key, String trouble) {
        Objects.requireNonNull(lives.get(key)).trouble = trouble;
    }

    /** It is deleted on another device. */
    public synchronized void vanish(DocumentKey key) {
        deleted.put(key, Objects.requireNonNull(lives.remove(key)));
        changed.run();
    }

    /** From now on it refuses what is asked of it; null: no more. */
    public synchronized void refuse(@Nullable HomeException sentence) {
        refusal = sentence;
    }

    /** From now on it can't look into documents. */
    public synchronized void blind(@Nullable HomeException sentence) {
        blindness = sentence;
    }

    /** What an earlier server left. */
    public synchronized void left(FoundFolder... found) {
        folders = List.of(found);
    }

    /** How an import or export goes on, from look to look. */
    public synchronized void transfers(TransferState... states) {
        transfers.clear();
        transfers.addAll(List.of(states));
    }

    private void asked(String words) throws HomeException {
        HomeException no = refusal;
        if (no != null) throw no;
        asked.add(words);
    }

    private Life look(DocumentKey which) throws HomeException {
        HomeException blind = blindness;
        if (blind != null) throw blind;
        Life life = find(which);
        if (life.problem != null) throw new ControlException(life.problem);
        return life;
    }

    private Life find(DocumentKey which) throws HomeException {
        Life life = lives.get(which);
        if (life == null) {
            throw new ControlException("There is no document " + which.id() + " here.");
        }
        return life;
    }

    /** How many of each space there are. */
    synchronized int count() {
        return lives.size();
    }

    synchronized long changes() {
        return lives.values().stream()
                .flatMap(life -> life.steps.stream())
                .mapToLong(HistoryStep::changes)
                .sum();
    }

    private static int changes(Life life) {
        return life.steps.stream().mapToInt(HistoryStep::changes).sum();
    }

    private static long bytes(Life life) {
        return life.states.stream().mapToLong(state -> state.toString().length() * 9L).sum();
    }

    @Override
    public synchronized List<DocumentEntry> list() throws HomeException {
        if (!serving) throw new ControlException("Syncing is stopped.");
        var entries = new ArrayList<DocumentEntry>();
        lives.forEach((key, life) ->
                entries.add(
                        new DocumentEntry(
                                key.space(),
                                key.id(),
                                changes(life),
                                bytes(life),
                                0,
                                FakeServer.NOW.minus(Duration.ofDays(100)),
                                FakeServer.NOW.minus(Duration.ofMinutes(life.minutesAgo)),
                                0,
                                life.problem,
                                life.trouble,
                                null)));
        return entries;
    }

    private static @Nullable String title(Life life) {
        return life.states.getLast().get("title") instanceof String title ? title : null;
    }

    @Override
    public synchronized List<FoundDocuments.Found> titles(String space, List<String> ids)
            throws HomeException {
        HomeException blind = blindness;
        if (blind != null) throw blind;
        asked.add("titles of " + ids.size());
        return ids.stream()
                .map(id -> {
                    Life life = lives.get(new DocumentKey(space, id));
                    return new FoundDocuments.Found(space, id, life == null ? null : title(life));
                })
                .toList();
    }

    @Override
    public synchronized FoundDocuments find(String words) throws HomeException {
        HomeException blind = blindness;
        if (blind != null) throw blind;
        asked.add("find " + words);
        var found = new ArrayList<FoundDocuments.Found>();
        lives.forEach((key, life) -> {
            String title = title(life);
            if (title != null && title.toLowerCase(Locale.ROOT).contains(words)) {
                found.add(new FoundDocuments.Found(key.space(), key.id(), title));
            }
        });
        return new FoundDocuments(found, 0);
    }

    private static int at(Life life, @Nullable String at) {
        return at == null ? life.states.size() - 1 : Integer.parseInt(at);
    }

    @Override
    public synchronized DocumentContent show(
            DocumentKey which, @Nullable String at, String path, long from) throws HomeException {
        Life life = look(which);
        Object value = life.states.get(at(life, at));
        for (String step : path.isEmpty() ? new String[0] : path.substring(1).split("/")) {
            value =
                    value instanceof List<?> list
                            ? list.get(Integer.parseInt(step))
                            : Objects.requireNonNull(((Map<?, ?>) value).get(step));
        }
        var cuts = new ArrayList<DocumentContent.Cut>();
        return new DocumentContent(
                List.of("00"),
                changes(life),
                bytes(life),
                1,
                FakeServer.NOW,
                FakeServer.NOW,
                title(life),
                part(value, path, (int) from, cuts),
                cuts);
    }

    private static Object part(
            Object value, String path, int from, List<DocumentContent.Cut> cuts) {
        return switch (value) {
            case String text -> {
                int to = Math.min(text.length(), from + TEXT);
                if (from > 0 || to < text.length()) {
                    cuts.add(new DocumentContent.Cut(path, text.length(), from, to - from));
                }
                yield text.substring(from, to);
            }
            case List<?> list -> {
                int to = Math.min(list.size(), from + ITEMS);
                if (from > 0 || to < list.size()) {
                    cuts.add(new DocumentContent.Cut(path, list.size(), from, to - from));
                }
                var some = new ArrayList<Object>();
                for (int i = from; i < to; i++)
                    some.add(part(list.get(i), path + "/" + i, 0, cuts));
                yield some;
            }
            case Map<?, ?> map -> {
                var all = new LinkedHashMap<String, Object>();
                map.forEach((key, inner) ->
                        all.put((String) key, part(inner, path + "/" + key, 0, cuts)));
                yield all;
            }
            default -> value;
        };
    }

    @Override
    public synchronized List<HistoryStep> history(DocumentKey which) throws HomeException {
        return List.copyOf(find(which).steps);
    }

    @Override
    public synchronized DocumentDifferences differences(
            DocumentKey which, @Nullable String from, @Nullable String to) throws HomeException {
        Life life = look(which);
        var found = new ArrayList<Difference>();
        Object before = from == null ? Map.of() : life.states.get(at(life, from));
        compare("", before, life.states.get(at(life, to)), found);
        return new DocumentDifferences(false, found);
    }

    private static void compare(
            String path, @Nullable Object before, @Nullable Object after, List<Difference> found) {
        if (before instanceof Map<?, ?> a && after instanceof Map<?, ?> b) {
            var keys = new TreeSet<String>();
            a.keySet().forEach(key -> keys.add((String) key));
            b.keySet().forEach(key -> keys.add((String) key));
            for (String key : keys) compare(path + "/" + key, a.get(key), b.get(key), found);
        } else if (before instanceof List<?> a && after instanceof List<?> b) {
            for (int i = 0; i < Math.max(a.size(), b.size()); i++) {
                compare(
                        path + "/" + i,
                        i < a.size() ? a.get(i) : null,
                        i < b.size() ? b.get(i) : null,
                        found);
            }
        } else if (!Objects.equals(before, after)) {
            String kind = before == null ? "added" : after == null ? "removed" : "changed";
            found.add(new Difference(path, kind, before, after));
        }
    }

    @Override
    public synchronized boolean restore(DocumentKey which, String at) throws HomeException {
        Life life = look(which);
        asked("restore " + which.id() + " " + Integer.parseInt(at));
        Map<String, Object> wanted = life.states.get(Integer.parseInt(at));
        if (wanted.equals(life.states.getLast())) return false;
        put(which, wanted, 0, "Brought back");
        changed.run();
        return true;
    }

    @Override
    public synchronized void delete(DocumentKey which) throws HomeException {
        asked("delete " + which.id());
        deleted.put(which, find(which));
        lives.remove(which);
        changed.run();
    }

    @Override
    public synchronized void undelete(DocumentKey which) throws HomeException {
        asked("undelete " + which.id());
        Life life = deleted.remove(which);
        if (life == null) {
            throw new ControlException(
                    "No deleted document "
                            + which.id()
                            + " is kept here. They are kept for 30 days.");
        }
        lives.put(which, life);
        changed.run();
    }

    @Override
    public synchronized List<DeletedDocument> deleted() {
        return deleted.entrySet().stream()
                .map(one ->
                        new DeletedDocument(
                                one.getKey().space(),
                                one.getKey().id(),
                                title(one.getValue()),
                                changes(one.getValue()),
                                bytes(one.getValue()),
                                FakeServer.NOW.minus(Duration.ofHours(2))))
                .toList();
    }

    @Override
    public synchronized List<FoundFolder> foundFolders() {
        return folders;
    }

    @Override
    public synchronized TransferState bringIn(Path from, @Nullable String space)
            throws HomeException {
        asked("import " + from.getFileName() + " into " + space);
        return transfer();
    }

    @Override
    public synchronized TransferState export(
            @Nullable DocumentKey only, @Nullable String space, String format, Path into)
            throws HomeException {
        String what = only != null ? only.id() : space != null ? space : "all";
        asked("export " + what + " as " + format + " to " + into.getFileName());
        return transfer();
    }

    @Override
    public synchronized TransferState transfer() {
        TransferState next = Objects.requireNonNull(transfers.peek());
        if (transfers.size() > 1) transfers.remove();
        return next;
    }

    @Override
    public synchronized void cancelTransfer() throws HomeException {
        asked("give up");
        transfers.clear();
        transfers.add(
                new TransferState(
                        1, 3, null, "It was given up. What was brought over until then stays."));
    }
}
