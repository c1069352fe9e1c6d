package xyz.groundmist.sync.desktop.ui;

import javafx.stage.DirectoryChooser;
import javafx.stage.FileChooser;
import javafx.stage.Window;

import org.jspecify.annotations.Nullable;

import java.io.File;
import java.nio.file.Path;

/** The dialogues that the system has for it. */
public final class SystemChooser implements Chooser {
    private final Window window;

    /**
     * @param window that they stand before
     */
    public SystemChooser(Window window) {
        this.window = window;
    }

    @Override
    public @Nullable Path fileToRead(String title) {
        var chooser = new FileChooser();
        chooser.setTitle(title);
        return path(chooser.showOpenDialog(window));
    }

    @Override
    public @Nullable Path fileToWrite(String title, String name) {
        var chooser = new FileChooser();
        chooser.setTitle(title);
        chooser.setInitialFileName(name);
        return path(chooser.showSaveDialog(window));
    }

    @Override
    public @Nullable Path folder(String title) {
        var chooser = new DirectoryChooser();
        chooser.setTitle(title);
        return path(chooser.showDialog(window));
    }

    private static @Nullable Path path(@Nullable File chosen) {
        return chosen == null ? null : chosen.toPath();
    }
}
