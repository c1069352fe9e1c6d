package xyz.groundmist.sync.lan;

import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What one computer shows and another opens, as a link or a QR code: {@code
 * groundmist-sync:device#id=…&secret=…&at=host:port&url=https://…}, with {@code at} as often as
 * needed.
 *
 * @param device whose certificate must answer
 * @param secret good once
 * @param addresses on the local network
 * @param publicUrl null without one
 */
record PairingLink(
        DeviceId device, String secret, List<LanAddress> addresses, @Nullable URI publicUrl) {
    private static final String BEGINNING = "groundmist-sync:device#";
    private static final int LONGEST = 2_000;

    PairingLink {
        addresses = List.copyOf(addresses);
    }

    String text() {
        var text = new StringBuilder(BEGINNING);
        text.append("id=").append(device.text()).append("&secret=").append(secret);
        for (LanAddress one : addresses) text.append("&at=").append(encoded(one.toString()));
        if (publicUrl != null) text.append("&url=").append(encoded(publicUrl.toString()));
        return text.toString();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** Whether the text is meant to be one. */
    static boolean isMeant(String text) {
        return text.strip().startsWith("groundmist-sync:");
    }

    /** Null when it is none. */
    static @Nullable PairingLink parse(String text) {
        String typed = text.strip();
        if (!typed.startsWith(BEGINNING) || typed.length() > LONGEST) return null;
        DeviceId device = null;
        String secret = null;
        URI url = null;
        List<LanAddress> addresses = new ArrayList<>();
        for (String pair : typed.substring(BEGINNING.length()).split("&", -1)) {
            int equals = pair.indexOf('=');
            if (equals < 0) return null;
            String value;
            try {
                value = URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8);
            } catch (IllegalArgumentException _) {
                return null;
            }
            switch (pair.substring(0, equals)) {
                case "id" -> device = DeviceId.parse(value);
                case "secret" -> secret = value;
                case "at" -> {
                    LanAddress address = LanAddress.parse(value);
                    if (address != null) addresses.add(address);
                }
                case "url" -> url = Hello.url(value);
                default -> {
                    // of a later version
                }
            }
        }
        return device == null || secret == null || secret.isEmpty()
                ? null
                : new PairingLink(device, secret, addresses, url);
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return "PairingLink[" + device.brief() + "]";
    }
}
