package xyz.groundmist.sync.documents.worker;

import org.automerge.Document;

import xyz.groundmist.sync.documents.Frames;
import xyz.groundmist.sync.documents.Job;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/** The worker's main: jobs come over standard input, answers leave over standard output. */
public final class WorkerMain {
    private static final String SCRATCH = "GROUNDMIST_WORKER_SCRATCH";
    private static final String MEMORY = "GROUNDMIST_WORKER_MEMORY";

    private static final long STACK = 8 << 20;

    private WorkerMain() {}

    /** Works until there is nothing more to read. */
    public static void main(String[] arguments) throws InterruptedException {
        // What is nested deeply takes more stack than Java's first thread has everywhere.
        var thread = new Thread(null, WorkerMain::work, "worker", STACK);
        thread.start();
        thread.join();
    }

    private static void work() {
        try {
            answer();
        } catch (IOException _) {
            // the server is gone
        }
    }

    private static void answer() throws IOException {
        System.setOut(
                new PrintStream(
                        OutputStream.nullOutputStream())); // the answers alone go where the server
        // reads
        String scratch = System.getenv(SCRATCH);
        if (scratch != null) System.setProperty("java.io.tmpdir", scratch);
        OwnLimits.set(Long.parseLong(System.getenv().getOrDefault(MEMORY, "0")));
        endWithTheServer();
        var in =
                new DataInputStream(
                        new BufferedInputStream(new FileInputStream(FileDescriptor.in), 1 << 16));
        var out =
                new DataOutputStream(
                        new BufferedOutputStream(
                                new FileOutputStream(FileDescriptor.out), 1 << 16));
        out.write(isThere() ? Frames.READY : Frames.ABSENT);
        out.flush();
        try {
            while (true) one(in, out);
        } catch (EOFException _) {
            // the server has no more work
        }
    }

    /** Also in the middle of a job: the server was killed then, and nobody waits for this one. */
    private static void endWithTheServer() {
        ProcessHandle.current()
                .parent()
                .ifPresent(server -> server.onExit().thenRun(() -> Runtime.getRuntime().halt(0)));
    }

    /**
     * Whether there is native code for this system. That it can't be unpacked, as on a full disk,
     * is a failure and no answer.
     */
    private static boolean isThere() {
        try {
            new Document().free();
            return true;
        } catch (UnsatisfiedLinkError _) {
            return false;
        } catch (RuntimeException e) {
            // that class can't be named outside its package
            if (!e.getClass().getSimpleName().equals("UnsupportedPlatformException")) throw e;
            return false;
        }
    }

    private static void one(DataInputStream in, DataOutputStream out) throws IOException {
        Job job = Job.values()[in.readInt()];
        String parameter = in.readUTF();
        List<List<byte[]>> inputs = new ArrayList<>();
        for (int i = 0; i < job.inputs(); i++) {
            var frames = new ArrayList<byte[]>();
            Frames.read(in, Frames.LONGEST, frames::add);
            inputs.add(frames);
        }
        try {
            Jobs.run(job, parameter, inputs, bytes -> Frames.write(out, bytes));
            Frames.end(out);
        } catch (OutOfMemoryError | StackOverflowError _) {
            inputs.clear();
            Frames.fail(out, "memory");
        } catch (Jobs.CannotException e) {
            Frames.fail(out, String.valueOf(e.getMessage()));
        } catch (Jobs.SpoiltException _) {
            Frames.fail(out, "spoilt");
        } catch (RuntimeException _) { // Automerge's own exceptions among them
            Frames.fail(out, "unreadable");
        }
    }
}
