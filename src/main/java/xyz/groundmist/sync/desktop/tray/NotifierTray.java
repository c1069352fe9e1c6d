package xyz.groundmist.sync.desktop.tray;

import org.freedesktop.dbus.exceptions.DBusExecutionException;
import org.freedesktop.dbus.matchrules.DBusMatchRuleBuilder;
import org.freedesktop.dbus.types.UInt32;
import org.freedesktop.dbus.types.Variant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The icon over D-Bus. It registers with whichever panel owns the watcher's name, again whenever
 * that changes hands, and comes back when the session bus does. Without changes nothing is sent.
 */
final class NotifierTray implements Tray {
    private static final Logger log = LoggerFactory.getLogger(NotifierTray.class);
    private static final long GRACE = TimeUnit.SECONDS.toMillis(5);
    private static final long FIRST_RETRY = TimeUnit.SECONDS.toMillis(1);
    private static final long LONGEST_RETRY = TimeUnit.SECONDS.toMillis(30);

    /** Programs with a process number of their own (in containers) may want the same names. */
    private static final int NAMES = 20;

    private static final int PREFER_LIGHT = 2;

    private final TrayWords words;
    private final Consumer<TrayAction> chosen;
    private final Map<String, String> environment;
    private final TrayThread thread = new TrayThread();
    private final Hosting hosting;
    private final BusNotifications notifications;

    // only the tray's thread touches these
    private final Motion motion = new Motion();
    private @Nullable TrayView view;
    private Ink ink = Ink.WHITE;
    private @Nullable Future<?> tick;
    private boolean watched;
    private String name = "";
    private long retry = FIRST_RETRY;
    private int connections;

    private volatile @Nullable Bus bus;
    private volatile @Nullable Shown shown;

    NotifierTray(
            TrayWords words,
            Consumer<TrayAction> chosen,
            Map<String, String> environment,
            long grace) {
        this.words = words;
        this.chosen = chosen;
        this.environment = environment;
        hosting = new Hosting(thread, grace);
        notifications = new BusNotifications(words, thread, () -> bus);
    }

    static Tray open(
            TrayWords words, Map<String, String> environment, Consumer<TrayAction> chosen) {
        return new NotifierTray(words, chosen, environment, GRACE);
    }

    @Override
    public void show(TrayView next) {
        thread.post(() -> {
            boolean first = view == null;
            view = next;
            motion.want(next.state(), now());
            refresh();
            if (first) connect();
        });
    }

    @Override
    public void reduceMotion(boolean reduce) {
        thread.post(() -> {
            motion.reduce(reduce);
            refresh();
        });
    }

    @Override
    public boolean hosted() {
        return hosting.hosted();
    }

    @Override
    public void onHosted(Consumer<Boolean> changed) {
        hosting.onChange(changed);
    }

    @Override
    public Notifications notifications() {
        return notifications;
    }

    @Override
    public void close() {
        thread.end(() -> {
            Bus last = bus;
            bus = null;
            if (last != null) last.close();
        });
    }

    private void connect() {
        String address = Bus.address(environment);
        if (address == null) {
            hosting.is(false);
            return;
        }
        int number = ++connections;
        try {
            Bus opened = Bus.connect(address, () -> thread.post(() -> lost(number)));
            bus = opened;
            setUp(opened);
            retry = FIRST_RETRY;
        } catch (IOException | DBusExecutionException e) {
            log.debug("no icon yet", e);
            Bus half = bus;
            lost(number);
            if (half != null) half.close();
        }
    }

    private void setUp(Bus opened) throws IOException {
        opened.export(Protocol.ITEM_PATH, new BusItem(words, this::shown, this::choose));
        opened.export(Protocol.MENU_PATH, new BusMenu(this::shown, this::choose));
        String prefix = "org.kde.StatusNotifierItem-" + ProcessHandle.current().pid() + "-";
        int number = 1;
        while (number < NAMES && !opened.own(prefix + number)) number++;
        name = prefix + number;

        opened.onOwner(Protocol.WATCHER, () -> thread.post(this::register));
        for (String signal : List.of("Registered", "Unregistered")) {
            opened.onSignal(
                    DBusMatchRuleBuilder.create()
                            .withType("signal")
                            .withInterface(Protocol.WATCHER)
                            .withPath(Protocol.WATCHER_PATH)
                            .withMember("StatusNotifierHost" + signal),
                    ignored -> thread.post(this::lookForHost));
        }
        register();

        opened.onOwner(Protocol.PORTAL, this::askForColours);
        opened.onSignal(
                DBusMatchRuleBuilder.create()
                        .withType("signal")
                        .withInterface(Protocol.PORTAL_SETTINGS)
                        .withPath(Protocol.PORTAL_PATH)
                        .withMember("SettingChanged")
                        .withArg0123(0, Protocol.APPEARANCE),
                changed -> {
                    if (changed.length > 2 && Protocol.COLOR_SCHEME.equals(changed[1])) {
                        colours(changed[2]);
                    }
                });
        askForColours();
    }

    /** The connection broke, or couldn't be made. */
    private void lost(int number) {
        if (number != connections) return;
        connections++;
        bus = null;
        watched = false;
        hosting.is(false);
        thread.later(retry, this::connect);
        retry = Math.min(2 * retry, LONGEST_RETRY);
    }

    private void register() {
        Bus now = bus;
        if (now == null) return;
        try {
            if (now.has(Protocol.WATCHER)) {
                now.call(Protocol.WATCHER, Protocol.WATCHER_PATH, Protocol.Watcher.class)
                        .RegisterStatusNotifierItem(name);
            }
        } catch (IOException | DBusExecutionException e) {
            log.debug("the panel didn't take the icon", e);
        }
        lookForHost();
    }

    private void lookForHost() {
        Bus now = bus;
        if (now == null) return;
        boolean found = false;
        try {
            found =
                    now.has(Protocol.WATCHER)
                            && !Boolean.FALSE.equals(
                                    now.property(
                                            Protocol.WATCHER,
                                            Protocol.WATCHER_PATH,
                                            Protocol.WATCHER,
                                            "IsStatusNotifierHostRegistered"));
        } catch (IOException | DBusExecutionException e) {
            log.debug("the panel doesn't answer", e);
        }
        watched = found;
        hosting.is(found);
        refresh();
    }

    /** Not on the tray's thread, as portals may take long to answer. */
    private void askForColours() {
        Bus now = bus;
        if (now == null) return;
        Thread.ofVirtual()
                .name("tray-colours")
                .start(() -> {
                    try {
                        if (!now.has(Protocol.PORTAL)) return;
                        colours(
                                now.call(
                                                Protocol.PORTAL,
                                                Protocol.PORTAL_PATH,
                                                Protocol.Portal.class)
                                        .Read(Protocol.APPEARANCE, Protocol.COLOR_SCHEME));
                    } catch (IOException | DBusExecutionException e) {
                        log.debug("the desktop doesn't tell its colours", e);
                    }
                });
    }

    /** Panels are dark, unless the desktop is asked to be light: "no preference" says nothing. */
    private void colours(@Nullable Object scheme) {
        Object value = scheme;
        while (value instanceof Variant<?> variant) value = variant.getValue();
        boolean light = value instanceof UInt32 number && number.intValue() == PREFER_LIGHT;
        thread.post(() -> {
            ink = light ? Ink.BLACK : Ink.WHITE;
            refresh();
        });
    }

    /** Brings what panels see up to date, and does so again when the drawing has to move. */
    private void refresh() {
        if (tick != null) tick.cancel(false);
        tick = null;
        TrayView current = view;
        if (current == null) return;
        long now = now();
        Shown before = shown;
        Shown next = new Shown(motion.at(now), ink, current, MenuRow.of(current, words));
        shown = next;
        Bus to = bus;
        if (before != null && to != null) {
            try {
                tell(to, before, next);
            } catch (IOException e) {
                log.debug("the session bus is gone", e);
            }
        }
        long change = motion.next(now);
        if (watched && change != Motion.NEVER) tick = thread.later(change - now, this::refresh);
    }

    private static void tell(Bus to, Shown before, Shown next) throws IOException {
        if (before.ink() != next.ink()) {
            to.signal(Protocol.ITEM_PATH, Protocol.ITEM, "NewAttentionIcon", null);
        }
        if (before.ink() != next.ink() || before.drawing() != next.drawing()) {
            to.signal(Protocol.ITEM_PATH, Protocol.ITEM, "NewIcon", null);
        }
        if (!before.status().equals(next.status())) {
            to.signal(Protocol.ITEM_PATH, Protocol.ITEM, "NewStatus", "s", next.status());
        }
        if (!before.view().tooltip().equals(next.view().tooltip())) {
            to.signal(Protocol.ITEM_PATH, Protocol.ITEM, "NewToolTip", null);
        }
        var changed = new ArrayList<Protocol.RowProperties>();
        for (int i = 0; i < next.menu().size(); i++) {
            MenuRow row = next.menu().get(i);
            if (!row.equals(before.menu().get(i))) {
                changed.add(new Protocol.RowProperties(row.id(), BusMenu.properties(row)));
            }
        }
        if (!changed.isEmpty()) {
            to.signal(
                    Protocol.MENU_PATH,
                    Protocol.MENU,
                    "ItemsPropertiesUpdated",
                    "a(ia{sv})a(ias)",
                    changed,
                    List.of());
        }
    }

    private Shown shown() {
        return Objects.requireNonNull(shown, "nothing is exported before the first view");
    }

    private void choose(TrayAction action) {
        thread.tell(() -> chosen.accept(action));
    }

    private static long now() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    }
}
