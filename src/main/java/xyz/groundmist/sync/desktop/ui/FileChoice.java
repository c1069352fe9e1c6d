package xyz.groundmist.sync.desktop.ui;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;

/**
 * Where a person names a file or a folder. Called on JavaFX's thread, returns when it is named;
 * null: the person has changed their mind.
 */
public interface FileChoice {
    /**
     * Files that are offered.
     *
     * @param words what they are, for people
     * @param pattern of their names, such as {@code *.zip}
     */
    record Kind(String words, String pattern) {}

    /**
     * A file that is there.
     *
     * @param kind null: any
     */
    @Nullable Path open(String title, @Nullable Kind kind);

    /**
     * A file to write; whether one that is there may be replaced was asked.
     *
     * @param name that is suggested
     * @param kind null: any
     */
    @Nullable Path save(String title, String name, @Nullable Kind kind);

    /** A folder. */
    @Nullable Path folder(String title);
}
