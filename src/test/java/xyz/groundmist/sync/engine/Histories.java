package xyz.groundmist.sync.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.automerge.Document;
import org.automerge.ExpandMark;
import org.automerge.NewValue;
import org.automerge.ObjectId;
import org.automerge.ObjectType;
import org.automerge.Transaction;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

/**
 * Histories that automerge-java writes: several people edit one document and merge now and then.
 */
final class Histories {
    private Histories() {}

    record History(List<byte[]> chunks, List<String> heads, byte[] saved) {}

    static History random(long seed, int people, int steps) {
        var random = new Random(seed);
        var first = new Document(actor(0));
        ObjectId[] objects = new ObjectId[4];
        try (Transaction tx = first.startTransaction()) {
            objects[0] = tx.set(ObjectId.ROOT, "map", ObjectType.MAP);
            objects[1] = tx.set(ObjectId.ROOT, "list", ObjectType.LIST);
            objects[2] = tx.set(ObjectId.ROOT, "text", ObjectType.TEXT);
            objects[3] = tx.insert(objects[1], 0, ObjectType.MAP);
            tx.set(ObjectId.ROOT, "counter", NewValue.counter(1));
            tx.spliceText(objects[2], 0, 0, "Grüezi, 日本 🚀. ".repeat(1 + random.nextInt(40)));
            tx.commit();
        }
        var documents = new ArrayList<Document>(List.of(first));
        for (int i = 1; i < people; i++) documents.add(first.fork(actor(i)));
        for (int i = 0; i < steps; i++) {
            Document document = documents.get(random.nextInt(people));
            if (random.nextInt(5) == 0) document.merge(documents.get(random.nextInt(people)));
            else edit(document, objects, random);
        }
        for (int i = 1; i < people; i++) first.merge(documents.get(i));
        List<byte[]> chunks =
                Chunks.split(first.encodeChangesSince(new org.automerge.ChangeHash[0]));
        var heads = new ArrayList<String>();
        for (var head : first.getHeads()) heads.add(HexFormat.of().formatHex(head.getBytes()));
        heads.sort(null);
        byte[] saved = first.save();
        documents.forEach(Document::free);
        return new History(chunks, heads, saved);
    }

    private static byte[] actor(int person) {
        return new byte[] {(byte) (person * 37 + 5), 2, 3, (byte) person};
    }

    private static void edit(Document document, ObjectId[] objects, Random random) {
        try (Transaction tx = document.startTransaction()) {
            for (int n = 1 + random.nextInt(4); n > 0; n--) edit(tx, objects, random);
            tx.commit();
        }
    }

    private static void edit(Transaction tx, ObjectId[] objects, Random random) {
        ObjectId map = objects[random.nextBoolean() ? 0 : 3];
        ObjectId list = objects[1];
        ObjectId text = objects[2];
        int length = (int) tx.length(text);
        int items = (int) tx.length(list);
        String key = "k" + random.nextInt(3);
        switch (random.nextInt(14)) {
            case 0 -> tx.set(map, key, random.nextLong() + "");
            case 1 -> tx.set(map, key, random.nextDouble());
            case 2 -> tx.set(map, key, new Date(random.nextLong() >> 20));
            case 3 -> tx.delete(map, key);
            case 4 -> tx.insert(list, random.nextInt(items + 1), random.nextInt());
            case 5 -> {
                if (items > 1) tx.delete(list, 1 + random.nextInt(items - 1));
            }
            case 6 -> tx.increment(ObjectId.ROOT, "counter", random.nextInt(9) - 4);
            case 7 -> {
                ObjectId inner = tx.set(map, key, ObjectType.LIST);
                tx.insert(inner, 0, new byte[random.nextInt(300)]);
                tx.insert(inner, 0, ObjectType.TEXT);
            }
            case 8 -> {
                if (length > 4) {
                    int start = random.nextInt(length - 3);
                    tx.mark(text, start, start + 2, "bold", true, ExpandMark.BOTH);
                }
            }
            case 9 -> tx.setNull(map, key);
            case 10 ->
                    tx.spliceText(
                            text,
                            random.nextInt(length + 1),
                            0,
                            "long ".repeat(random.nextInt(90)));
            default -> {
                int at = random.nextInt(length + 1);
                tx.spliceText(
                        text,
                        at,
                        Math.min(length - at, random.nextInt(6)),
                        "é" + random.nextInt(99));
            }
        }
    }

    /** Checks that the graph's rows load into an equal graph, however many are left out of one. */
    static void assertSurvivesItsRows(ChangeGraph graph, List<byte[]> chunks) throws Exception {
        var rows = new ArrayList<byte[]>();
        var again = new ChangeGraph();
        for (byte[] chunk : chunks) {
            Change change = Change.parse(ByteBuffer.wrap(chunk), EngineLimits.DEFAULT);
            again.add(change);
            rows.add(again.row(change));
        }
        int half = rows.size() / 2;
        ChangeGraph loaded = ChangeGraph.load(rows);
        assertThat(loaded.size()).isEqualTo(graph.size());
        assertThat(loaded.heads()).isEqualTo(graph.heads());
        for (int i = 0; i < graph.size(); i++) {
            assertThat(loaded.hash(i)).isEqualTo(graph.hash(i));
            assertThat(loaded.indexOf(graph.hash(i))).isEqualTo(i);
            assertThat(loaded.bodySizeAtMost(i))
                    .isBetween(chunks.get(i).length, chunks.get(i).length * 11 / 10);
            assertThat(loaded.since(List.of(graph.hash(i))))
                    .isEqualTo(graph.since(List.of(graph.hash(i))));
        }
        ChangeGraph continued = ChangeGraph.load(rows.subList(0, half));
        for (int i = half; i < chunks.size(); i++) {
            Change change = Change.parse(ByteBuffer.wrap(chunks.get(i)), EngineLimits.DEFAULT);
            assertThat(continued.add(change)).isEqualTo(i);
            assertThat(continued.row(change)).isEqualTo(rows.get(i));
        }
    }
}
