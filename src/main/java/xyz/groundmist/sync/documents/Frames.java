package xyz.groundmist.sync.documents;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/**
 * What the server and the worker say to each other over the worker's standard streams. When it is
 * ready the worker says {@link #READY} or, without native code for this system, {@link #ABSENT}.
 *
 * <p>A job is its number (4 bytes), its parameter (a text), and its inputs; an input and an answer
 * are frames: a length of 4 bytes and as many bytes, ended by a length of 0. An answer that failed
 * ends with -1 and a text instead.
 */
public final class Frames {
    public static final int READY = 'R';
    public static final int ABSENT = 'A';

    /** No frame is longer: the largest change fits. */
    public static final int LONGEST = 34 << 20;

    /** No frame of an answer is longer. */
    static final int PIECE = 1 << 20;

    private static final int END = 0;
    private static final int FAILED = -1;

    private Frames() {}

    /** Takes what comes in frames. */
    @FunctionalInterface
    public interface Sink {
        void take(byte[] bytes) throws IOException;
    }

    /** The worker says that the job failed. */
    public static final class FailedException extends IOException {
        private static final long serialVersionUID = 1L;

        FailedException(String why) {
            super(why);
        }
    }

    /** Writes one frame, or none when there are no bytes. */
    static void writeWhole(DataOutputStream out, byte[] bytes) throws IOException {
        if (bytes.length == 0) return;
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    /** Writes bytes as frames, as many as it takes. */
    public static void write(DataOutputStream out, byte[] bytes) throws IOException {
        for (int at = 0; at < bytes.length; at += PIECE) {
            int length = Math.min(PIECE, bytes.length - at);
            out.writeInt(length);
            out.write(bytes, at, length);
        }
    }

    /** Ends an input or an answer. */
    public static void end(DataOutputStream out) throws IOException {
        out.writeInt(END);
        out.flush();
    }

    /** Ends an answer that can't be given. */
    public static void fail(DataOutputStream out, String why) throws IOException {
        out.writeInt(FAILED);
        out.writeUTF(why.length() > 500 ? why.substring(0, 500) : why);
        out.flush();
    }

    /**
     * Reads frames up to their end.
     *
     * @param longest in bytes; a longer one is a failure
     * @throws FailedException when the other side ends them with a failure
     */
    public static void read(DataInputStream in, int longest, Sink sink) throws IOException {
        while (true) {
            int length = in.readInt();
            if (length == END) return;
            if (length == FAILED) throw new FailedException(in.readUTF());
            if (length < 0 || length > longest) throw new IOException("a frame of " + length);
            byte[] bytes = new byte[length];
            in.readFully(bytes);
            sink.take(bytes);
        }
    }
}
