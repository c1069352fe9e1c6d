package xyz.groundmist.sync.engine;

import org.automerge.Document;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Arrays;

/** The child process that asks automerge-java what becomes of a change: some abort the JVM. */
final class OracleMain {
    /** What automerge-java does with a change on top of a document. */
    enum Verdict {
        /** It throws, or leaves the change out without a word. */
        REFUSES,
        /** It takes the change, and a saved file loads with the same heads. */
        TAKES,
        /** It takes the change, and the saved file can't be read or has other heads. */
        BREAKS,
        /** The process ends, or hangs. */
        DIES
    }

    public static void main(String[] arguments) throws IOException {
        var in = new DataInputStream(System.in);
        var out = new DataOutputStream(System.out);
        while (true) {
            int length = in.readInt();
            byte[] base = in.readNBytes(length);
            byte[] change = in.readNBytes(in.readInt());
            byte[] hash = in.readNBytes(ChangeHash.BYTES);
            out.writeByte(judge(base, change, hash).ordinal());
            out.flush();
        }
    }

    private static Verdict judge(byte[] base, byte[] change, byte[] hash) {
        var document = new Document(new byte[] {99});
        try {
            if (base.length > 0) document.applyEncodedChanges(base);
            try {
                document.applyEncodedChanges(change);
            } catch (Exception e) {
                return Verdict.REFUSES;
            }
            boolean head = false;
            for (var each : document.getHeads()) head |= Arrays.equals(each.getBytes(), hash);
            if (!head) return Verdict.REFUSES;
            try {
                var loaded = Document.load(document.save());
                boolean same = Arrays.deepEquals(bytes(loaded), bytes(document));
                loaded.free();
                return same ? Verdict.TAKES : Verdict.BREAKS;
            } catch (Exception e) {
                return Verdict.BREAKS;
            }
        } finally {
            document.free();
        }
    }

    private static byte[][] bytes(Document document) {
        return Arrays.stream(document.getHeads()).map(h -> h.getBytes()).toArray(byte[][]::new);
    }
}
