package xyz.groundmist.sync.desktop.ui;

import io.nayuki.qrcodegen.QrCode;

import javafx.scene.AccessibleRole;
import javafx.scene.image.ImageView;
import javafx.scene.image.WritableImage;
import javafx.scene.paint.Color;

/**
 * A QR code in whole pixels, with the quiet zone of four modules that ISO/IEC 18004 asks for.
 * Always dark on light: many cameras read nothing else.
 */
final class QrPicture extends ImageView {
    private static final int QUIET = 4;
    private static final int ABOUT = 220;

    QrPicture(String text, String name) {
        QrCode code = QrCode.encodeText(text, QrCode.Ecc.MEDIUM);
        int modules = code.size + 2 * QUIET;
        int scale = Math.max(3, ABOUT / modules);
        var image = new WritableImage(modules * scale, modules * scale);
        var pixels = image.getPixelWriter();
        for (int y = 0; y < modules * scale; y++) {
            for (int x = 0; x < modules * scale; x++) {
                boolean dark = code.getModule(x / scale - QUIET, y / scale - QUIET);
                pixels.setColor(x, y, dark ? Color.BLACK : Color.WHITE);
            }
        }
        setImage(image);
        setAccessibleRole(AccessibleRole.IMAGE_VIEW);
        setAccessibleText(name);
    }
}
