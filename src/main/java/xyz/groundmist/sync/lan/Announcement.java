package xyz.groundmist.sync.lan;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What this machine says of itself on the local network (RFC 6763, TXT): the protocol's version, a
 * number that is new at each start, and a hash of that and its device id. Who knows the id
 * recognises it; to anybody else it is another machine at each start, and nobody's.
 *
 * @param number 16 hexadecimal digits
 * @param mark 16 hexadecimal digits
 */
record Announcement(String number, String mark) {
    static final String TYPE = "_groundmist-sync._tcp.local.";
    private static final String VERSION = "1";
    private static final int BYTES = 8;

    /** One for this device. */
    static Announcement of(DeviceId device, SecureRandom random) {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        String number = HexFormat.of().formatHex(bytes);
        return new Announcement(number, mark(number, device));
    }

    private static String mark(String number, DeviceId device) {
        byte[] hash =
                DeviceId.sha256(
                        ("groundmist-announce " + number + " " + device.text())
                                .getBytes(StandardCharsets.US_ASCII));
        return HexFormat.of().formatHex(hash, 0, BYTES);
    }

    /** Whether it says that it is this device's; anybody may say that. */
    boolean isOf(DeviceId device) {
        return mark.equals(mark(number, device));
    }

    Map<String, String> text() {
        Map<String, String> text = new LinkedHashMap<>();
        text.put("v", VERSION);
        text.put("n", number);
        text.put("m", mark);
        return text;
    }

    /** Null when it is of another version, or none at all. */
    static @Nullable Announcement read(
            @Nullable String version, @Nullable String number, @Nullable String mark) {
        if (!VERSION.equals(version) || !isMark(number) || !isMark(mark)) return null;
        return new Announcement(String.valueOf(number), String.valueOf(mark));
    }

    private static boolean isMark(@Nullable String text) {
        return text != null && text.matches("[0-9a-f]{16}");
    }
}
