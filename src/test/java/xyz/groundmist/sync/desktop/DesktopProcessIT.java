package xyz.groundmist.sync.desktop;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The program as it is packaged, with a window that nobody sees. */
@Timeout(180)
class DesktopProcessIT {
    private static final Path PROGRAM = Path.of("target/app/bin/groundmist-sync").toAbsolutePath();
    private static final String UNSEEN = "-Dglass.platform=Headless -Dprism.order=sw";
    private static final int TERMINATED = 128 + 15;

    @TempDir Path folder;
    private final List<Process> started = new ArrayList<>();
    private @Nullable String display;

    @AfterEach
    void endWhatStillRuns() {
        started.forEach(Process::destroyForcibly);
    }

    private Path data() {
        return folder.resolve("data");
    }

    private Path err() {
        return folder.resolve("err");
    }

    private Process start(String javaOptions, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(PROGRAM.toString()));
        command.addAll(Arrays.asList(arguments));
        var builder = new ProcessBuilder(command);
        var environment = builder.environment();
        environment.put("JAVA_HOME", System.getProperty("java.home", ""));
        environment.put("JAVA_OPTS", javaOptions);
        environment.put("DATA_DIR", data().toString());
        environment.put("PORT", "0");
        environment.put("XDG_RUNTIME_DIR", folder.toString());
        environment.put("XDG_CONFIG_HOME", folder.resolve("config").toString());
        List.of("DISPLAY", "WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS", "ATPROTO_DID")
                .forEach(environment::remove);
        if (display != null) environment.put("DISPLAY", display);
        builder.redirectError(err().toFile());
        builder.redirectOutput(folder.resolve("out").toFile());
        Process process = builder.start();
        started.add(process);
        return process;
    }

    private Process startWithWindow() throws Exception {
        Process process = start(UNSEEN);
        awaitLogged("listens on");
        return process;
    }

    private void awaitLogged(String words) throws Exception {
        await(data().resolve("logs/groundmist-sync.log"), words);
    }

    private static void await(Path file, String words) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!Files.exists(file) || !Files.readString(file).contains(words)) {
            assertThat(System.nanoTime()).as(() -> "time for “" + words + "”").isLessThan(end);
            Thread.sleep(50);
        }
    }

    private String said() throws IOException {
        return Files.readString(err()) + Files.readString(folder.resolve("out"));
    }

    private int end(Process process) throws InterruptedException {
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    @Test
    void itServesWithAWindowUntilItIsToldToEndAndDrains() throws Exception {
        Process process = startWithWindow();
        assertThat(end(start("", "status"))).isZero();
        assertThat(said()).contains("is running");

        process.destroy();

        assertThat(end(process)).isEqualTo(TERMINATED);
        assertThat(Files.readString(data().resolve("logs/groundmist-sync.log")))
                .contains("Stopping", "Stopped")
                .doesNotContain("ERROR");
        assertThat(data().resolve("control")).doesNotExist();
    }

    @Test
    void aSecondStartBringsUpTheFirstAndEnds() throws Exception {
        Process first = startWithWindow();

        assertThat(end(start(UNSEEN))).isZero();
        assertThat(said()).isEmpty();
        assertThat(first.isAlive()).isTrue();
    }

    @Test
    void startedInTheBackgroundItServesToo() throws Exception {
        start(UNSEEN, "--background");

        awaitLogged("listens on");
        assertThat(end(start("", "status"))).isZero();
    }

    @Test
    void aServerWithoutAWindowIsNotTakenOver() throws Exception {
        start("", "serve");
        awaitLogged("listens on");

        assertThat(end(start(UNSEEN))).isEqualTo(1);
        assertThat(said()).contains("as a server without a window");
    }

    @Test
    void aDisplayThatIsNotThereMakesItAServer() throws Exception {
        display = ":4711";
        start("");

        awaitLogged("listens on");
        await(err(), "so it runs as a server");
        assertThat(said()).doesNotContain("Exception");
    }

    @Test
    void aServerLoadsNothingOfTheWindows() throws Exception {
        start("-Xlog:class+load:file=" + folder.resolve("classes"), "serve");
        awaitLogged("listens on");

        assertThat(Files.readString(folder.resolve("classes")))
                .contains("xyz.groundmist.sync.home.Home")
                .doesNotContain("javafx.", "atlantafx.", "xyz.groundmist.sync.desktop.ui")
                .doesNotContain("org.freedesktop.dbus", "java.awt.");
    }
}
