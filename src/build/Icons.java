import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import javax.imageio.ImageIO;

/**
 * The program's icon in the forms that systems want, all from {@code icons/icon.svg}: pictures for
 * Linux, an {@code .ico} for Windows, an {@code .icns} for macOS. {@code Icons DRAWING FOLDER}.
 */
final class Icons {
    /** Of the theme hicolor, which all others fall back on; beside the drawing itself. */
    static final List<Integer> LINUX = List.of(16, 22, 24, 32, 48, 64, 128, 256, 512);

    private static final List<Integer> WINDOWS = List.of(16, 20, 24, 32, 40, 48, 64, 256);

    /** Above it Windows wants PNG, up to it bitmaps. */
    private static final int LARGEST_BITMAP = 64;

    /** Apple leaves a margin of 100 of 1024 around an icon (Human Interface Guidelines). */
    private static final double APPLES_SHARE = 824.0 / 1024;

    private final Drawing drawing;
    private final Path folder;

    Icons(Path drawing, Path folder) throws IOException {
        this.drawing = Drawing.read(drawing);
        this.folder = folder;
    }

    public static void main(String[] arguments) throws IOException {
        new Icons(Path.of(arguments[0]), Path.of(arguments[1])).write();
    }

    void write() throws IOException {
        System.setProperty("java.awt.headless", "true");
        Files.createDirectories(folder);
        for (int size : LINUX) Files.write(png(size), png(drawing.picture(size, 1)));
        Files.copy(png(256), folder.resolve(BuildInstaller.NAME + ".png"));
        Files.write(folder.resolve(BuildInstaller.NAME + ".ico"), ico());
        Files.write(folder.resolve(BuildInstaller.NAME + ".icns"), icns());
    }

    /** The picture of one of the sizes for {@link #LINUX}. */
    Path png(int size) {
        return folder.resolve(size + ".png");
    }

    private static byte[] png(BufferedImage picture) throws IOException {
        var bytes = new ByteArrayOutputStream();
        ImageIO.write(picture, "png", bytes);
        return bytes.toByteArray();
    }

    /** A directory of pictures (Windows' ICONDIR and ICONDIRENTRY), then the pictures. */
    private byte[] ico() throws IOException {
        var pictures = new ArrayList<byte[]>();
        for (int size : WINDOWS) {
            BufferedImage picture = drawing.picture(size, 1);
            pictures.add(size > LARGEST_BITMAP ? png(picture) : bitmap(picture));
        }
        int at = 6 + 16 * WINDOWS.size();
        int length = at + pictures.stream().mapToInt(each -> each.length).sum();
        ByteBuffer out = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        out.putShort((short) 0).putShort((short) 1).putShort((short) WINDOWS.size());
        for (int i = 0; i < pictures.size(); i++) {
            byte side = (byte) (int) WINDOWS.get(i); // 256 is written as 0
            out.put(side).put(side).put((byte) 0).put((byte) 0);
            out.putShort((short) 1).putShort((short) 32);
            out.putInt(pictures.get(i).length).putInt(at);
            at += pictures.get(i).length;
        }
        pictures.forEach(out::put);
        return out.array();
    }

    /** A BITMAPINFOHEADER, colours from the lowest line up, and a mask that masks nothing. */
    private static byte[] bitmap(BufferedImage picture) {
        int size = picture.getWidth();
        int mask = (size + 31) / 32 * 4 * size;
        ByteBuffer out =
                ByteBuffer.allocate(40 + 4 * size * size + mask).order(ByteOrder.LITTLE_ENDIAN);
        out.putInt(40).putInt(size).putInt(2 * size).putShort((short) 1).putShort((short) 32);
        out.position(40); // no compression, no palette
        for (int y = size - 1; y >= 0; y--) {
            for (int x = 0; x < size; x++) out.putInt(picture.getRGB(x, y));
        }
        return out.array();
    }

    /** Pieces of a type that tells the size, each with its length (Apple's icon family). */
    private byte[] icns() throws IOException {
        Map<String, byte[]> pieces = new LinkedHashMap<>();
        pieces.put("ic04", argb(apple(16)));
        pieces.put("ic05", argb(apple(32)));
        pieces.put("ic11", png(apple(32))); // 16 points on a display of twice the density
        pieces.put("ic12", png(apple(64)));
        pieces.put("ic07", png(apple(128)));
        pieces.put("ic13", png(apple(256)));
        pieces.put("ic08", png(apple(256)));
        pieces.put("ic14", png(apple(512)));
        pieces.put("ic09", png(apple(512)));
        pieces.put("ic10", png(apple(1024)));
        int length = 8 + pieces.values().stream().mapToInt(each -> 8 + each.length).sum();
        ByteBuffer out = ByteBuffer.allocate(length);
        out.put(ascii("icns")).putInt(length);
        pieces.forEach((type, piece) -> out.put(ascii(type)).putInt(8 + piece.length).put(piece));
        return out.array();
    }

    private BufferedImage apple(int size) {
        return drawing.picture(size, APPLES_SHARE);
    }

    /** All of one channel after another, in runs of up to 128 bytes that differ. */
    private static byte[] argb(BufferedImage picture) {
        int size = picture.getWidth();
        var out = new ByteArrayOutputStream();
        out.writeBytes(ascii("ARGB"));
        for (int shift = 24; shift >= 0; shift -= 8) {
            for (int i = 0; i < size * size; i++) {
                if (i % 128 == 0) out.write(Math.min(128, size * size - i) - 1);
                out.write(picture.getRGB(i % size, i / size) >> shift);
            }
        }
        return out.toByteArray();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
