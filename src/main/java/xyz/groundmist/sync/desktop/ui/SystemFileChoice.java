package xyz.groundmist.sync.desktop.ui;

import javafx.stage.DirectoryChooser;
import javafx.stage.FileChooser;
import javafx.stage.Window;

import org.jspecify.annotations.Nullable;

import java.io.File;
import java.nio.file.Path;

/**
 * The system's own dialogues.
 *
 * @param over the window that they belong to
 */
public record SystemFileChoice(Window over) implements FileChoice {
    @Override
    public @Nullable Path open(String title, @Nullable Kind kind) {
        return path(chooser(title, kind).showOpenDialog(over));
    }

    @Override
    public @Nullable Path save(String title, String name, @Nullable Kind kind) {
        FileChooser chooser = chooser(title, kind);
        chooser.setInitialFileName(name);
        return path(chooser.showSaveDialog(over));
    }

    @Override
    public @Nullable Path folder(String title) {
        var chooser = new DirectoryChooser();
        chooser.setTitle(title);
        return path(chooser.showDialog(over));
    }

    private static FileChooser chooser(String title, @Nullable Kind kind) {
        var chooser = new FileChooser();
        chooser.setTitle(title);
        if (kind != null) {
            chooser.getExtensionFilters()
                    .add(new FileChooser.ExtensionFilter(kind.words(), kind.pattern()));
        }
        return chooser;
    }

    private static @Nullable Path path(@Nullable File chosen) {
        return chosen == null ? null : chosen.toPath();
    }
}
