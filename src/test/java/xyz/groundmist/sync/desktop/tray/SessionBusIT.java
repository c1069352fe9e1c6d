package xyz.groundmist.sync.desktop.tray;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.freedesktop.dbus.exceptions.DBusExecutionException;
import org.freedesktop.dbus.types.UInt32;
import org.freedesktop.dbus.types.Variant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** The icon on a session bus that is late, dies, or has odd company. */
final class SessionBusIT {
    private static final long GRACE = 500;

    private final Deque<AutoCloseable> closing = new ArrayDeque<>();
    private final List<TrayAction> chosen = new CopyOnWriteArrayList<>();
    private final List<Boolean> hosted = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() throws Exception {
        while (!closing.isEmpty()) closing.pop().close();
    }

    @Test
    void aBusThatStartsLateOrStartsAgainIsFound() throws Exception {
        Desktop desktop = Desktop.withoutBus("late-");
        closing.push(desktop);
        Tray tray = tray(desktop.environment());
        tray.show(Views.of(TrayState.RUNNING));
        Desktop.await("the answer", () -> hosted.equals(List.of(false)));

        Process bus = desktop.startBus();
        new FakePanel(desktop, true);
        Desktop.await("the panel", () -> hosted.equals(List.of(false, true)));

        Desktop.kill(bus);
        Desktop.await("the loss", () -> hosted.equals(List.of(false, true, false)));
        assertThat(leastCpuNanos())
                .as("processor time in 2 s without a bus")
                .isLessThan(TimeUnit.MILLISECONDS.toNanos(400));

        desktop.startBus();
        closing.push(new FakePanel(desktop, true));
        Desktop.await("the panel", () -> hosted.equals(List.of(false, true, false, true)));
    }

    /** In the quietest 2 s of some: what else this JVM does, such as compiling, comes to an end. */
    private static long leastCpuNanos() throws InterruptedException {
        long least = Long.MAX_VALUE;
        for (int window = 0; window < 5; window++) {
            long before = cpuNanos();
            Thread.sleep(2_000);
            least = Math.min(least, cpuNanos() - before);
        }
        return least;
    }

    private static long cpuNanos() {
        return ProcessHandle.current().info().totalCpuDuration().orElseThrow().toNanos();
    }

    @Test
    void withoutAnySessionThereIsNoPanelAndNoError() throws Exception {
        Tray tray = tray(Map.of());
        tray.show(Views.of(TrayState.RUNNING));
        tray.notifications().show("An app asks", "Library", null);
        Desktop.await("the answer", () -> hosted.equals(List.of(false)));
        assertThat(tray.hosted()).isFalse();
    }

    @Test
    void aWatcherWithoutAPanelShowsNothing() throws Exception {
        Desktop desktop = desktop();
        var watcher = new FakePanel(desktop, false);
        closing.push(watcher);
        Tray tray = tray(desktop.environment());
        tray.show(Views.of(TrayState.RUNNING));
        Desktop.await("the answer", () -> hosted.equals(List.of(false)));

        watcher.host(true);
        Desktop.await("the panel", tray::hosted);
        watcher.host(false);
        watcher.host(true);
        Thread.sleep(2 * GRACE);
        assertThat(hosted).containsExactly(false, true);
        assertThat(watcher.items()).hasSize(1);
    }

    @Test
    void whatIsNoLongerOfferedCantBeClicked() throws Exception {
        Desktop desktop = desktop();
        var panel = new FakePanel(desktop, true);
        closing.push(panel);
        Tray tray = tray(desktop.environment());
        tray.show(Views.of(TrayState.RUNNING));
        Desktop.await("the panel", tray::hosted);
        int stop = row("Stop syncing");
        int start = row("Start syncing");

        click(panel, start);
        click(panel, 4711);
        tray.show(Views.of(TrayState.STOPPED));
        Desktop.await(
                "the other row",
                () -> panel.menu().GetProperty(start, "visible").getValue().equals(true));
        click(panel, stop);
        click(panel, start);
        assertThat(
                        panel.menu()
                                .EventGroup(
                                        List.of(
                                                event(start, "opened"),
                                                event(start, "clicked"),
                                                event(4711, "clicked"))))
                .containsExactly(4711);
        panel.item().Activate(0, 0);
        Desktop.await("the click", () -> chosen.contains(TrayAction.OPEN_HOME));
        assertThat(chosen)
                .containsExactly(TrayAction.START, TrayAction.START, TrayAction.OPEN_HOME);
    }

    private static int row(String label) {
        return MenuRow.of(Views.of(TrayState.RUNNING), Views.WORDS).stream()
                .filter(row -> label.equals(row.label()))
                .findFirst()
                .orElseThrow()
                .id();
    }

    private static void click(FakePanel panel, int id) throws Exception {
        panel.menu().Event(id, "clicked", new Variant<>(0), new UInt32(0));
    }

    private static Protocol.MenuEvent event(int id, String what) {
        return new Protocol.MenuEvent(id, what, new Variant<>(0), new UInt32(0));
    }

    @Test
    void oddQuestionsGetErrorsAndHarmNothing() throws Exception {
        Desktop desktop = desktop();
        var panel = new FakePanel(desktop, true);
        closing.push(panel);
        Tray tray = tray(desktop.environment());
        tray.show(Views.of(TrayState.ATTENTION));
        Desktop.await("the panel", tray::hosted);

        assertThatThrownBy(() -> panel.property("Colour"))
                .isInstanceOf(DBusExecutionException.class);
        assertThatThrownBy(() -> panel.menu().GetLayout(4711, -1, List.of()))
                .isInstanceOf(DBusExecutionException.class);
        assertThatThrownBy(() -> panel.menu().GetProperty(1, "icon-name"))
                .isInstanceOf(DBusExecutionException.class);
        assertThat(panel.property("Status")).isEqualTo("NeedsAttention");
        assertThat(panel.menu().GetGroupProperties(List.of(1, 4711), List.of("label")))
                .singleElement()
                .satisfies(row -> assertThat(row.properties.keySet()).containsExactly("label"));
    }

    @Test
    void theInkFollowsTheDesktop() throws Exception {
        Desktop desktop = desktop();
        var panel = new FakePanel(desktop, true);
        closing.push(panel);
        Tray tray = tray(desktop.environment());
        tray.show(Views.of(TrayState.RUNNING));
        Desktop.await("the panel", tray::hosted);
        assertThat(ink(panel)).isEqualTo(Ink.WHITE);

        var portal = new FakePortal(desktop, 2);
        closing.push(portal);
        Desktop.await("black", () -> ink(panel) == Ink.BLACK);
        portal.change(1);
        Desktop.await("white", () -> ink(panel) == Ink.WHITE);
    }

    /** The ink of the ground, which is always full. */
    private static Ink ink(FakePanel panel) throws Exception {
        Object value = panel.property("IconPixmap");
        while (value instanceof Variant<?> variant) value = variant.getValue();
        Object[] largest = (Object[]) ((List<?>) value).getLast();
        int size = (int) largest[0];
        Object red = ((List<?>) largest[2]).get(4 * (size * (size - 6) + size / 2) + 1);
        return red.equals((byte) 0) ? Ink.BLACK : Ink.WHITE;
    }

    @Test
    void aNotificationIsShownAsItIsWrittenAndClickedOnce() throws Exception {
        Desktop desktop = desktop();
        var shown = new FakeNotifications(desktop, "body", "body-markup", "actions");
        closing.push(shown);
        Tray tray = tray(desktop.environment());
        tray.show(Views.of(TrayState.RUNNING));
        Desktop.await("the answer", () -> !hosted.isEmpty());
        var clicks = new CopyOnWriteArrayList<String>();

        tray.notifications().show("An app\nasks", "<b>Library</b> & co", () -> clicks.add("first"));
        Desktop.await("a notification", () -> shown.notes().size() == 1);
        tray.notifications().show("Another", "text", () -> clicks.add("second"));
        Desktop.await("a notification", () -> shown.notes().size() == 2);
        tray.notifications().show("Nothing to do", "text", null);
        Desktop.await("a notification", () -> shown.notes().size() == 3);
        assertThat(shown.notes().getFirst())
                .isEqualTo(
                        new FakeNotifications.Note(
                                "An app asks",
                                "&lt;b&gt;Library&lt;/b&gt; &amp; co",
                                List.of("default", "Look")));
        assertThat(shown.notes().getLast().actions()).isEmpty();

        shown.click(2);
        shown.click(1);
        shown.click(1);
        shown.click(3);
        Desktop.await("the clicks", () -> clicks.size() == 2);
        assertThat(clicks).containsExactly("second", "first");
    }

    private Desktop desktop() throws Exception {
        Desktop desktop = Desktop.start("bus-");
        closing.push(desktop);
        return desktop;
    }

    private Tray tray(Map<String, String> environment) {
        var tray = new NotifierTray(Views.WORDS, chosen::add, environment, GRACE);
        closing.push(tray);
        tray.onHosted(hosted::add);
        return tray;
    }
}
