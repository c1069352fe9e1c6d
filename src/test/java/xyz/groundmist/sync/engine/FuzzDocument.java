package xyz.groundmist.sync.engine;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** A document that a client with Automerge 3.5 wrote, as a base for what a fuzzer adds. */
final class FuzzDocument {
    /** Low limits, so that a fuzzer reaches them and a search isn't slowed by what they allow. */
    static final EngineLimits LIMITS = new EngineLimits(1 << 20, 4096, 1 << 18, 8, 1 << 14);

    private final List<byte[]> chunks;
    private final List<byte[]> rows = new ArrayList<>();
    private final List<ChangeHash> hashes = new ArrayList<>();

    /** The first changes of it, at most this many. */
    FuzzDocument(int most) {
        List<byte[]> all = chunks("3.5.0");
        chunks = all.subList(0, Math.min(most, all.size()));
        var graph = new ChangeGraph();
        try {
            for (byte[] chunk : chunks) {
                Change change = Chunks.parse(chunk);
                graph.add(change);
                rows.add(graph.row(change));
                hashes.add(change.hash());
            }
        } catch (InvalidChangeException e) {
            throw new AssertionError("a real change isn't taken", e);
        }
    }

    static List<byte[]> chunks(String version) {
        String name = "automerge-" + version + ".changes";
        try (InputStream in = FuzzDocument.class.getResourceAsStream(name)) {
            if (in == null) throw new IllegalStateException(name + " is missing");
            return Chunks.split(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int size() {
        return chunks.size();
    }

    List<byte[]> chunks() {
        return chunks;
    }

    /** The rows of its first changes. */
    List<byte[]> rows(int first) {
        return rows.subList(0, first);
    }

    List<ChangeHash> hashes(int first) {
        return hashes.subList(0, first);
    }

    static ChangeGraph load(List<byte[]> rows) {
        try {
            return ChangeGraph.load(rows);
        } catch (CorruptGraphException e) {
            throw new AssertionError("the rows don't load", e);
        }
    }
}
