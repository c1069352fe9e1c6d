package xyz.groundmist.sync.wire;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Messages of real clients, by name, from {@code client-messages.txt}. */
final class ClientMessages {
    private ClientMessages() {}

    static List<String> names() {
        return List.copyOf(read().keySet());
    }

    static byte[] bytes(String name) {
        byte[] bytes = read().get(name);
        if (bytes == null) throw new IllegalArgumentException("no such message: " + name);
        return bytes;
    }

    private static Map<String, byte[]> read() {
        try (var in = ClientMessages.class.getResourceAsStream("client-messages.txt")) {
            if (in == null) throw new IllegalStateException("client-messages.txt is missing");
            var messages = new LinkedHashMap<String, byte[]>();
            new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split(" "))
                    .forEach(line -> messages.put(line[0], HexFormat.of().parseHex(line[1])));
            return messages;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
