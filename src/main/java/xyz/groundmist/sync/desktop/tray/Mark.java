package xyz.groundmist.sync.desktop.tray;

/**
 * The mark as a shape: three bands of mist cut out of a disc, and ground below, on a grid of 16 by
 * 16. It is drawn by asking of many points whether they lie inside, so that it comes out at any
 * size without a graphics library (loading AWT's would cost more than the server's start). Level
 * edges are moved to whole pixels.
 */
final class Mark {
    private static final int GRID = 16;
    private static final double CENTRE = 8;
    private static final double RADIUS = 7.5;
    private static final double RING = 1.4;

    /** A pixel's coverage is counted on so many points, squared. */
    private static final int POINTS = 8;

    /** Waves are cut out of the disc along these lines: middle, swing, phase. */
    private static final double[][] MIST = {{4.3, .75, 2.6}, {7.65, .7, 1.2}};

    private static final double MIST_LENGTH = 11;
    private static final double MIST_WIDTH = 1.5;

    private static final double GROUND = 12;

    private final Drawing drawing;
    private final int size;

    private Mark(Drawing drawing, int size) {
        this.drawing = drawing;
        this.size = size;
    }

    /** How much of each pixel the drawing covers (0 to 255), row after row from the top left. */
    static byte[] coverage(Drawing drawing, int size) {
        return new Mark(drawing, size).draw();
    }

    private byte[] draw() {
        var counts = new int[size * size];
        int points = size * POINTS;
        for (int column = 0; column < points; column++) {
            double x = (column + .5) * GRID / points;
            double[] edges = edges(x);
            for (int row = 0; row < points; row++) {
                double y = (row + .5) * GRID / points;
                if (covers(x, y, edges)) counts[row / POINTS * size + column / POINTS]++;
            }
        }
        var coverage = new byte[counts.length];
        for (int i = 0; i < counts.length; i++) {
            coverage[i] = (byte) (counts[i] * 255 / (POINTS * POINTS));
        }
        return coverage;
    }

    /** Where, on this upright line, the shape begins and ends again, from the top. */
    private double[] edges(double x) {
        return switch (drawing) {
            case RUNNING, ATTENTION -> {
                var edges = new double[2 * MIST.length + 2];
                for (int i = 0; i < MIST.length; i++) {
                    double middle = wave(x, MIST[i][0], MIST[i][1], MIST_LENGTH, MIST[i][2]);
                    edges[2 * i] = middle - MIST_WIDTH / 2;
                    edges[2 * i + 1] = middle + MIST_WIDTH / 2;
                }
                edges[2 * MIST.length] = wave(x, 10.55, .45, MIST_LENGTH, -.2);
                edges[2 * MIST.length + 1] = whole(GROUND);
                yield edges;
            }
            case WORKING_1 -> workingEdges(x, -1);
            case WORKING_2 -> workingEdges(x, 0);
            case WORKING_3 -> workingEdges(x, 1);
            case STOPPED -> {
                double top = whole(GROUND - 1.1);
                yield new double[] {top, top + Math.max(1, Math.round(scale())) / scale()};
            }
        };
    }

    private double[] workingEdges(double x, int step) {
        double length = 8.4;
        double phase = step * .8 - CENTRE * 2 * Math.PI / length;
        double middle = wave(x, 6.3, 1, length, phase);
        return new double[] {middle - 1, middle + 1, whole(GROUND - 1)};
    }

    private boolean covers(double x, double y, double[] edges) {
        double fromCentre = Math.hypot(x - CENTRE, y - CENTRE);
        if (drawing == Drawing.ATTENTION) {
            double fromDot = Math.hypot(x - 13, y - 3);
            if (fromDot <= 4.4) return fromDot <= 3;
        }
        if (fromCentre > RADIUS) return false;
        return switch (drawing) {
            case RUNNING, ATTENTION ->
                    y <= edges[0]
                            || y >= edges[1] && y <= edges[2]
                            || y >= edges[3] && y <= edges[4]
                            || y >= edges[5];
            case WORKING_1, WORKING_2, WORKING_3 ->
                    fromCentre >= RADIUS - RING
                            || y >= edges[2]
                            || y >= edges[0] && y <= edges[1] && fromCentre <= RADIUS - RING - 1.2;
            case STOPPED -> fromCentre >= RADIUS - RING || y >= edges[0] && y <= edges[1];
        };
    }

    private static double wave(double x, double middle, double swing, double length, double phase) {
        return middle + swing * Math.sin(2 * Math.PI / length * x + phase);
    }

    private double whole(double y) {
        return Math.round(y * scale()) / scale();
    }

    private double scale() {
        return (double) size / GRID;
    }
}
