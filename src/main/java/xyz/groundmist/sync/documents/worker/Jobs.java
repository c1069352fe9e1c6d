package xyz.groundmist.sync.documents.worker;

import org.automerge.ChangeHash;
import org.automerge.Document;

import xyz.groundmist.sync.documents.Frames;
import xyz.groundmist.sync.documents.Job;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** The jobs, each from its inputs to its answer. */
final class Jobs {
    private static final ChangeHash[] NOTHING = {};
    private static final int HASH = 32;

    private Jobs() {}

    /** A job that can't be done, with the sentence for a person. */
    static final class CannotException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        CannotException(String sentence) {
            super(sentence);
        }
    }

    /** What was saved can't be loaded again. */
    static final class SpoiltException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        SpoiltException(RuntimeException cause) {
            super(cause);
        }
    }

    static void run(Job job, String parameter, List<List<byte[]>> inputs, Frames.Sink answer)
            throws IOException {
        if (job == Job.DECODE) {
            decode(inputs.getFirst(), answer);
            return;
        }
        if (job == Job.COMPACT) {
            compact(inputs.getFirst(), answer);
            return;
        }
        Document document = load(inputs.getFirst());
        try {
            switch (job) {
                case VIEW -> answer.take(View.of(Node.read(document), parameter));
                case TITLE -> {
                    String title = Titles.of(Node.read(document));
                    if (title != null) answer.take(title.getBytes(StandardCharsets.UTF_8));
                }
                case JSON -> Json.document(Node.read(document), answer);
                case TEXT -> {
                    String text = Titles.content(Node.read(document));
                    if (text != null) answer.take(text.getBytes(StandardCharsets.UTF_8));
                }
                case SAVE -> {
                    byte[] saved = document.save();
                    reload(saved).free();
                    answer.take(saved);
                }
                case DIFF -> {
                    Node.MapNode before = Node.read(document);
                    answer.take(Differences.json(before, other(inputs.get(1))));
                }
                case RESTORE -> answer.take(new Restoring(document).to(other(inputs.get(1))));
                case DECODE, COMPACT -> throw new IllegalStateException("done above");
            }
        } finally {
            document.free();
        }
    }

    private static Node.MapNode other(List<byte[]> chunks) {
        Document document = load(chunks);
        try {
            return Node.read(document);
        } finally {
            document.free();
        }
    }

    /** Each frame holds whole changes, in an order in which they can be applied. */
    private static Document load(List<byte[]> frames) {
        var document = new Document();
        for (int i = 0; i < frames.size(); i++) {
            document.applyEncodedChanges(frames.get(i));
            frames.set(i, new byte[0]);
        }
        return document;
    }

    private static Document reload(byte[] saved) {
        try {
            return Document.load(saved);
        } catch (RuntimeException e) { // of a class that isn't public, among others
            throw new SpoiltException(e);
        }
    }

    private static void compact(List<byte[]> frames, Frames.Sink answer) throws IOException {
        byte[] saved;
        Document document = load(frames);
        try {
            saved = document.save();
        } finally {
            document.free();
        }
        Document again = reload(saved);
        try {
            answer.take(ByteBuffer.allocate(Integer.BYTES).putInt(saved.length).array());
            answer.take(saved);
            answer.take(again.encodeChangesSince(NOTHING));
        } finally {
            again.free();
        }
    }

    private static void decode(List<byte[]> frames, Frames.Sink answer) throws IOException {
        var file = new ByteArrayOutputStream();
        frames.forEach(file::writeBytes);
        frames.clear();
        Document document = Document.load(file.toByteArray());
        try {
            answer.take(heads(document));
            answer.take(document.encodeChangesSince(NOTHING));
        } finally {
            document.free();
        }
    }

    /** Their number in 4 bytes, then 32 bytes each, sorted. */
    private static byte[] heads(Document document) {
        byte[][] heads =
                Arrays.stream(document.getHeads())
                        .map(ChangeHash::getBytes)
                        .sorted(Arrays::compareUnsigned)
                        .toArray(byte[][]::new);
        var out = ByteBuffer.allocate(4 + heads.length * HASH).putInt(heads.length);
        for (byte[] head : heads) out.put(head);
        return out.array();
    }
}
