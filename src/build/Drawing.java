import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.LinearGradientPaint;
import java.awt.Paint;
import java.awt.RenderingHints;
import java.awt.Shape;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;

/**
 * The icon as it is drawn, in the part of SVG that it is drawn with: circles and paths, filled with
 * a colour or a linear gradient over their own box (SVG 1.1, 9.3, 8.3, 13.2.2).
 */
final class Drawing {
    private final double side;
    private final List<Filled> shapes = new ArrayList<>();

    private record Filled(Shape shape, Paint paint) {}

    private Drawing(double side) {
        this.side = side;
    }

    static Drawing read(Path file) throws IOException {
        Document svg;
        try {
            svg = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(file.toFile());
        } catch (ParserConfigurationException | SAXException e) {
            throw new IOException(file + " can't be read", e);
        }
        Element root = svg.getDocumentElement();
        var drawing = new Drawing(Double.parseDouble(root.getAttribute("viewBox").split(" ")[2]));
        Map<String, Element> gradients = new HashMap<>();
        for (Element each : elements(root.getElementsByTagName("linearGradient"))) {
            gradients.put("url(#" + each.getAttribute("id") + ")", each);
        }
        for (Element each : elements(root.getChildNodes())) {
            Shape shape =
                    switch (each.getTagName()) {
                        case "circle" -> circle(each);
                        case "path" -> new PathData(each.getAttribute("d")).path();
                        case "title", "defs" -> null;
                        default -> throw new IOException("not drawn yet: " + each.getTagName());
                    };
            if (shape == null) continue;
            String fill = each.getAttribute("fill");
            Element gradient = gradients.get(fill);
            Paint paint = gradient == null ? colour(fill) : over(shape.getBounds2D(), gradient);
            drawing.shapes.add(new Filled(shape, paint));
        }
        return drawing;
    }

    /**
     * @param size of the picture, in pixels
     * @param share of it that the drawing takes, in its middle
     */
    BufferedImage picture(int size, double share) {
        var picture = new BufferedImage(size, size, BufferedImage.TYPE_INT_ARGB);
        Graphics2D to = picture.createGraphics();
        to.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        to.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
        to.translate(size * (1 - share) / 2, size * (1 - share) / 2);
        to.scale(size * share / side, size * share / side);
        for (Filled each : shapes) {
            to.setPaint(each.paint());
            to.fill(each.shape());
        }
        to.dispose();
        return picture;
    }

    private static Shape circle(Element circle) {
        double radius = number(circle, "r");
        return new Ellipse2D.Double(
                number(circle, "cx") - radius,
                number(circle, "cy") - radius,
                2 * radius,
                2 * radius);
    }

    private static Paint over(Rectangle2D box, Element gradient) {
        List<Element> stops = elements(gradient.getElementsByTagName("stop"));
        var offsets = new float[stops.size()];
        var colours = new Color[stops.size()];
        for (int i = 0; i < offsets.length; i++) {
            offsets[i] = (float) number(stops.get(i), "offset");
            colours[i] = colour(stops.get(i).getAttribute("stop-color"));
        }
        return new LinearGradientPaint(
                (float) (box.getX() + number(gradient, "x1") * box.getWidth()),
                (float) (box.getY() + number(gradient, "y1") * box.getHeight()),
                (float) (box.getX() + number(gradient, "x2") * box.getWidth()),
                (float) (box.getY() + number(gradient, "y2") * box.getHeight()),
                offsets,
                colours);
    }

    private static Color colour(String hex) {
        return hex.length() == 4
                ? Color.decode(hex.replaceAll("[0-9a-f]", "$0$0"))
                : Color.decode(hex);
    }

    private static double number(Element element, String name) {
        return Double.parseDouble(element.getAttribute(name));
    }

    private static List<Element> elements(NodeList nodes) {
        var found = new ArrayList<Element>();
        for (int i = 0; i < nodes.getLength(); i++) {
            if (nodes.item(i) instanceof Element element) found.add(element);
        }
        return found;
    }
}
