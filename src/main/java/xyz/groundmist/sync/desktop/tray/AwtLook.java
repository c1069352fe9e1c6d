package xyz.groundmist.sync.desktop.tray;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.awt.Image;
import java.awt.image.BaseMultiResolutionImage;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * How a system wants its icons.
 *
 * @param sizes for its scales, in pixels, the plain one first
 * @param halo whether the panel's colour isn't certain
 * @param clickOpens whether a plain click is ours; on macOS it opens the menu
 */
record AwtLook(Ink ink, boolean halo, List<Integer> sizes, boolean clickOpens) {
    private static final Logger log = LoggerFactory.getLogger(AwtLook.class);

    /** A system property that macOS has to find when AWT starts (JDK-8252015). */
    static final String TEMPLATES = "apple.awt.enableTemplateImages";

    /** macOS inverts and tints black pictures by itself when it is told that they are templates. */
    static final AwtLook MAC = new AwtLook(Ink.BLACK, false, List.of(18, 36), false);

    static AwtLook windows(boolean lightTaskBar) {
        return new AwtLook(
                lightTaskBar ? Ink.BLACK : Ink.WHITE, true, List.of(16, 20, 24, 32, 48), true);
    }

    static AwtLook ofThisSystem() {
        return isMac() ? MAC : windows(lightTaskBar());
    }

    static boolean isMac() {
        return System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("mac");
    }

    private static boolean lightTaskBar() {
        try {
            Process process =
                    new ProcessBuilder(
                                    "reg",
                                    "query",
                                    "HKCU\\Software\\Microsoft\\Windows\\CurrentVersion"
                                            + "\\Themes\\Personalize",
                                    "/v",
                                    "SystemUsesLightTheme")
                            .redirectErrorStream(true)
                            .start();
            try (var said = process.getInputStream()) {
                return new String(said.readAllBytes(), UTF_8).contains("0x1");
            }
        } catch (IOException e) {
            log.debug("the task bar's colour isn't known", e);
            return false;
        }
    }

    Image picture(Drawing drawing) {
        return new BaseMultiResolutionImage(
                sizes.stream().map(size -> picture(drawing, size)).toArray(Image[]::new));
    }

    private BufferedImage picture(Drawing drawing, int size) {
        byte[] argb = ink.argb(drawing, size, halo);
        var pixels = new int[size * size];
        Arrays.setAll(
                pixels,
                i ->
                        (argb[4 * i] & 0xff) << 24
                                | (argb[4 * i + 1] & 0xff) << 16
                                | (argb[4 * i + 2] & 0xff) << 8
                                | argb[4 * i + 3] & 0xff);
        var picture = new BufferedImage(size, size, BufferedImage.TYPE_INT_ARGB);
        picture.setRGB(0, 0, size, size, pixels, 0, size);
        return picture;
    }
}
