package xyz.groundmist.sync.desktop.model;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import java.util.Properties;
import java.util.concurrent.Executor;

/**
 * What the windows remember: the theme, and what was said once. In the file {@code
 * window.properties} of the data folder; one that can't be read counts as empty, as nothing in it
 * is worth a refusal. Confined to the thread of the windows; written elsewhere.
 */
public final class Preferences {
    private static final Logger LOG = LoggerFactory.getLogger(Preferences.class);
    private static final String NAME = "window.properties";

    /** Light or dark. */
    public enum Theme {
        SYSTEM,
        LIGHT,
        DARK
    }

    private final Path file;
    private final Executor writer;
    private final Properties values;
    private final Live<Theme> theme;

    private Preferences(Path file, Executor writer, Properties values) {
        this.file = file;
        this.writer = writer;
        this.values = values;
        theme = new Live<>(themeOf(values.getProperty("theme")));
    }

    /**
     * Reads them; may block.
     *
     * @param writer writes, one after the other
     */
    public static Preferences read(Path dataFolder, Executor writer) {
        Path file = dataFolder.resolve(NAME);
        var values = new Properties();
        if (Files.exists(file)) {
            try (Reader in = Files.newBufferedReader(file)) {
                values.load(in);
            } catch (IOException | IllegalArgumentException e) {
                LOG.warn("{} can't be read and counts as empty: {}", file, e.toString());
            }
        }
        return new Preferences(file, writer, values);
    }

    private static Theme themeOf(@Nullable String text) {
        for (Theme theme : Theme.values()) {
            if (theme.name().equalsIgnoreCase(text)) return theme;
        }
        return Theme.SYSTEM;
    }

    /** The theme; to change it, {@link #theme(Theme)}. */
    public Live<Theme> theme() {
        return theme;
    }

    public void theme(Theme chosen) {
        theme.set(chosen);
        put("theme", chosen.name().toLowerCase(Locale.ROOT));
    }

    /** Whether this was said or done before. */
    public boolean done(String what) {
        return values.getProperty(what) != null;
    }

    /** From now on it was. */
    public void remember(String what) {
        put(what, "done");
    }

    private void put(String key, String value) {
        values.setProperty(key, value);
        var copy = new Properties();
        copy.putAll(values);
        writer.execute(() -> write(copy));
    }

    private void write(Properties copy) {
        try {
            Path draft = file.resolveSibling(NAME + ".new");
            try (Writer out = Files.newBufferedWriter(draft)) {
                copy.store(out, "What the windows of Groundmist Sync remember");
            }
            Files.move(
                    draft,
                    file,
                    StandardCopyOption.REPLACE_EXISTING,
                    StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            LOG.warn("{} can't be written: {}", file, e.toString());
        }
    }
}
