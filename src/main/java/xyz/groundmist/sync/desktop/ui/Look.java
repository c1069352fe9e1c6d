package xyz.groundmist.sync.desktop.ui;

import atlantafx.base.theme.PrimerDark;
import atlantafx.base.theme.PrimerLight;

import javafx.application.Application;
import javafx.application.ColorScheme;
import javafx.scene.Scene;
import javafx.scene.text.Font;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import xyz.groundmist.sync.desktop.model.Preferences.Theme;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.List;
import java.util.Objects;

/** Letters, colours and sizes of the windows. */
final class Look {
    private static final Logger LOG = LoggerFactory.getLogger(Look.class);
    private static final List<String> LETTERS = List.of("Inter-Regular.otf", "Inter-SemiBold.otf");
    private static final double SMALLEST_TEXT = 14;

    private Look() {}

    /** Loads the letters; without them the system's own are used. */
    static void loadLetters() {
        for (String name : LETTERS) {
            try (InputStream in = Look.class.getResourceAsStream(name)) {
                if (in == null || Font.loadFont(in, SMALLEST_TEXT) == null) {
                    LOG.info("The letters {} are not there; the system’s own are used", name);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Dresses a scene, and follows the system's scheme from now on where none is chosen. */
    static void dress(Scene scene) {
        URL sheet = Objects.requireNonNull(Look.class.getResource("groundmist.css"));
        scene.getStylesheets().add(sheet.toExternalForm());
        var preferences = scene.getPreferences();
        preferences.colorSchemeProperty().subscribe(Look::dressControls);
        size(scene, textSize(1));
    }

    /** What the person chose; the system's scheme where they did not. */
    static void choose(Scene scene, Theme theme) {
        scene.getPreferences()
                .setColorScheme(
                        switch (theme) {
                            case SYSTEM -> null;
                            case LIGHT -> ColorScheme.LIGHT;
                            case DARK -> ColorScheme.DARK;
                        });
    }

    private static void dressControls(ColorScheme scheme) {
        String sheet =
                scheme == ColorScheme.DARK
                        ? new PrimerDark().getUserAgentStylesheet()
                        : new PrimerLight().getUserAgentStylesheet();
        if (!sheet.equals(Application.getUserAgentStylesheet())) {
            Application.setUserAgentStylesheet(sheet);
        }
    }

    /** All letters are as large as that, or stand in proportion to it. */
    static void size(Scene scene, long pixels) {
        scene.getRoot().setStyle("-fx-font-size: " + pixels + "px;");
    }

    /**
     * In pixels; whole ones, as letters stand unevenly at fractions.
     *
     * @param scale how much larger than usual the desktop wants letters
     */
    static long textSize(double scale) {
        double usual = Math.max(SMALLEST_TEXT, Font.getDefault().getSize() + 1);
        return Math.round(Math.max(SMALLEST_TEXT, usual * scale));
    }
}
