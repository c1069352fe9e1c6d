package xyz.groundmist.sync;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;

/**
 * What the servers of the integration tests wrote to their logs and to the console, and the secrets
 * that went through them meanwhile: gathered by the tests, searched when the last one has run.
 */
public final class Written {
    private static final Set<String> SECRETS = ConcurrentHashMap.newKeySet();
    private static final ConcurrentLinkedQueue<Map.Entry<String, String>> TEXTS =
            new ConcurrentLinkedQueue<>();

    private Written() {}

    /** These are tokens, tickets, proofs, codes or the like. */
    public static void secret(Collection<String> secrets) {
        SECRETS.addAll(secrets);
    }

    /** A server has written these files, or what lies in these folders. */
    public static void by(Path... places) throws IOException {
        for (Path place : places) {
            if (!Files.exists(place)) continue;
            try (Stream<Path> files = Files.walk(place)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
                    TEXTS.add(Map.entry(file.toString(), text));
                }
            }
        }
    }

    static Set<String> secrets() {
        return Set.copyOf(SECRETS);
    }

    /** Files and what is in them. */
    static List<Map.Entry<String, String>> texts() {
        return List.copyOf(TEXTS);
    }
}
