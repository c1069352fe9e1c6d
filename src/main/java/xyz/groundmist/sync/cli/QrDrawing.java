package xyz.groundmist.sync.cli;

import io.nayuki.qrcodegen.QrCode;

import java.io.PrintWriter;

/**
 * Draws a QR code in a terminal, two rows of modules to a line of half blocks, with the quiet zone
 * of four modules that ISO/IEC 18004 asks for. Ink is light and paper dark, as in most terminals;
 * where colours are known that is said, so that it is right in every terminal.
 */
final class QrDrawing {
    private static final int QUIET = 4;
    private static final String WHITE_ON_BLACK = "\u001b[97;40m";
    private static final String AS_BEFORE = "\u001b[0m";

    private QrDrawing() {}

    static void draw(String text, boolean coloured, PrintWriter out) {
        QrCode code = QrCode.encodeText(text, QrCode.Ecc.MEDIUM);
        for (int y = -QUIET; y < code.size + QUIET; y += 2) {
            var line = new StringBuilder(coloured ? WHITE_ON_BLACK : "");
            for (int x = -QUIET; x < code.size + QUIET; x++) {
                // The last half line lies below the quiet zone and stays dark.
                boolean below = y + 1 < code.size + QUIET && !code.getModule(x, y + 1);
                line.append(block(!code.getModule(x, y), below));
            }
            out.println(line.append(coloured ? AS_BEFORE : ""));
        }
    }

    private static char block(boolean above, boolean below) {
        if (above) return below ? '█' : '▀';
        return below ? '▄' : ' ';
    }
}
