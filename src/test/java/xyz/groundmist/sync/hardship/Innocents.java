package xyz.groundmist.sync.hardship;

import xyz.groundmist.sync.wire.Message;
import xyz.groundmist.sync.wire.Sync;

import java.io.IOException;
import java.util.List;

/**
 * Two well-behaved clients with a document in common, one of which writes and the other reads; how
 * long an edit takes from one to the other shows how the server serves those who mean no harm.
 */
final class Innocents implements AutoCloseable {
    private final Intruder writer;
    private final Intruder reader;
    private final String document;
    private final byte[] actor;
    private byte[] head = {};
    private long seq;
    private volatile long worstMillis;

    Innocents(BesiegedServer server, int grant, String name, Forgery forgery) throws IOException {
        document = forgery.document();
        actor = forgery.bytes(16);
        writer = Intruder.joined(server, grant, name + "-writer");
        reader = Intruder.joined(server, grant, name + "-reader");
        write();
        reader.request(document, Forgery.NOTHING);
        awaitHead(reader);
        acknowledge();
    }

    /** One edit, until the writer knows it stored and the reader has it; milliseconds. */
    synchronized long roundTrip() throws IOException {
        long start = System.nanoTime();
        write();
        awaitHead(reader);
        long millis = (System.nanoTime() - start) / 1_000_000;
        acknowledge();
        worstMillis = Math.max(worstMillis, millis);
        return millis;
    }

    private void write() throws IOException {
        var deps = seq == 0 ? List.<byte[]>of() : List.of(head);
        seq++;
        Forgery.Made change = Forgery.change(deps, actor, seq, seq, 1);
        head = change.hash();
        writer.sync(document, Forgery.message(List.of(head), deps, List.of(change.chunk())));
        awaitHead(writer);
    }

    private void acknowledge() throws IOException {
        reader.sync(document, Forgery.message(List.of(head), List.of(head), List.of()));
    }

    /** Waits for the server's message that names the head; then all before it is stored. */
    private void awaitHead(Intruder client) throws IOException {
        while (true) {
            Message message = client.read();
            if (message == null) throw new IOException("an innocent was closed");
            if (!(message instanceof Sync sync) || !sync.documentId().equals(document)) continue;
            byte[] data = Intruder.bytes(sync.data().duplicate());
            if (data[1] == 1 && java.util.Arrays.equals(data, 2, 34, head, 0, 32)) return;
        }
    }

    /** The longest round trip since this was last asked, milliseconds. */
    long worstMillis() {
        long worst = worstMillis;
        worstMillis = 0;
        return worst;
    }

    @Override
    public void close() throws IOException {
        writer.close();
        reader.close();
    }
}
