package xyz.groundmist.sync.store;

import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;

/** A database that couldn't be read or written; the message says what to do. */
public final class StoreException extends Exception {
    /** What stands in the way. */
    public enum Kind {
        /** No room on the disk: reading goes on, writing does again once there is room. */
        FULL,
        /** The file isn't what it was when it was written: restore it from a backup. */
        DAMAGED,
        /** Anything else; the transaction left no trace. */
        FAILED
    }

    /** With less room than this, SQLite's "input/output error" means a full disk. */
    private static final long NO_ROOM_BYTES = 1 << 20;

    private final Kind kind;

    private StoreException(Kind kind, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }

    /** A failure that is neither a full disk nor damage; the sentence says what to do. */
    public static StoreException failed(String message, @Nullable Throwable cause) {
        return new StoreException(Kind.FAILED, message, cause);
    }

    static StoreException damaged(Path file, String what, @Nullable Throwable cause) {
        return new StoreException(
                Kind.DAMAGED,
                ("The database %s is damaged (%s). Stop Groundmist Sync, copy the folder %s to a"
                                + " safe place, and restore it from a backup. What is kept in"
                                + " other folders goes on working.")
                        .formatted(file, what, file.getParent()),
                cause);
    }

    /** Tells by SQLite's result code (sqlite.org/rescode.html) what happened to the file. */
    static StoreException of(Path file, SQLException cause) {
        SQLiteErrorCode code =
                cause instanceof SQLiteException sqlite
                        ? sqlite.getResultCode()
                        : SQLiteErrorCode.UNKNOWN_ERROR;
        return switch (primary(code)) {
            case SQLITE_CORRUPT, SQLITE_NOTADB -> damaged(file, code.toString(), cause);
            case SQLITE_FULL -> full(file, cause);
            case SQLITE_IOERR ->
                    hasNoRoom(file) ? full(file, cause) : failed(unusable(file, cause), cause);
            case SQLITE_BUSY, SQLITE_LOCKED ->
                    failed(
                            ("The database %s is in use by another program. Stop that program, then"
                                            + " try again.")
                                    .formatted(file),
                            cause);
            default -> failed(unusable(file, cause), cause);
        };
    }

    private static StoreException full(Path file, SQLException cause) {
        return new StoreException(
                Kind.FULL,
                ("There is no room left on the disk for %s. Free some space: nothing that was"
                                + " acknowledged is lost, and new changes are taken again as soon"
                                + " as there is room.")
                        .formatted(file),
                cause);
    }

    static StoreException tooLittleRoom(Path file, long wanted) {
        return new StoreException(
                Kind.FULL,
                ("The disk has too little room left for %s. Free some space, until it has %d MB:"
                                + " nothing that was acknowledged is lost, reading goes on, and"
                                + " new changes are taken again by themselves.")
                        .formatted(file, (wanted + (1 << 20) - 1) >> 20),
                null);
    }

    private static String unusable(Path file, SQLException cause) {
        return ("The database %s can't be used (%s). Check that the disk works and that this user"
                        + " may read and write the folder %s.")
                .formatted(file, cause.getMessage(), file.getParent());
    }

    /** The primary result code: the low byte of an extended one. */
    private static SQLiteErrorCode primary(SQLiteErrorCode code) {
        return SQLiteErrorCode.getErrorCode(code.code & 0xff);
    }

    private static boolean hasNoRoom(Path file) {
        try {
            return Files.getFileStore(file).getUsableSpace() < NO_ROOM_BYTES;
        } catch (IOException e) {
            return false;
        }
    }
}
