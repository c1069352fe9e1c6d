package xyz.groundmist.sync.desktop.ui;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;

/** Asks the person for a file or folder, and waits; null: they have changed their mind. */
public interface Chooser {
    /** One that is there. */
    @Nullable Path fileToRead(String title);

    /**
     * One to be made.
     *
     * @param name it may have
     */
    @Nullable Path fileToWrite(String title, String name);

    /** A folder that is there. */
    @Nullable Path folder(String title);
}
