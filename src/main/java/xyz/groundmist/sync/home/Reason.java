package xyz.groundmist.sync.home;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/** Words a failure for a person. */
final class Reason {
    private Reason() {}

    /** The message of a failure that says in a sentence what to do. */
    static String sentence(Exception e) {
        String message = e.getMessage();
        return message == null ? "It failed, and no reason was given." : message;
    }

    /** An operating system's refusal, as the middle of a sentence. */
    static String of(IOException e) {
        return switch (e) {
            case AccessDeniedException _ -> "this user isn't allowed to";
            case NoSuchFileException _ -> "it isn't there";
            case NotDirectoryException _ -> "a file is in the way";
            case FileAlreadyExistsException _ -> "a file is in the way";
            case FileSystemException f -> plain(f.getReason());
            default -> plain(e.getMessage());
        };
    }

    private static String plain(@Nullable String message) {
        if (message == null || message.isBlank()) return "the system gave no reason";
        return Character.toLowerCase(message.charAt(0)) + message.substring(1);
    }
}
