package xyz.groundmist.sync.clients;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.US_ASCII;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;

/**
 * What can be seen here of the installers for macOS and Windows, which are made there: what
 * jpackage would be told, that the files it is given are there and right, and the icons of all
 * systems.
 */
@Timeout(120)
final class InstallersIT {
    private static final String JPACKAGE = "src/build/Jpackage.java";

    /** Sides in pixels of what an .icns piece holds (Apple's icon types). */
    private static final Map<String, Integer> APPLE =
            Map.of(
                    "ic04", 16, "ic05", 32, "ic07", 128, "ic08", 256, "ic09", 512, "ic10", 1024,
                    "ic11", 32, "ic12", 64, "ic13", 256, "ic14", 512);

    @TempDir private Path work;

    @Test
    void macOsIsToldWhatAMenuBarProgramNeedsAndSignsOnlyWhenItIsTold() throws Exception {
        List<String> plain = told("mac", Map.of());
        assertThat(after(plain, "--icon")).endsWith("groundmist-sync.icns");
        assertThat(after(plain, "--app-version")).as("there is no 0 in front").isEqualTo("1.3.1");
        assertThat(after(plain, "--mac-package-identifier")).isEqualTo("xyz.groundmist.sync");
        assertThat(plain).contains("app-image", "dmg").doesNotContain("--mac-sign", "msi");
        assertThat(Path.of(after(plain, "--add-launcher").replace("groundmist-sync=", "")))
                .exists();

        List<String> signed =
                told("mac", Map.of("MAC_SIGNING_KEY_USER_NAME", "A", "MAC_NOTARY_PROFILE", "p"));
        assertThat(signed).contains("--mac-sign", "packaging/macos/notarise");
        assertThat(after(signed, "--mac-signing-key-user-name")).isEqualTo("A");
        assertThat(keys(Path.of(after(signed, "--mac-entitlements"))))
                .containsKeys(
                        "com.apple.security.cs.allow-jit",
                        "com.apple.security.cs.allow-unsigned-executable-memory");
        assertThat(Path.of("packaging/macos/notarise")).isExecutable();

        Map<String, String> info = keys(Path.of("packaging/macos/Info.plist"));
        assertThat(info.get("NSLocalNetworkUsageDescription")).contains("other computers");
        assertThat(info.get("NSBonjourServices")).isEqualTo("_groundmist-sync._tcp");
        assertThat(info).containsEntry("CFBundleShortVersionString", "@VERSION@");
    }

    @Test
    void windowsIsToldThatItIsAnotherVersionOfTheSameForOnePerson() throws Exception {
        List<String> plain = told("windows", Map.of());
        assertThat(after(plain, "--icon")).endsWith("groundmist-sync.ico");
        assertThat(after(plain, "--app-version")).isEqualTo("0.3.1");
        assertThat(after(plain, "--win-upgrade-uuid"))
                .as("with another one both versions would stay")
                .isEqualTo("8d1f3c52-6a0e-4b7e-9a53-2f0c4de1b7a6");
        assertThat(plain).contains("msi", "--win-per-user-install", "--win-menu");
        assertThat(plain).doesNotContain("powershell", "dmg");
        assertThat(after(plain, "--install-dir"))
                .as("below %LOCALAPPDATA%, where the documents are in 'Groundmist Sync'")
                .isEqualTo("Programs\\Groundmist Sync");
        assertThat(Files.readString(Path.of("packaging/windows/command.properties")))
                .contains("win-console=true");

        List<String> signed = told("windows", Map.of("WINDOWS_SIGNING_THUMBPRINT", "ab"));
        assertThat(signed.stream().filter("powershell"::equals))
                .as("the program, and then the package")
                .hasSize(2);
        assertThat(Path.of(after(signed, "-File"))).exists();
    }

    @Test
    void windowsIconHoldsEverySizeThatWindowsShows() throws Exception {
        icons();
        ByteBuffer ico = read("groundmist-sync.ico").order(ByteOrder.LITTLE_ENDIAN);
        assertThat(ico.getInt()).isEqualTo(1 << 16);
        var sizes = new ArrayList<Integer>();
        for (int left = ico.getShort(); left > 0; left--) {
            int side = ico.get() & 0xff;
            ico.position(ico.position() + 7);
            int length = ico.getInt();
            ByteBuffer piece = ico.slice(ico.getInt(), length).order(ByteOrder.LITTLE_ENDIAN);
            if (side == 0) {
                sizes.add(picture(piece).getWidth());
            } else {
                assertThat(piece.getInt()).as("a bitmap's header").isEqualTo(40);
                assertThat(piece.getInt()).isEqualTo(side);
                assertThat(piece.getInt()).as("with its mask").isEqualTo(2 * side);
                int middle = 40 + 4 * (side / 2 * side + side / 2);
                assertThat(piece.getInt(middle) >>> 24).as("opaque").isEqualTo(0xff);
                assertThat(piece.getInt(40) >>> 24).as("clear at a corner").isZero();
                sizes.add(side);
            }
        }
        assertThat(sizes).containsExactly(16, 20, 24, 32, 40, 48, 64, 256);
    }

    @Test
    void macOsIconHoldsEverySizeThatMacOsShows() throws Exception {
        icons();
        ByteBuffer icns = read("groundmist-sync.icns");
        assertThat(text(icns)).isEqualTo("icns");
        assertThat(icns.getInt()).isEqualTo(icns.capacity());
        var found = new HashMap<String, Integer>();
        while (icns.hasRemaining()) {
            String type = text(icns);
            ByteBuffer piece = icns.slice(icns.position() + 4, icns.getInt() - 8);
            icns.position(icns.position() + piece.capacity());
            found.put(
                    type, piece.getInt(0) == 0x41524742 ? side(piece) : picture(piece).getWidth());
        }
        assertThat(found).isEqualTo(APPLE);
    }

    /** Of a piece whose four channels are packed one after the other. */
    private static int side(ByteBuffer piece) {
        piece.position(4);
        int bytes = 0;
        while (piece.hasRemaining()) {
            int run = piece.get() + 1;
            assertThat(run).as("a run of bytes that differ").isPositive();
            piece.position(piece.position() + run);
            bytes += run;
        }
        return (int) Math.sqrt(bytes / 4.0);
    }

    private static BufferedImage picture(ByteBuffer piece) throws Exception {
        var bytes = new byte[piece.remaining()];
        piece.get(bytes);
        BufferedImage picture = ImageIO.read(new ByteArrayInputStream(bytes));
        assertThat(picture.getHeight()).isEqualTo(picture.getWidth());
        int middle = picture.getWidth() / 2;
        assertThat(picture.getRGB(middle, middle) >>> 24).as("opaque").isEqualTo(0xff);
        assertThat(picture.getRGB(0, 0) >>> 24).as("clear at a corner").isZero();
        return picture;
    }

    private static String text(ByteBuffer from) {
        var four = new byte[4];
        from.get(four);
        return new String(four, US_ASCII);
    }

    private ByteBuffer read(String icon) throws Exception {
        return ByteBuffer.wrap(Files.readAllBytes(work.resolve("icons").resolve(icon)));
    }

    private void icons() throws Exception {
        build(Map.of(), "src/build/Icons.java", "icons/icon.svg", work.resolve("icons").toString());
    }

    /** What would be run there, word by word. */
    private List<String> told(String system, Map<String, String> environment) throws Exception {
        Files.createDirectories(work.resolve("jars"));
        Files.writeString(work.resolve("jars/groundmist-sync-0.3.1.jar"), "");
        return build(environment, JPACKAGE, system, "0.3.1", work.toString());
    }

    private static List<String> build(Map<String, String> environment, String... words)
            throws Exception {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-cp", "target/app/lib/*"));
        command.addAll(List.of(words));
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor()).as(said).isZero();
        return said.lines().toList();
    }

    private static String after(List<String> words, String option) {
        assertThat(words).contains(option);
        return words.get(words.indexOf(option) + 1);
    }

    /** Of a property list: each key with the text of what follows it. */
    private static Map<String, String> keys(Path plist) throws Exception {
        var factory = DocumentBuilderFactory.newInstance();
        factory.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
        NodeList keys =
                factory.newDocumentBuilder().parse(plist.toFile()).getElementsByTagName("key");
        var found = new HashMap<String, String>();
        for (int i = 0; i < keys.getLength(); i++) {
            var value = keys.item(i).getNextSibling();
            while (!(value instanceof Element)) value = value.getNextSibling();
            found.put(keys.item(i).getTextContent(), value.getTextContent().strip());
        }
        return found;
    }
}
