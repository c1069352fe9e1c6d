package xyz.groundmist.sync.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import xyz.groundmist.sync.engine.InvalidChangeException.Reason;
import xyz.groundmist.sync.engine.Ops.Id;
import xyz.groundmist.sync.engine.OracleMain.Verdict;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Changes with a right checksum and something wrong inside, sent after one good change of actor 1
 * (which makes a map, a list with one item, and a text with one letter), and what automerge-java
 * makes of each. We refuse more than it does where it would save a file that no one can read, or
 * where no real client writes such a thing.
 */
class BadChangesTest {
    private static final Oracle ORACLE = new Oracle();

    /** Where automerge-java takes what we refuse: why we do. */
    private static final Map<String, String> STRICTER =
            Map.ofEntries(
                    Map.entry(
                            "element that isn't there",
                            "where it ends up isn't defined; no client does it"),
                    Map.entry(
                            "element made later",
                            "where it ends up isn't defined; no client does it"),
                    Map.entry("element inside a map", "a map has no elements; no client does it"),
                    Map.entry(
                            "element inside the root", "a map has no elements; no client does it"),
                    Map.entry(
                            "map key inside a new list",
                            "ends automerge-java's process in a list made before"),
                    Map.entry("pred outside the past", "others may not have what it overwrites"),
                    Map.entry("first operation too low", "two operations may get the same id"),
                    Map.entry(
                            "author's last change outside the past",
                            "two branches of an author may get the same ids"),
                    Map.entry("insertion at a map key", "no client does it"),
                    Map.entry("overwritten head", "no client does it"),
                    Map.entry(
                            "dependency twice", "no client does it; the format wants them sorted"),
                    Map.entry("two chunks", "one change is stored and relayed at a time"),
                    Map.entry(
                            "deflated data with a tail",
                            "would store bytes that no checksum covers"));

    private static final Id MAP = new Id(1, 1);
    private static final Id LIST = new Id(1, 2);
    private static final Id TEXT = new Id(1, 3);
    private static final Id ITEM = new Id(1, 4);
    private static final Id LETTER = new Id(1, 5);
    private static final Id VALUE = new Id(1, 6);
    private static final byte[] AUTHOR = {1};
    private static final byte[] STRANGER = {2};

    private static ChangeWriter first() {
        var own = new ChangeWriter();
        own.actor = AUTHOR;
        return new Ops()
                .put(Ops.ROOT, "map", Ops.MAKE_MAP)
                .put(Ops.ROOT, "list", Ops.MAKE_LIST)
                .put(Ops.ROOT, "text", Ops.MAKE_TEXT)
                .insert(new Id(0, 2), Ops.HEAD, Ops.SET)
                .insert(new Id(0, 3), Ops.HEAD, Ops.SET)
                .put(Ops.ROOT, "value", Ops.SET)
                .into(own);
    }

    private static ChangeWriter second() {
        var writer = new ChangeWriter();
        writer.deps = new java.util.ArrayList<>(List.of(first().hash()));
        writer.actor = STRANGER;
        writer.others = new java.util.ArrayList<>(List.of(AUTHOR));
        writer.startOp = 7;
        return writer;
    }

    private static ChangeWriter second(Ops ops) {
        ChangeWriter writer = ops.into(second());
        if (!ops.refersTo(1)) writer.others.clear();
        return writer;
    }

    record Case(String name, byte[] chunk, byte[] hash, Reason reason, Verdict verdict) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static Case bad(String name, Reason reason, Verdict verdict, ChangeWriter change) {
        return new Case(name, change.chunk(), change.hash(), reason, verdict);
    }

    static Stream<Case> cases() {
        var writers = Stream.<Case>builder();
        references().forEach(writers);
        operations().forEach(writers);
        headers().forEach(writers);
        columns().forEach(writers);
        return writers.build();
    }

    private static List<Case> references() {
        var late = second(new Ops().put(Ops.ROOT, "k", Ops.SET));
        late.startOp = 6;
        var gap = second(new Ops().put(Ops.ROOT, "k", Ops.SET));
        gap.seq = 2;
        var twice = new Ops().put(Ops.ROOT, "k", Ops.SET).into(second());
        twice.actor = AUTHOR;
        twice.others.clear();
        var detached = new Ops().put(Ops.ROOT, "k", Ops.SET).into(second());
        detached.actor = AUTHOR;
        detached.others.clear();
        detached.seq = 2;
        detached.deps.clear();
        var blind = second(new Ops().put(Ops.ROOT, "value", Ops.SET, VALUE));
        blind.deps.clear();
        var huge = second(new Ops().put(Ops.ROOT, "k", Ops.SET).put(Ops.ROOT, "l", Ops.SET));
        huge.startOp = 0xffff_ffffL;
        return List.of(
                bad(
                        "object that isn't there",
                        Reason.REFERENCE,
                        Verdict.BREAKS,
                        second(new Ops().put(new Id(0, 5), "k", Ops.SET))),
                bad(
                        "object that is a value",
                        Reason.REFERENCE,
                        Verdict.BREAKS,
                        second(new Ops().put(VALUE, "k", Ops.SET))),
                bad(
                        "object of this change that is a value",
                        Reason.REFERENCE,
                        Verdict.BREAKS,
                        second(
                                new Ops()
                                        .put(Ops.ROOT, "k", Ops.SET)
                                        .put(new Id(0, 7), "k", Ops.SET))),
                bad(
                        "object made later",
                        Reason.REFERENCE,
                        Verdict.BREAKS,
                        second(
                                new Ops()
                                        .put(new Id(0, 8), "k", Ops.SET)
                                        .put(Ops.ROOT, "k", Ops.MAKE_MAP))),
                bad(
                        "pred that isn't there",
                        Reason.REFERENCE,
                        Verdict.BREAKS,
                        second(new Ops().put(Ops.ROOT, "k", Ops.SET, new Id(0, 3)))),
                bad(
                        "pred that is itself",
                        Reason.REFERENCE,
                        Verdict.BREAKS,
                        second(new Ops().put(Ops.ROOT, "k", Ops.SET, new Id(0, 7)))),
                bad(
                        "element that isn't there",
                        Reason.REFERENCE,
                        Verdict.TAKES,
                        second(new Ops().insert(LIST, new Id(0, 3), Ops.SET))),
                bad(
                        "element made later",
                        Reason.REFERENCE,
                        Verdict.TAKES,
                        second(
                                new Ops()
                                        .insert(LIST, new Id(0, 8), Ops.SET)
                                        .insert(LIST, Ops.HEAD, Ops.SET))),
                bad(
                        "map key inside a text",
                        Reason.REFERENCE,
                        Verdict.DIES,
                        second(new Ops().put(TEXT, "k", Ops.SET))),
                bad(
                        "map key inside a list",
                        Reason.REFERENCE,
                        Verdict.DIES,
                        second(new Ops().put(LIST, "k", Ops.SET))),
                bad(
                        "element inside a map",
                        Reason.REFERENCE,
                        Verdict.TAKES,
                        second(new Ops().insert(MAP, Ops.HEAD, Ops.SET))),
                bad(
                        "element inside the root",
                        Reason.REFERENCE,
                        Verdict.TAKES,
                        second(new Ops().insert(Ops.ROOT, Ops.HEAD, Ops.SET))),
                bad(
                        "map key inside a new list",
                        Reason.REFERENCE,
                        Verdict.TAKES,
                        second(
                                new Ops()
                                        .put(Ops.ROOT, "k", Ops.MAKE_LIST)
                                        .put(new Id(0, 7), "k", Ops.SET))),
                bad("pred outside the past", Reason.REFERENCE, Verdict.TAKES, blind),
                bad("first operation too low", Reason.SEQUENCE, Verdict.TAKES, late),
                bad("sequence number with a gap", Reason.SEQUENCE, Verdict.BREAKS, gap),
                bad("sequence number taken", Reason.SEQUENCE, Verdict.REFUSES, twice),
                bad(
                        "author's last change outside the past",
                        Reason.SEQUENCE,
                        Verdict.TAKES,
                        detached),
                bad("operations beyond 2^32", Reason.SEQUENCE, Verdict.DIES, huge));
    }

    private static List<Case> operations() {
        return List.of(
                bad(
                        "unknown action",
                        Reason.OPERATION,
                        Verdict.REFUSES,
                        second(new Ops().put(Ops.ROOT, "k", 8))),
                bad(
                        "increment by text",
                        Reason.OPERATION,
                        Verdict.REFUSES,
                        second(new Ops().put(Ops.ROOT, "value", Ops.INCREMENT, VALUE))
                                .column(ColumnLayout.VALUE_METADATA, b -> new byte[] {0x7f, 0x16})),
                bad(
                        "deletion of nothing",
                        Reason.OPERATION,
                        Verdict.BREAKS,
                        second(new Ops().put(Ops.ROOT, "k", Ops.DELETE))),
                bad(
                        "inserted deletion",
                        Reason.OPERATION,
                        Verdict.BREAKS,
                        second(new Ops().insert(LIST, ITEM, Ops.DELETE, ITEM))),
                bad(
                        "insertion at a map key",
                        Reason.OPERATION,
                        Verdict.TAKES,
                        second(new Ops().insertAtKey(MAP, "k", Ops.SET))),
                bad(
                        "overwritten head",
                        Reason.OPERATION,
                        Verdict.TAKES,
                        second(new Ops().update(LIST, Ops.HEAD, Ops.SET))),
                bad(
                        "actor that isn't listed",
                        Reason.OPERATION,
                        Verdict.DIES,
                        second(new Ops().put(Ops.ROOT, "value", Ops.SET, new Id(2, 6)))),
                bad(
                        "pred 0",
                        Reason.OPERATION,
                        Verdict.BREAKS,
                        second(new Ops().put(Ops.ROOT, "value", Ops.SET, new Id(1, 0)))));
    }

    private static List<Case> headers() {
        var unsorted = second(new Ops().put(Ops.ROOT, "k", Ops.SET));
        unsorted.deps.add(new byte[32]);
        var doubled = second(new Ops().put(Ops.ROOT, "k", Ops.SET));
        doubled.deps.add(doubled.deps.getFirst());
        var zero = second(new Ops().put(Ops.ROOT, "k", Ops.SET));
        zero.seq = 0;
        var noStart = second(new Ops().put(Ops.ROOT, "k", Ops.SET));
        noStart.startOp = 0;
        var far = second(new Ops().put(Ops.ROOT, "k", Ops.SET));
        far.startOp = 1L << 32;
        var message = second(new Ops().put(Ops.ROOT, "k", Ops.SET));
        message.message = new byte[] {(byte) 0xff};
        var actors = second(new Ops().put(Ops.ROOT, "k", Ops.SET));
        actors.others.add(AUTHOR);
        actors.others.add(AUTHOR);
        var self = second(new Ops().put(Ops.ROOT, "k", Ops.SET));
        self.others.add(STRANGER);
        byte[] good = set().chunk();
        byte[] hash = set().hash();
        byte[] checksum = good.clone();
        checksum[4] ^= 1;
        byte[] document = good.clone();
        document[8] = 0;
        return List.of(
                bad("dependencies out of order", Reason.HEADER, Verdict.REFUSES, unsorted),
                bad("dependency twice", Reason.HEADER, Verdict.TAKES, doubled),
                bad("sequence number 0", Reason.HEADER, Verdict.BREAKS, zero),
                bad("first operation 0", Reason.HEADER, Verdict.REFUSES, noStart),
                bad("first operation 2^32", Reason.HEADER, Verdict.REFUSES, far),
                bad("message that isn't UTF-8", Reason.HEADER, Verdict.REFUSES, message),
                bad("other actor twice", Reason.HEADER, Verdict.BREAKS, actors),
                bad("author among the others", Reason.HEADER, Verdict.BREAKS, self),
                new Case("wrong checksum", checksum, hash, Reason.CHECKSUM, Verdict.REFUSES),
                new Case("document chunk", document, hash, Reason.CHUNK, Verdict.REFUSES),
                new Case(
                        "half a chunk",
                        Arrays.copyOf(good, good.length - 1),
                        hash,
                        Reason.CHUNK,
                        Verdict.REFUSES),
                new Case("two chunks", twice(good), hash, Reason.CHUNK, Verdict.TAKES));
    }

    private static byte[] twice(byte[] chunk) {
        byte[] twice = Arrays.copyOf(chunk, chunk.length * 2);
        System.arraycopy(chunk, 0, twice, chunk.length, chunk.length);
        return twice;
    }

    private static ChangeWriter set() {
        return second(new Ops().put(Ops.ROOT, "k", Ops.SET));
    }

    private static List<Case> columns() {
        byte[] body = set().body();
        byte[] deflated = ChangeWriter.deflate(body);
        byte[] hash = ChangeWriter.hash(body);
        return List.of(
                bad(
                        "column for no operation",
                        Reason.COLUMN,
                        Verdict.BREAKS,
                        set().column(ColumnLayout.INSERT, b -> new byte[] {2})),
                bad(
                        "key for no operation",
                        Reason.COLUMN,
                        Verdict.BREAKS,
                        set().column(ColumnLayout.KEY_STRING, b -> new byte[] {2, 1, 'k'})),
                bad(
                        "no insert column",
                        Reason.COLUMN,
                        Verdict.REFUSES,
                        set().column(ColumnLayout.INSERT, b -> new byte[0])),
                bad(
                        "no value",
                        Reason.COLUMN,
                        Verdict.REFUSES,
                        set().column(ColumnLayout.VALUE_METADATA, b -> new byte[0])),
                bad(
                        "value column too short",
                        Reason.COLUMN,
                        Verdict.REFUSES,
                        set().column(ColumnLayout.VALUE, b -> new byte[0])),
                bad(
                        "value column too long",
                        Reason.COLUMN,
                        Verdict.BREAKS,
                        set().column(ColumnLayout.VALUE, b -> new byte[] {'v', 'v'})),
                bad(
                        "value that isn't UTF-8",
                        Reason.VALUE,
                        Verdict.REFUSES,
                        set().column(ColumnLayout.VALUE, b -> new byte[] {(byte) 0xc0})),
                bad(
                        "null with bytes",
                        Reason.VALUE,
                        Verdict.BREAKS,
                        set().column(ColumnLayout.VALUE_METADATA, b -> new byte[] {0x7f, 0x10})),
                bad(
                        "float of one byte",
                        Reason.VALUE,
                        Verdict.REFUSES,
                        set().column(ColumnLayout.VALUE_METADATA, b -> new byte[] {0x7f, 0x15})),
                bad(
                        "number cut short",
                        Reason.VALUE,
                        Verdict.REFUSES,
                        set().column(ColumnLayout.VALUE_METADATA, b -> new byte[] {0x7f, 0x13})
                                .column(ColumnLayout.VALUE, b -> new byte[] {(byte) 0x80})),
                bad(
                        "number in long form",
                        Reason.VALUE,
                        Verdict.REFUSES,
                        set().column(ColumnLayout.VALUE_METADATA, b -> new byte[] {0x7f, 0x23})
                                .column(ColumnLayout.VALUE, b -> new byte[] {(byte) 0x81, 0})),
                bad(
                        "null action",
                        Reason.COLUMN,
                        Verdict.REFUSES,
                        set().column(ColumnLayout.ACTION, b -> new byte[] {0, 1})),
                bad(
                        "deflated column",
                        Reason.HEADER,
                        Verdict.REFUSES,
                        set().column(ColumnLayout.ACTION | 8, b -> new byte[] {1})),
                bad(
                        "values without types",
                        Reason.HEADER,
                        Verdict.REFUSES,
                        set().column(0x67, b -> new byte[] {1})),
                bad(
                        "known column of another type",
                        Reason.HEADER,
                        Verdict.BREAKS,
                        set().column(0x35, b -> new byte[] {1})),
                bad(
                        "pred actors without counters",
                        Reason.COLUMN,
                        Verdict.REFUSES,
                        set().column(ColumnLayout.PRED_ACTOR, b -> new byte[] {0x7f, 1})),
                new Case(
                        "deflated data cut short",
                        ChangeWriter.chunk(2, Arrays.copyOf(deflated, deflated.length - 2), hash),
                        hash,
                        Reason.DEFLATE,
                        Verdict.REFUSES),
                new Case(
                        "deflated data with a tail",
                        ChangeWriter.chunk(2, Arrays.copyOf(deflated, deflated.length + 3), hash),
                        hash,
                        Reason.DEFLATE,
                        Verdict.TAKES));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void isRefusedForItsReason(Case bad) throws Exception {
        byte[] base = first().chunk();
        ChangeGraph graph = Chunks.graph(List.of(base));
        InvalidChangeException refused = null;
        try {
            Change change = Chunks.parse(bad.chunk());
            boolean ready = change.deps().stream().allMatch(graph::contains);
            if (ready) graph.add(change);
            fail("taken");
        } catch (InvalidChangeException e) {
            refused = e;
        }
        Verdict verdict = ORACLE.ask(base, bad.chunk, bad.hash);
        assertThat(refused.reason()).isEqualTo(bad.reason);
        assertThat(verdict).as("what automerge-java does").isEqualTo(bad.verdict);
        if (verdict == Verdict.TAKES) assertThat(STRICTER).containsKey(bad.name);
        assertThat(graph.size()).isEqualTo(1);
        assertThat(graph.heads()).containsExactly(ChangeHash.read(ByteBuffer.wrap(first().hash())));
    }

    @Test
    void theSameChangesWithoutTheFaultAreTaken() throws Exception {
        byte[] base = first().chunk();
        var good =
                List.of(
                        set(),
                        set().column(0xb2, b -> new byte[] {0x7f, 1}),
                        second(
                                new Ops()
                                        .put(MAP, "k", Ops.MAKE_TEXT)
                                        .insert(new Id(0, 7), Ops.HEAD, Ops.SET)),
                        second(
                                new Ops()
                                        .insert(LIST, ITEM, Ops.MAKE_MAP)
                                        .put(new Id(0, 7), "k", Ops.SET)),
                        second(new Ops().update(TEXT, LETTER, Ops.DELETE, LETTER)),
                        second(new Ops().put(Ops.ROOT, "value", Ops.SET, VALUE)),
                        second(new Ops()));
        for (ChangeWriter change : good) {
            for (byte[] chunk : List.of(change.chunk(), change.deflated())) {
                assertThat(Chunks.graph(List.of(base, chunk)).heads())
                        .containsExactly(ChangeHash.of(change.hash()));
                boolean unknownColumn = change.columns.containsKey(0xb2);
                assertThat(ORACLE.ask(base, chunk, change.hash()))
                        .isEqualTo(unknownColumn ? Verdict.BREAKS : Verdict.TAKES);
            }
        }
    }

    @AfterAll
    static void stopTheOracle() {
        ORACLE.close();
    }
}
