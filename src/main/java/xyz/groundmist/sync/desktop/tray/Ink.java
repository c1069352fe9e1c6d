package xyz.groundmist.sync.desktop.tray;

/** The two colours a drawing comes in, for panels of the other. */
enum Ink {
    WHITE(255),
    BLACK(0);

    /**
     * Nobody tells a program the colour of a panel for certain; with a breath of the other colour
     * around it the shape can be seen on both.
     */
    private static final double HALO = .5;

    private static final double[] REACH = {1, .75, .25};

    private final int level;

    Ink(int level) {
        this.level = level;
    }

    /**
     * Alpha, red, green, blue for each pixel, row after row from the top left; not premultiplied.
     */
    byte[] argb(Drawing drawing, int size, boolean halo) {
        byte[] coverage = Mark.coverage(drawing, size);
        var argb = new byte[4 * coverage.length];
        for (int i = 0; i < coverage.length; i++) {
            double ink = (coverage[i] & 0xff) / 255.;
            double rest = halo ? (1 - ink) * HALO * near(coverage, size, i) : 0;
            double alpha = ink + rest;
            int grey =
                    alpha == 0 ? level : (int) ((level * ink + (255 - level) * rest) / alpha + .5);
            argb[4 * i] = (byte) Math.round(255 * alpha);
            for (int c = 1; c < 4; c++) argb[4 * i + c] = (byte) grey;
        }
        return argb;
    }

    /** The strongest coverage around this pixel, weaker with its distance. */
    private static double near(byte[] coverage, int size, int at) {
        int reach = Math.max(1, size / 16);
        double strongest = 0;
        for (int dy = -reach; dy <= reach; dy++) {
            for (int dx = -reach; dx <= reach; dx++) {
                int x = at % size + dx;
                int y = at / size + dy;
                if (x < 0 || x >= size || y < 0 || y >= size) continue;
                double distance = Math.hypot(dx, dy) / reach;
                double weight = distance <= 1 ? REACH[0] : distance < 1.3 ? REACH[1] : REACH[2];
                strongest = Math.max(strongest, weight * (coverage[y * size + x] & 0xff) / 255);
            }
        }
        return strongest;
    }
}
