package xyz.groundmist.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The README's first command, {@code mvn} alone, in a copy of the sources. */
@Timeout(600)
class BareMavenIT {
    private static final Path PROJECT = Path.of("").toAbsolutePath();
    private static final Pattern LISTENS =
            Pattern.compile("Groundmist Sync listens on http://127\\.0\\.0\\.1:(\\d+) .*");

    @TempDir Path folder;

    @Test
    void itServesWithoutADisplay() throws Exception {
        assumeTrue(haveMaven(), "mvn isn't on the path");
        Path project = folder.resolve("project");
        copySources(project);

        var builder = new ProcessBuilder("mvn", "-B", "-ntp");
        builder.directory(project.toFile()).redirectErrorStream(true);
        builder.environment().keySet().removeAll(List.of("DISPLAY", "WAYLAND_DISPLAY"));
        builder.environment().put("DATA_DIR", folder.resolve("data").toString());
        builder.environment().put("PORT", "0");
        Process maven = builder.start();
        try {
            awaitListening(maven);
            Process status =
                    new ProcessBuilder(
                                    "target/app/bin/groundmist-sync",
                                    "status",
                                    "--data-dir",
                                    folder.resolve("data").toString())
                            .directory(project.toFile())
                            .inheritIO()
                            .start();
            assertThat(status.waitFor()).isZero();
        } finally {
            // Maven's shell passes no signal on; the server ends with its parent
            List<ProcessHandle> all = new ArrayList<>(maven.descendants().toList());
            all.add(maven.toHandle());
            all.forEach(ProcessHandle::destroy);
            for (ProcessHandle each : all) each.onExit().get(60, TimeUnit.SECONDS);
        }
    }

    private static void awaitListening(Process maven) throws IOException {
        var said = new StringBuilder();
        BufferedReader out = maven.inputReader();
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            said.append(line).append('\n');
            Matcher listens = LISTENS.matcher(line);
            if (listens.matches()) return;
        }
        throw new AssertionError("mvn ended without serving:\n" + said);
    }

    private static boolean haveMaven() throws InterruptedException {
        try {
            return new ProcessBuilder("mvn", "--version")
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private static void copySources(Path to) throws IOException {
        Files.walkFileTree(
                PROJECT,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult preVisitDirectory(Path from, BasicFileAttributes is)
                            throws IOException {
                        String name = PROJECT.relativize(from).toString();
                        if (List.of("target", ".git", "src/test").contains(name)) {
                            return FileVisitResult.SKIP_SUBTREE;
                        }
                        Files.createDirectories(to.resolve(name));
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFile(Path from, BasicFileAttributes is)
                            throws IOException {
                        Path copy = to.resolve(PROJECT.relativize(from).toString());
                        Files.copy(from, copy, StandardCopyOption.COPY_ATTRIBUTES);
                        return FileVisitResult.CONTINUE;
                    }
                });
    }
}
