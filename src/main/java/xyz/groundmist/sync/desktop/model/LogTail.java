package xyz.groundmist.sync.desktop.model;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * The end of a log file that is being written: its last events, and what has come since. Used by
 * one thread at a time.
 */
final class LogTail {
    private static final int MOST_LINES = 1000;
    private static final int MOST_BYTES = 512 << 10;

    private final Path file;
    private final Deque<LogLine> lines = new ArrayDeque<>();
    private long position = -1;
    private String unfinished = "";

    LogTail(Path file) {
        this.file = file;
    }

    /** The last events there are now, the oldest first. */
    List<LogLine> read() throws IOException {
        try {
            long size = Files.size(file);
            if (size < position) position = 0; // the file was rolled over: another one began
            if (position < 0) position = Math.max(0, size - MOST_BYTES);
            if (size > position) take(size);
        } catch (NoSuchFileException _) {
            position = 0;
        }
        return List.copyOf(lines);
    }

    private void take(long size) throws IOException {
        long from = Math.max(position, size - MOST_BYTES);
        var bytes = ByteBuffer.allocate((int) (size - from));
        try (var channel = FileChannel.open(file)) {
            channel.position(from);
            while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
                // until the end that was seen
            }
        }
        position = from + bytes.position();
        String text =
                unfinished + new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
        int end = text.lastIndexOf('\n') + 1;
        unfinished = text.substring(end);
        text.substring(0, end).lines().map(LogLine::parse).forEach(this::keep);
    }

    private void keep(@org.jspecify.annotations.Nullable LogLine line) {
        if (line == null) return;
        lines.addLast(line);
        if (lines.size() > MOST_LINES) lines.removeFirst();
    }
}
