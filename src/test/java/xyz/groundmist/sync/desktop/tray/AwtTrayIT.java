package xyz.groundmist.sync.desktop.tray;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The icon as macOS and Windows get it, on the nearest thing that Linux has: a panel that takes
 * windows of old programs. How the other systems draw it can't be seen here.
 */
final class AwtTrayIT {
    private static final int SIZE = 24;
    private static final int DARK = 0x1e;

    /** What AWT paints below pictures on Linux, instead of the panel. */
    private static final int BELOW = 238;

    @Test
    void theIconIsSeenAndClicked() throws Exception {
        try (Desktop desktop = Desktop.start("awt-")) {
            Panel.XFCE.start(desktop, SIZE, DARK);
            List<String> said = new CopyOnWriteArrayList<>();
            var builder =
                    new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                            "-classpath",
                            System.getProperty("java.class.path"),
                            AwtTrayMain.class.getName());
            builder.environment().putAll(desktop.environment());
            Process program = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
            try {
                var states = program.outputWriter();
                Thread.ofPlatform()
                        .daemon()
                        .start(() -> program.inputReader().lines().forEach(said::add));
                for (TrayState state : List.of(TrayState.STOPPED, TrayState.RUNNING)) {
                    states.write(state + "\n");
                    states.flush();
                    Desktop.await(
                            state + " on the screen",
                            () ->
                                    seen(desktop).drawing().name().equals(state.name())
                                            && seen(desktop).difference() < .12);
                    desktop.screen()
                            .save(
                                    Path.of(
                                            "target",
                                            "desktop",
                                            "pictures",
                                            "AWT-" + state + ".png"));
                }
                Screen.Match icon = seen(desktop);
                desktop.point("mousemove", icon.x() + SIZE / 2, icon.y() + SIZE / 2, "click", 1);
                Desktop.await("the click", () -> said.contains("OPEN_HOME"));
                Thread.sleep(300);
                assertThat(said).containsExactly("hosted true", "OPEN_HOME");
            } finally {
                Desktop.kill(program);
            }
        }
    }

    private static Screen.Match seen(Desktop desktop) throws Exception {
        return desktop.screen().icon(Ink.BLACK, SIZE, Panel.XFCE.height(SIZE), BELOW);
    }
}
