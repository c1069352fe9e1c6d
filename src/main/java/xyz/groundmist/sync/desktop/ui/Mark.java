package xyz.groundmist.sync.desktop.ui;

import javafx.scene.Node;
import javafx.scene.Scene;
import javafx.scene.SnapshotParameters;
import javafx.scene.image.Image;
import javafx.scene.layout.Pane;
import javafx.scene.paint.Color;
import javafx.scene.shape.SVGPath;
import javafx.scene.transform.Scale;

import java.util.ArrayList;
import java.util.List;

/** The mark of Groundmist: three bands of mist over the ground, on a grid of 16 by 16. */
final class Mark {
    /** A disc with the mist cut out of it. */
    static final String FULL =
            "M2.42 2.99A7.5 7.5 0 0 1 13.55 2.96C12.62 3.2 11.69 3.71 10.77 4.02C9.84 4.33 8.91"
                + " 4.38 7.98 4.13C7.06 3.87 6.13 3.36 5.2 3.06C4.27 2.76 3.34 2.73 2.42 2.99ZM1.14"
                + " 4.97C2.26 4.49 3.37 4.17 4.49 4.37C5.6 4.58 6.72 5.25 7.83 5.58C8.95 5.92 10.06"
                + " 5.8 11.18 5.37C12.29 4.94 13.41 4.35 14.53 4.3A7.5 7.5 0 0 1 15.36 6.54C14.12"
                + " 6.96 12.88 7.6 11.64 7.6C10.41 7.6 9.17 6.95 7.93 6.53C6.7 6.11 5.46 6.14 4.22"
                + " 6.58C2.98 7.02 1.75 7.64 0.51 7.6A7.5 7.5 0 0 1 1.14 4.97ZM0.58 9.1C1.82 9.12"
                + " 3.07 8.48 4.31 8.05C5.55 7.62 6.8 7.63 8.04 8.07C9.28 8.51 10.53 9.13 11.77"
                + " 9.1C13.01 9.06 14.26 8.39 15.5 7.99A7.5 7.5 0 0 1 14.89 10.95C13.74 11.08 12.58"
                + " 10.87 11.42 10.57C10.27 10.27 9.11 10.02 7.95 10.13C6.79 10.24 5.64 10.66 4.48"
                + " 10.87C3.32 11.08 2.17 10.99 1.01 10.72A7.5 7.5 0 0 1 0.58 9.1ZM1.66"
                + " 12H14.34A7.5 7.5 0 0 1 1.66 12Z";

    /** A ring and the ground line. */
    static final String OUTLINE =
            "M8 .5a7.5 7.5 0 1 1 0 15a7.5 7.5 0 1 1 0-15zM8 1.9a6.1 6.1 0 1 0 0 12.2a6.1 6.1 0 1 0"
                    + " 0-12.2zM2.4 10.9H13.6V12.3H2.4z";

    private static final double GRID = 16;
    private static final Color TEAL = Color.web("#17626c");
    private static final int[] ICON_SIZES = {16, 24, 32, 48, 64, 128};

    private Mark() {}

    /** Drawn at this size in pixels; the style class gives the colour. */
    static Node of(double size, String path, String styleClass) {
        SVGPath shape = shape(size, path);
        shape.getStyleClass().addAll("mark", styleClass);
        var box = new Pane(shape);
        box.setMinSize(size, size);
        box.setPrefSize(size, size);
        box.setMaxSize(size, size);
        return box;
    }

    private static SVGPath shape(double size, String path) {
        var shape = new SVGPath();
        shape.setContent(path);
        shape.getTransforms().add(new Scale(size / GRID, size / GRID));
        return shape;
    }

    /** The icon of the window, in the sizes that systems ask for. */
    static List<Image> icons() {
        List<Image> icons = new ArrayList<>();
        for (int size : ICON_SIZES) {
            SVGPath shape = shape(size, FULL);
            shape.setFill(TEAL);
            var box = new Pane(shape);
            box.setPrefSize(size, size);
            box.setBackground(null);
            var scene = new Scene(box, size, size, Color.TRANSPARENT);
            var parameters = new SnapshotParameters();
            parameters.setFill(Color.TRANSPARENT);
            scene.getRoot().applyCss();
            scene.getRoot().layout();
            icons.add(box.snapshot(parameters, null));
        }
        return icons;
    }
}
