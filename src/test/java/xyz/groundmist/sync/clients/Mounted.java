package xyz.groundmist.sync.clients;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.junit.jupiter.api.Assumptions;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A file system mounted for a test, which takes root on Linux. Without that the test is skipped and
 * says so; with {@code CI=true} in the environment it fails.
 */
public final class Mounted implements AutoCloseable {
    private final Path folder;

    private Mounted(Path folder) {
        this.folder = folder;
    }

    /** A disk of so many megabytes, in memory. */
    public static Mounted small(Path folder, int megabytes)
            throws IOException, InterruptedException {
        return mount(
                List.of("-t", "tmpfs", "-o", "mode=700,size=" + megabytes + "m", "none"), folder);
    }

    /** The file system in an image file. */
    static Mounted image(Path image, Path folder) throws IOException, InterruptedException {
        // commit: nothing reaches the image by itself for minutes, only what a program syncs
        return mount(
                List.of("-t", "ext4", "-o", "loop,commit=300", image.toAbsolutePath().toString()),
                folder);
    }

    private static Mounted mount(List<String> what, Path folder)
            throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of("mount"));
        command.addAll(what);
        command.add(folder.toAbsolutePath().toString());
        try {
            run(command);
        } catch (IOException e) {
            String sentence = "This test mounts a disk of its own, as root on Linux: " + e;
            if ("true".equals(System.getenv("CI"))) throw new IOException(sentence, e);
            Assumptions.abort(sentence);
        }
        return new Mounted(folder);
    }

    /** Runs a command of the system to its end. */
    static void run(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException("%s failed: %s".formatted(String.join(" ", command), said));
        }
    }

    Path folder() {
        return folder;
    }

    /** Bytes that can still be written. */
    public long free() throws IOException {
        return Files.getFileStore(folder).getUsableSpace();
    }

    @Override
    public void close() throws IOException {
        try {
            run(List.of("umount", folder.toAbsolutePath().toString()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while unmounting " + folder, e);
        }
    }
}
