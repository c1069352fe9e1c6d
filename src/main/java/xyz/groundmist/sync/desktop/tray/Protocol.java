package xyz.groundmist.sync.desktop.tray;

import org.freedesktop.dbus.Struct;
import org.freedesktop.dbus.Tuple;
import org.freedesktop.dbus.annotations.DBusInterfaceName;
import org.freedesktop.dbus.annotations.Position;
import org.freedesktop.dbus.interfaces.DBusInterface;
import org.freedesktop.dbus.types.UInt32;
import org.freedesktop.dbus.types.Variant;

import java.util.List;
import java.util.Map;

/**
 * What is said over the session bus. Names and shapes are those of the specifications:
 * freedesktop.org's StatusNotifierItem (as KDE named its interfaces), libdbusmenu's dbus-menu.xml,
 * the Desktop Notifications Specification 1.2, and the Settings portal.
 */
final class Protocol {
    static final String WATCHER = "org.kde.StatusNotifierWatcher";
    static final String WATCHER_PATH = "/StatusNotifierWatcher";
    static final String ITEM = "org.kde.StatusNotifierItem";
    static final String ITEM_PATH = "/StatusNotifierItem";
    static final String MENU = "com.canonical.dbusmenu";
    static final String MENU_PATH = "/MenuBar";
    static final String NOTIFICATIONS = "org.freedesktop.Notifications";
    static final String NOTIFICATIONS_PATH = "/org/freedesktop/Notifications";
    static final String PORTAL = "org.freedesktop.portal.Desktop";
    static final String PORTAL_PATH = "/org/freedesktop/portal/desktop";
    static final String PORTAL_SETTINGS = "org.freedesktop.portal.Settings";
    static final String APPEARANCE = "org.freedesktop.appearance";
    static final String COLOR_SCHEME = "color-scheme";
    static final String BUS = "org.freedesktop.DBus";
    static final String BUS_PATH = "/org/freedesktop/DBus";

    private Protocol() {}

    @DBusInterfaceName(WATCHER)
    public interface Watcher extends DBusInterface {
        void RegisterStatusNotifierItem(String service);
    }

    /** What hosts call on an icon; they read the rest as properties. */
    @DBusInterfaceName(ITEM)
    public interface Item extends DBusInterface {
        void Activate(int x, int y);

        void SecondaryActivate(int x, int y);

        void ContextMenu(int x, int y);

        void Scroll(int delta, String orientation);
    }

    @DBusInterfaceName(MENU)
    public interface Menu extends DBusInterface {
        Pair<UInt32, Node> GetLayout(int parentId, int depth, List<String> names);

        List<RowProperties> GetGroupProperties(List<Integer> ids, List<String> names);

        Variant<?> GetProperty(int id, String name);

        void Event(int id, String what, Variant<?> data, UInt32 timestamp);

        List<Integer> EventGroup(List<MenuEvent> events);

        boolean AboutToShow(int id);

        Pair<List<Integer>, List<Integer>> AboutToShowGroup(List<Integer> ids);
    }

    @DBusInterfaceName(NOTIFICATIONS)
    public interface Notify extends DBusInterface {
        List<String> GetCapabilities();

        UInt32 Notify(
                String program,
                UInt32 replaces,
                String icon,
                String title,
                String text,
                List<String> actions,
                Map<String, Variant<?>> hints,
                int timeout);
    }

    @DBusInterfaceName(PORTAL_SETTINGS)
    public interface Portal extends DBusInterface {
        Variant<?> Read(String namespace, String key);
    }

    /** One size of an icon: {@code (iiay)}, ARGB32 in network byte order. */
    public static final class Pixmap extends Struct {
        @Position(0)
        public final int width;

        @Position(1)
        public final int height;

        @Position(2)
        public final byte[] argb;

        public Pixmap(int width, int height, byte[] argb) {
            this.width = width;
            this.height = height;
            this.argb = argb;
        }
    }

    /** {@code (sa(iiay)ss)} */
    public static final class ToolTip extends Struct {
        @Position(0)
        public final String icon;

        @Position(1)
        public final List<Pixmap> pixmaps;

        @Position(2)
        public final String title;

        @Position(3)
        public final String text;

        public ToolTip(String icon, List<Pixmap> pixmaps, String title, String text) {
            this.icon = icon;
            this.pixmaps = pixmaps;
            this.title = title;
            this.text = text;
        }
    }

    /** Two values that a method gives back. */
    public static final class Pair<A, B> extends Tuple {
        @Position(0)
        public final A first;

        @Position(1)
        public final B second;

        public Pair(A first, B second) {
            this.first = first;
            this.second = second;
        }
    }

    /** {@code (ia{sv}av)} */
    public static final class Node extends Struct {
        @Position(0)
        public final int id;

        @Position(1)
        public final Map<String, Variant<?>> properties;

        @Position(2)
        public final List<Variant<?>> children;

        public Node(int id, Map<String, Variant<?>> properties, List<Variant<?>> children) {
            this.id = id;
            this.properties = properties;
            this.children = children;
        }
    }

    /** {@code (ia{sv})} */
    public static final class RowProperties extends Struct {
        @Position(0)
        public final int id;

        @Position(1)
        public final Map<String, Variant<?>> properties;

        public RowProperties(int id, Map<String, Variant<?>> properties) {
            this.id = id;
            this.properties = properties;
        }
    }

    /** {@code (isvu)} */
    public static final class MenuEvent extends Struct {
        @Position(0)
        public final int id;

        @Position(1)
        public final String what;

        @Position(2)
        public final Variant<?> data;

        @Position(3)
        public final UInt32 timestamp;

        public MenuEvent(int id, String what, Variant<?> data, UInt32 timestamp) {
            this.id = id;
            this.what = what;
            this.data = data;
            this.timestamp = timestamp;
        }
    }
}
