package xyz.groundmist.sync.desktop.tray;

import org.freedesktop.dbus.DBusPath;
import org.freedesktop.dbus.errors.UnknownProperty;
import org.freedesktop.dbus.interfaces.Properties;
import org.freedesktop.dbus.types.Variant;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The icon, as a StatusNotifierItem. Called on the connection's thread for method calls. */
final class BusItem implements Protocol.Item, Properties {
    /** Panels of 16 and 22 pixels, those and 24 also doubled; others scale the largest. */
    private static final int[] SIZES = {16, 22, 24, 32, 48};

    private static final List<String> PROPERTIES =
            List.of(
                    "Category",
                    "Id",
                    "Title",
                    "Status",
                    "WindowId",
                    "ItemIsMenu",
                    "IconThemePath",
                    "IconName",
                    "IconPixmap",
                    "IconAccessibleDesc",
                    "AttentionIconName",
                    "AttentionIconPixmap",
                    "AttentionAccessibleDesc",
                    "OverlayIconName",
                    "ToolTip",
                    "Menu");

    private final TrayWords words;
    private final Supplier<Shown> shown;
    private final Consumer<TrayAction> chosen;

    /** The drawings of one ink; only the method-call thread touches it. */
    private final Map<Drawing, Variant<?>> drawn = new EnumMap<>(Drawing.class);

    private Ink ink = Ink.WHITE;

    BusItem(TrayWords words, Supplier<Shown> shown, Consumer<TrayAction> chosen) {
        this.words = words;
        this.shown = shown;
        this.chosen = chosen;
    }

    @Override
    public void Activate(int x, int y) {
        chosen.accept(TrayAction.OPEN_HOME);
    }

    @Override
    public void SecondaryActivate(int x, int y) {}

    @Override
    public void ContextMenu(int x, int y) {}

    @Override
    public void Scroll(int delta, String orientation) {}

    @Override
    public String getObjectPath() {
        return Protocol.ITEM_PATH;
    }

    @Override
    @SuppressWarnings("unchecked") // the interface can't say that it gives variants
    public <A> A Get(String type, String name) {
        return (A) property(name);
    }

    @Override
    public Map<String, Variant<?>> GetAll(String type) {
        var all = new LinkedHashMap<String, Variant<?>>();
        for (String name : PROPERTIES) all.put(name, property(name));
        return all;
    }

    @Override
    public <A> void Set(String type, String name, A value) {}

    private Variant<?> property(String name) {
        Shown now = shown.get();
        return switch (name) {
            case "Category" -> new Variant<>("ApplicationStatus");
            case "Id" -> new Variant<>("groundmist-sync");
            case "Title" -> new Variant<>(words.name());
            case "Status" -> new Variant<>(now.status());
            case "WindowId" -> new Variant<>(0);
            case "ItemIsMenu" -> new Variant<>(false);
            case "IconThemePath", "IconName", "AttentionIconName", "OverlayIconName" ->
                    new Variant<>("");
            case "IconPixmap" -> pixmaps(now.ink(), now.drawing());
            case "AttentionIconPixmap" -> pixmaps(now.ink(), Drawing.ATTENTION);
            case "IconAccessibleDesc", "AttentionAccessibleDesc" -> new Variant<>(sentence(now));
            case "ToolTip" ->
                    // some panels show only the title
                    new Variant<>(
                            new Protocol.ToolTip("", List.of(), sentence(now), ""), "(sa(iiay)ss)");
            case "Menu" -> new Variant<>(new DBusPath(Protocol.MENU_PATH));
            default -> throw new UnknownProperty("An icon has no property " + name + ".");
        };
    }

    private String sentence(Shown now) {
        return words.name() + ": " + now.view().tooltip();
    }

    private Variant<?> pixmaps(Ink wanted, Drawing drawing) {
        if (ink != wanted) drawn.clear();
        ink = wanted;
        return drawn.computeIfAbsent(
                drawing,
                key ->
                        new Variant<>(
                                Arrays.stream(SIZES)
                                        .mapToObj(size -> pixmap(wanted, key, size))
                                        .toList(),
                                "a(iiay)"));
    }

    private static Protocol.Pixmap pixmap(Ink ink, Drawing drawing, int size) {
        return new Protocol.Pixmap(size, size, ink.argb(drawing, size, true));
    }
}
