package xyz.groundmist.sync.clients;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The npm packages of a {@link Release}, or of another folder of {@code src/test/js}, installed
 * below {@code target/js} by {@code npm ci} from the lock file there, once per lock file.
 *
 * <p>Where they can't be had (no Node, no network) the stories are skipped and say so; with {@code
 * CI=true} in the environment that is a failure.
 */
public final class NodePackages {
    private static final Path SOURCE = Path.of("src", "test", "js");
    private static final Path TARGET = Path.of("target", "js");
    private static final List<String> MANIFEST =
            List.of("package.json", "package-lock.json", ".npmrc");

    private NodePackages() {}

    /** The folder in which the release's packages and the scripts lie. */
    static Path installed(Release release) throws IOException, InterruptedException {
        return installed(release.number());
    }

    /** The folder below {@code target/js} with the packages of the one in {@code src/test/js}. */
    public static Path installed(String name) throws IOException, InterruptedException {
        Path folder = TARGET.resolve(name);
        Files.createDirectories(folder);
        try (var channel = FileChannel.open(TARGET.resolve(".lock"), CREATE, WRITE);
                var _ = channel.lock()) {
            copyScripts(folder);
            String wanted = fingerprint(name);
            Path stamp = folder.resolve(".installed");
            if (!Files.exists(stamp) || !Files.readString(stamp).equals(wanted)) {
                install(name, folder);
                Files.writeString(stamp, wanted);
            }
        }
        return folder;
    }

    private static void copyScripts(Path folder) throws IOException {
        try (var scripts = Files.newDirectoryStream(SOURCE, "*.mjs")) {
            for (Path script : scripts) {
                Path copy = folder.resolve(script.getFileName());
                if (!Files.exists(copy) || Files.mismatch(script, copy) >= 0) {
                    Files.copy(script, copy, REPLACE_EXISTING);
                }
            }
        }
    }

    private static String fingerprint(String name) throws IOException {
        var all = new StringBuilder();
        for (String file : MANIFEST) {
            all.append(Files.readString(SOURCE.resolve(name).resolve(file)));
        }
        return all.toString();
    }

    private static void install(String name, Path folder) throws IOException, InterruptedException {
        for (String file : MANIFEST) {
            Files.copy(SOURCE.resolve(name).resolve(file), folder.resolve(file), REPLACE_EXISTING);
        }
        Path log = folder.resolve("npm.log");
        try {
            Process npm =
                    new ProcessBuilder("npm", "ci", "--prefer-offline")
                            .directory(folder.toFile())
                            .redirectErrorStream(true)
                            .redirectOutput(log.toFile())
                            .start();
            if (!npm.waitFor(5, TimeUnit.MINUTES)) {
                npm.destroyForcibly();
                unavailable(name, "npm ci took more than 5 minutes", null);
            } else if (npm.exitValue() != 0) {
                String said = Files.readString(log, UTF_8);
                unavailable(name, "npm ci failed:\n" + said, null);
            }
        } catch (IOException e) {
            unavailable(name, "npm can't be started; install Node.js 20 or newer", e);
        }
    }

    private static void unavailable(String name, String why, @Nullable Exception cause) {
        String sentence =
                "The stories with the packages of src/test/js/%s can't be told: %s"
                        .formatted(name, why);
        if ("true".equals(System.getenv("CI"))) {
            throw new IllegalStateException(sentence, cause);
        }
        Assumptions.abort(sentence);
    }
}
