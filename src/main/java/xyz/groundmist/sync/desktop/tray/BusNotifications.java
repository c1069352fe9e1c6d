package xyz.groundmist.sync.desktop.tray;

import org.freedesktop.dbus.exceptions.DBusExecutionException;
import org.freedesktop.dbus.matchrules.DBusMatchRuleBuilder;
import org.freedesktop.dbus.types.UInt32;
import org.freedesktop.dbus.types.Variant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Notifications over D-Bus; the desktop starts what shows them when it is first needed. */
final class BusNotifications implements Notifications {
    private static final Logger log = LoggerFactory.getLogger(BusNotifications.class);

    /** The action that a click on the notification itself means. */
    private static final String CLICK = "default";

    /** Clicks on older ones do nothing. */
    private static final int REMEMBERED = 32;

    private static final int DESKTOP_DECIDES = -1;

    private final TrayWords words;
    private final TrayThread thread;
    private final Supplier<@Nullable Bus> bus;

    // guarded by this
    private final Map<Long, Runnable> clicks = new LinkedHashMap<>();
    private @Nullable Bus known;
    private boolean markup;

    BusNotifications(TrayWords words, TrayThread thread, Supplier<@Nullable Bus> bus) {
        this.words = words;
        this.thread = thread;
        this.bus = bus;
    }

    @Override
    public void show(String title, String text, @Nullable Runnable clicked) {
        // apart from the tray's thread, as the desktop may take long to answer
        Thread.ofVirtual()
                .name("tray-notification")
                .start(() -> {
                    Bus over = bus.get();
                    if (over == null) return;
                    try {
                        ask(over, title, text, clicked);
                    } catch (IOException | DBusExecutionException e) {
                        log.info("the desktop shows no notifications: {}", e.getMessage());
                    }
                });
    }

    /** Keeps answers waiting until the number of this notification is known. */
    private synchronized void ask(Bus over, String title, String text, @Nullable Runnable clicked)
            throws IOException {
        Protocol.Notify desktop =
                over.call(
                        Protocol.NOTIFICATIONS,
                        Protocol.NOTIFICATIONS_PATH,
                        Protocol.Notify.class,
                        true);
        if (known != over) {
            clicks.clear();
            markup = desktop.GetCapabilities().contains("body-markup");
            over.onSignal(signal("ActionInvoked"), this::invoked);
            over.onSignal(signal("NotificationClosed"), this::closed);
            known = over;
        }
        UInt32 number =
                desktop.Notify(
                        words.name(),
                        new UInt32(0),
                        "groundmist-sync",
                        oneLine(title),
                        markup ? escaped(text) : text,
                        clicked == null ? List.of() : List.of(CLICK, words.look()),
                        Map.of("desktop-entry", new Variant<>("groundmist-sync")),
                        DESKTOP_DECIDES);
        if (clicked == null) return;
        if (clicks.size() >= REMEMBERED) clicks.remove(clicks.keySet().iterator().next());
        clicks.put(number.longValue(), clicked);
    }

    private synchronized void invoked(Object[] parameters) {
        if (parameters.length < 2 || !CLICK.equals(parameters[1])) return;
        if (!(parameters[0] instanceof UInt32 number)) return;
        Runnable clicked = clicks.remove(number.longValue());
        if (clicked != null) thread.tell(clicked);
    }

    private synchronized void closed(Object[] parameters) {
        if (parameters.length > 0 && parameters[0] instanceof UInt32 number) {
            clicks.remove(number.longValue());
        }
    }

    private static DBusMatchRuleBuilder signal(String name) {
        return DBusMatchRuleBuilder.create()
                .withType("signal")
                .withInterface(Protocol.NOTIFICATIONS)
                .withPath(Protocol.NOTIFICATIONS_PATH)
                .withMember(name);
    }

    private static String oneLine(String title) {
        return title.replaceAll("\\p{Cntrl}+", " ");
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
