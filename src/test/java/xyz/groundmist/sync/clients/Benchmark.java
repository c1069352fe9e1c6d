package xyz.groundmist.sync.clients;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Measures the packaged server beside automerge-repo's on Node: installs the packages and hands
 * over to {@code benchmark.mjs}. docs/performance.md tells how to run it and what comes out.
 */
final class Benchmark {
    private Benchmark() {}

    public static void main(String[] options) throws IOException, InterruptedException {
        Path app = Path.of("target", "app").toAbsolutePath();
        if (!Files.isExecutable(app.resolve("bin").resolve("groundmist-sync"))) {
            throw new IllegalStateException(
                    app + " is missing: run mvn -DskipTests package exec:exec@bench");
        }
        Path newest = NodePackages.installed(Release.NEWEST).toAbsolutePath();
        Path oldest = NodePackages.installed(Release.V1_1_2).toAbsolutePath();
        var command =
                new ArrayList<>(
                        List.of(
                                "node",
                                newest.resolve("benchmark.mjs").toString(),
                                app.toString(),
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                System.getProperty("java.class.path"),
                                oldest.resolve("reference-server.mjs").toString(),
                                Path.of("target", "benchmark").toAbsolutePath().toString()));
        for (String option : options) if (!option.isBlank()) command.add(option);
        var builder = new ProcessBuilder(command).inheritIO();
        // The launcher must find the Java that this runs on.
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        System.exit(builder.start().waitFor());
    }
}
