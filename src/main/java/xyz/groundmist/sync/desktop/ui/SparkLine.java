package xyz.groundmist.sync.desktop.ui;

import javafx.scene.AccessibleRole;
import javafx.scene.layout.Pane;
import javafx.scene.shape.Circle;
import javafx.scene.shape.Polygon;
import javafx.scene.shape.Polyline;

import xyz.groundmist.sync.desktop.model.Days;

import java.util.Collections;
import java.util.List;

/** Thirty days in one small line: zero at the bottom, a dot for today, no axes. */
final class SparkLine extends Pane {
    private static final double MARGIN = 2;
    private static final double DOT = 2.5;

    SparkLine(Days days, double width, double height) {
        List<Integer> values = days.documents();
        double most = Math.max(1, Collections.max(values));
        var line = Parts.styled(new Polyline(), "spark-line");
        var fill = Parts.styled(new Polygon(MARGIN, height), "spark-fill");
        double step = (width - MARGIN - DOT - 1) / (values.size() - 1);
        double x = MARGIN;
        double y = height;
        for (int i = 0; i < values.size(); i++) {
            x = MARGIN + step * i;
            y = height - MARGIN - (height - MARGIN - DOT - 1) * values.get(i) / most;
            line.getPoints().addAll(x, y);
            fill.getPoints().addAll(x, y);
        }
        fill.getPoints().addAll(x, height);
        getChildren().addAll(fill, line, Parts.styled(new Circle(x, y, DOT), "spark-dot"));
        setMinSize(width, height);
        setPrefSize(width, height);
        setMaxSize(width, height);
        setAccessibleRole(AccessibleRole.IMAGE_VIEW);
        setAccessibleText(days.words());
    }
}
