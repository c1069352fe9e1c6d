package xyz.groundmist.sync.home;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/** Puts an operating system's refusal into the middle of a sentence. */
final class Reason {
    private Reason() {}

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
