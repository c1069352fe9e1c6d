import java.awt.geom.AffineTransform;
import java.awt.geom.Arc2D;
import java.awt.geom.Path2D;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The line of a path (SVG 1.1, 8.3): M, L, H, V, C and Z, each with absolute coordinates, and A for
 * circles.
 */
final class PathData {
    private static final Pattern WORD = Pattern.compile("[A-Za-z]|-?(?:\\d+\\.?\\d*|\\.\\d+)");

    private final Deque<String> words = new ArrayDeque<>();
    private final Path2D path = new Path2D.Double();
    private double x;
    private double y;

    PathData(String text) {
        Matcher word = WORD.matcher(text);
        while (word.find()) words.add(word.group());
    }

    Path2D path() throws IOException {
        String command = "";
        while (!words.isEmpty()) {
            if (Character.isLetter(words.peek().charAt(0))) command = words.remove();
            switch (command) {
                case "M" -> {
                    to(number(), number());
                    path.moveTo(x, y);
                }
                case "L" -> line(number(), number());
                case "H" -> line(number(), y);
                case "V" -> line(x, number());
                case "C" -> {
                    double x1 = number();
                    double y1 = number();
                    double x2 = number();
                    double y2 = number();
                    to(number(), number());
                    path.curveTo(x1, y1, x2, y2, x, y);
                }
                case "A" -> arc();
                case "Z" -> path.closePath();
                default -> throw new IOException("not drawn yet: " + command);
            }
        }
        return path;
    }

    private void line(double toX, double toY) {
        to(toX, toY);
        path.lineTo(x, y);
    }

    private void to(double toX, double toY) {
        x = toX;
        y = toY;
    }

    /** From the end points to the centre (SVG 1.1, F.6.5), both radii being the same. */
    private void arc() throws IOException {
        double radius = number();
        if (number() != radius) throw new IOException("not drawn yet: an ellipse's arc");
        number(); // its rotation, which a circle doesn't show
        boolean large = number() != 0;
        boolean sweep = number() != 0;
        double fromX = x;
        double fromY = y;
        to(number(), number());
        double halfX = (fromX - x) / 2;
        double halfY = (fromY - y) / 2;
        double half = Math.hypot(halfX, halfY);
        double r = Math.max(radius, half);
        double off = Math.sqrt(r * r - half * half) / half * (large == sweep ? -1 : 1);
        double centreX = (fromX + x) / 2 + off * halfY;
        double centreY = (fromY + y) / 2 - off * halfX;
        double start = Math.toDegrees(Math.atan2(fromY - centreY, fromX - centreX));
        double turn = Math.toDegrees(Math.atan2(y - centreY, x - centreX)) - start;
        if (sweep && turn < 0) turn += 360;
        if (!sweep && turn > 0) turn -= 360;
        // Arc2D counts the other way round
        var arc = new Arc2D.Double(-r, -r, 2 * r, 2 * r, -start, -turn, Arc2D.OPEN);
        path.append(
                AffineTransform.getTranslateInstance(centreX, centreY).createTransformedShape(arc),
                true);
    }

    private double number() {
        return Double.parseDouble(words.remove());
    }
}
