package xyz.groundmist.sync.desktop.tray;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import javax.imageio.ImageIO;

/** What is on the screen: Xvfb keeps its picture in a file, in the format of {@code xwd}. */
final class Screen {
    /** As wide as a test of panels needs it; their menus open on this part of a wider one. */
    static final int WIDTH = 480;

    static final int HEIGHT = 300;

    /** Fields of an xwd header (X11/XWDFile.h), each of four bytes. */
    private static final int HEADER_SIZE = 0;

    private static final int BYTES_PER_LINE = 12;
    private static final int COLOURS = 19;
    private static final int BYTES_OF_COLOUR = 12;

    private final Path file;
    private final int width;
    private final int height;

    Screen(Path file, int width, int height) {
        this.file = file;
        this.width = width;
        this.height = height;
    }

    /** The screen now; grey levels are enough for us. */
    BufferedImage look() throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
        int start = bytes.getInt(4 * HEADER_SIZE) + bytes.getInt(4 * COLOURS) * BYTES_OF_COLOUR;
        int line = bytes.getInt(4 * BYTES_PER_LINE);
        bytes.order(ByteOrder.nativeOrder());
        var picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                picture.setRGB(x, y, bytes.getInt(start + y * line + 4 * x));
            }
        }
        return picture;
    }

    void save(Path to) throws IOException {
        Files.createDirectories(to.getParent());
        ImageIO.write(look(), "png", to.toFile());
    }

    static int level(BufferedImage picture, int x, int y) {
        int rgb = picture.getRGB(x, y);
        return ((rgb >> 16 & 0xff) + (rgb >> 8 & 0xff) + (rgb & 0xff)) / 3;
    }

    /** Where an icon lies and how much it differs from the expected, as a part of full contrast. */
    record Match(Drawing drawing, int x, int y, double difference) {}

    /** The drawing that looks most like what lies on the panel at the top of the screen. */
    Match icon(Ink ink, int size, int panelHeight, int panelLevel) throws IOException {
        BufferedImage now = look();
        Match best = new Match(Drawing.RUNNING, 0, 0, 1);
        for (Drawing drawing : Drawing.values()) {
            double[] expected = onPanel(ink.argb(drawing, size, true), panelLevel);
            for (int y = 0; y <= panelHeight - size; y++) {
                for (int x = 0; x <= width - size; x++) {
                    double difference = difference(now, x, y, expected, size, best.difference());
                    if (difference < best.difference()) {
                        best = new Match(drawing, x, y, difference);
                    }
                }
            }
        }
        return best;
    }

    private static double[] onPanel(byte[] argb, int panelLevel) {
        var levels = new double[argb.length / 4];
        for (int i = 0; i < levels.length; i++) {
            double alpha = (argb[4 * i] & 0xff) / 255.;
            levels[i] = (argb[4 * i + 1] & 0xff) * alpha + panelLevel * (1 - alpha);
        }
        return levels;
    }

    private static double difference(
            BufferedImage now, int x, int y, double[] expected, int size, double enough) {
        double sum = 0;
        double limit = enough * 255 * expected.length;
        for (int i = 0; i < expected.length && sum < limit; i++) {
            sum += Math.abs(level(now, x + i % size, y + i / size) - expected[i]);
        }
        return sum / 255 / expected.length;
    }

    /** The rows of text of a menu that has opened below the panel, as points to click at. */
    List<int[]> menuRows(int panelHeight) throws IOException {
        BufferedImage now = look();
        int left = WIDTH;
        int right = 0;
        int bottom = 0;
        for (int y = panelHeight; y < HEIGHT; y++) {
            for (int x = 0; x < WIDTH; x++) {
                if (level(now, x, y) < 150) continue;
                left = Math.min(left, x);
                right = Math.max(right, x);
                bottom = Math.max(bottom, y);
            }
        }
        var rows = new ArrayList<int[]>();
        int inked = 0;
        for (int y = panelHeight + 3; y < bottom - 2; y++) {
            boolean ink = false;
            for (int x = left + 12; x < right - 12 && !ink; x++) ink = level(now, x, y) < 130;
            if (ink) {
                inked++;
            } else {
                if (inked >= 5) rows.add(new int[] {left + 45, y - inked / 2 - 1});
                inked = 0;
            }
        }
        return rows;
    }
}
