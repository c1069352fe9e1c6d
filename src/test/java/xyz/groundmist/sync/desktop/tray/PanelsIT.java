package xyz.groundmist.sync.desktop.tray;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The icon in the panels of real desktops, looked at on the screen and clicked with the pointer.
 */
final class PanelsIT {
    private static final int SIZE = 22;
    private static final int DARK = 0x1e;
    private static final int LIGHT = 0xf0;

    private static final long GRACE = 500;

    private final Deque<AutoCloseable> closing = new ArrayDeque<>();
    private final List<TrayAction> chosen = new CopyOnWriteArrayList<>();
    private final List<Boolean> hosted = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() throws Exception {
        while (!closing.isEmpty()) closing.pop().close();
    }

    @ParameterizedTest
    @CsvSource({
        "XFCE, 16, dark", "XFCE, 22, dark", "XFCE, 32, light",
        "LXQT, 16, dark", "LXQT, 22, light", "LXQT, 32, dark"
    })
    void everyStateIsSeen(Panel panel, int size, String theme) throws Exception {
        boolean light = theme.equals("light");
        Desktop desktop = desktop();
        if (light) closing.push(new FakePortal(desktop, 2));
        panel.start(desktop, size, light ? LIGHT : DARK);
        Tray tray = tray(desktop);
        for (TrayState state : TrayState.values()) {
            tray.show(Views.of(state));
            Ink ink = light ? Ink.BLACK : Ink.WHITE;
            Desktop.await(
                    state + " on the screen",
                    () -> {
                        var icon =
                                desktop.screen()
                                        .icon(ink, size, panel.height(size), light ? LIGHT : DARK);
                        return icon.difference() < Panel.LIKENESS
                                && drawn(state).contains(icon.drawing());
                    });
            String name = "%s-%d-%s-%s.png".formatted(panel, size, theme, state);
            desktop.screen().save(Path.of("target", "desktop", "pictures", name));
        }
    }

    private static Set<Drawing> drawn(TrayState state) {
        return switch (state) {
            case STOPPED -> EnumSet.of(Drawing.STOPPED);
            case ATTENTION -> EnumSet.of(Drawing.ATTENTION);
            case WORKING -> EnumSet.of(Drawing.WORKING_1, Drawing.WORKING_2, Drawing.WORKING_3);
            case RUNNING -> EnumSet.of(Drawing.RUNNING);
        };
    }

    @ParameterizedTest
    @EnumSource
    void theMenuIsClickedAndTheClickTakesEffectOnce(Panel panel) throws Exception {
        Desktop desktop = desktop();
        panel.start(desktop, SIZE, DARK);
        Tray tray = tray(desktop);
        tray.show(Views.of(TrayState.ATTENTION));
        var icon = seen(desktop, panel, Drawing.ATTENTION);

        panel.choose(desktop, SIZE, icon, 6, 2);
        Desktop.await("the click", () -> chosen.contains(TrayAction.STOP));
        tray.show(Views.of(TrayState.STOPPED));
        seen(desktop, panel, Drawing.STOPPED);
        panel.choose(desktop, SIZE, icon, 5, 1);
        Desktop.await("the click", () -> chosen.contains(TrayAction.START));
        panel.choose(desktop, SIZE, icon, 5, 2);
        Desktop.await("the click", () -> chosen.contains(TrayAction.COPY_ADDRESS));
        desktop.point("mousemove", icon.x() + SIZE / 2, icon.y() + SIZE / 2, "click", 1);
        Desktop.await("the click", () -> chosen.contains(TrayAction.OPEN_HOME));

        Thread.sleep(300);
        assertThat(chosen)
                .containsExactly(
                        TrayAction.STOP,
                        TrayAction.START,
                        TrayAction.COPY_ADDRESS,
                        TrayAction.OPEN_HOME);
    }

    @ParameterizedTest
    @EnumSource
    void aPanelThatStartsLateOrStartsAgainShowsTheIcon(Panel panel) throws Exception {
        Desktop desktop = desktop();
        Tray tray = tray(desktop);
        tray.show(Views.of(TrayState.RUNNING));
        Desktop.await("the answer", () -> hosted.equals(List.of(false)));
        assertThat(tray.hosted()).isFalse();

        Process first = panel.start(desktop, SIZE, DARK);
        seen(desktop, panel, Drawing.RUNNING);
        Desktop.await("the panel", () -> hosted.equals(List.of(false, true)));

        Desktop.kill(first);
        Desktop.await("the loss", () -> hosted.equals(List.of(false, true, false)));
        assertThat(tray.hosted()).isFalse();
        tray.show(Views.of(TrayState.STOPPED));

        panel.start(desktop, SIZE, DARK);
        seen(desktop, panel, Drawing.STOPPED);
        Desktop.await("the panel", () -> hosted.equals(List.of(false, true, false, true)));
        assertThat(tray.hosted()).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void theWaveDriftsWhileThereIsWorkAndThenNothingIsSaid(Panel panel) throws Exception {
        Desktop desktop = desktop();
        panel.start(desktop, SIZE, DARK);
        Tray tray = tray(desktop);
        tray.show(Views.of(TrayState.RUNNING));
        seen(desktop, panel, Drawing.RUNNING);

        tray.show(Views.of(TrayState.WORKING));
        Set<Drawing> frames = EnumSet.noneOf(Drawing.class);
        Desktop.await(
                "all frames",
                () -> {
                    frames.add(
                            desktop.screen()
                                    .icon(Ink.WHITE, SIZE, panel.height(SIZE), DARK)
                                    .drawing());
                    return frames.containsAll(drawn(TrayState.WORKING));
                });
        tray.show(Views.of(TrayState.RUNNING));
        seen(desktop, panel, Drawing.RUNNING);

        Thread.sleep(500);
        assertThat(desktop.messages(3)).isZero();
    }

    private Desktop desktop() throws Exception {
        Desktop desktop = Desktop.start("panels-");
        closing.push(desktop);
        return desktop;
    }

    private Tray tray(Desktop desktop) {
        var tray = new NotifierTray(Views.WORDS, chosen::add, desktop.environment(), GRACE);
        closing.push(tray);
        tray.onHosted(hosted::add);
        return tray;
    }

    private static Screen.Match seen(Desktop desktop, Panel panel, Drawing drawing)
            throws Exception {
        return panel.awaitIcon(desktop, SIZE, DARK, drawing);
    }
}
