package xyz.groundmist.sync.desktop.tray;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.file.Path;

/** The packaged program on a desktop: its window, its icon, and what a person does with both. */
@Timeout(180)
final class WholeProgramIT {
    private static final int SIZE = 22;
    private static final int DARK = 0x1e;

    /** Rows of the menu of a server without an address: how it is, stop or start, open, quit. */
    private static final int ROWS = 4;

    private static final int POWER = 1;
    private static final int OPEN = 2;
    private static final int QUIT = 3;

    @TempDir private Path folder;

    @ParameterizedTest
    @EnumSource
    void theIconStandsForTheProgram(Panel panel) throws Exception {
        try (Desktop desktop = Desktop.withWindows("program-")) {
            theIconStandsForTheProgram(desktop, panel);
        }
    }

    private void theIconStandsForTheProgram(Desktop desktop, Panel panel) throws Exception {
        Process bar = panel.start(desktop, SIZE, DARK);
        var program = new RunningProgram(desktop, folder);
        Process running = program.start();
        program.awaitWindow(true);
        var icon = panel.awaitIcon(desktop, SIZE, DARK, Drawing.RUNNING);

        program.closeWindow();
        program.awaitSettled();
        assertThat(program.windowIsVisible()).as("it says first that it goes on").isTrue();
        desktop.point("key", "Tab", "space");
        program.awaitWindow(false);
        assertThat(program.serves()).isTrue();

        panel.choose(desktop, SIZE, icon, ROWS, POWER);
        panel.awaitIcon(desktop, SIZE, DARK, Drawing.STOPPED);
        assertThat(program.serves()).isFalse();
        panel.choose(desktop, SIZE, icon, ROWS, POWER);
        panel.awaitIcon(desktop, SIZE, DARK, Drawing.RUNNING);
        assertThat(program.serves()).isTrue();

        panel.choose(desktop, SIZE, icon, ROWS, OPEN);
        program.awaitWindow(true);
        program.closeWindow();
        program.awaitWindow(false);

        assertThat(program.start().waitFor()).as("a second start").isZero();
        program.awaitWindow(true);
        program.closeWindow();
        program.awaitWindow(false);

        Desktop.kill(bar);
        program.awaitInListOfWindows();
        program.pickFromListOfWindows();
        program.awaitWindow(true);
        panel.start(desktop, SIZE, DARK);
        icon = panel.awaitIcon(desktop, SIZE, DARK, Drawing.RUNNING);
        program.closeWindow();
        program.awaitWindow(false);

        panel.choose(desktop, SIZE, icon, ROWS, QUIT);
        assertThat(running.waitFor()).isZero();
        assertThat(program.log()).contains("Stopping", "Stopped").doesNotContain("ERROR");
    }

    @Test
    void withoutAPanelTheWindowStaysInTheListOfWindows() throws Exception {
        try (Desktop desktop = Desktop.withWindows("no-panel-")) {
            var program = new RunningProgram(desktop, folder);
            program.start("--background");
            program.awaitInListOfWindows();
            assertThat(program.windowIsVisible()).as("at login it is minimised").isFalse();
            program.pickFromListOfWindows();
            program.awaitWindow(true);
            program.closeWindow();
            program.awaitWindow(false);
            program.awaitInListOfWindows();
            program.pickFromListOfWindows();
            program.awaitWindow(true);
            assertThat(program.serves()).isTrue();
        }
    }
}
