package xyz.groundmist.sync.desktop.tray;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.awt.AWTException;
import java.awt.Image;
import java.awt.MenuItem;
import java.awt.PopupMenu;
import java.awt.SystemTray;
import java.awt.TrayIcon;
import java.awt.event.MouseAdapter;
import java.awt.event.MouseEvent;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** AWT's side of the icon; everything here happens on AWT's event thread. */
final class AwtIcon {
    private static final Logger log = LoggerFactory.getLogger(AwtIcon.class);

    /** So long a click that AWT only calls an action is taken for one on the notification. */
    private static final long NOTIFICATION_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final AwtLook look;
    private final Consumer<TrayAction> chosen;
    private final Executor teller;
    private final Consumer<Boolean> hosted;
    private final Map<Drawing, Image> pictures = new EnumMap<>(Drawing.class);

    private @Nullable TrayIcon icon;
    private @Nullable Shown shown;
    private @Nullable Runnable notified;
    private long notifiedAt;

    /**
     * @param teller runs what a notification's click means
     * @param hosted told whether the system shows the icon
     */
    AwtIcon(AwtLook look, Consumer<TrayAction> chosen, Executor teller, Consumer<Boolean> hosted) {
        this.look = look;
        this.chosen = chosen;
        this.teller = teller;
        this.hosted = hosted;
    }

    void show(Shown next, String tooltip) {
        Shown before = shown;
        shown = next;
        TrayIcon there = icon;
        if (there == null) {
            there = new TrayIcon(picture(next.drawing()), tooltip, menu(next.menu()));
            icon = there;
            listen(there);
            add();
            return;
        }
        if (before == null || before.drawing() != next.drawing()) {
            there.setImage(picture(next.drawing()));
        }
        if (!tooltip.equals(there.getToolTip())) there.setToolTip(tooltip);
        if (before == null || !before.menu().equals(next.menu())) {
            there.setPopupMenu(menu(next.menu()));
        }
    }

    void notify(String title, String text, @Nullable Runnable clicked) {
        if (icon == null) return;
        notified = clicked;
        notifiedAt = System.nanoTime();
        icon.displayMessage(title, text, TrayIcon.MessageType.NONE);
    }

    void remove() {
        if (icon != null && SystemTray.isSupported()) SystemTray.getSystemTray().remove(icon);
        icon = null;
    }

    private void listen(TrayIcon there) {
        there.setImageAutoSize(true);
        there.addMouseListener(
                new MouseAdapter() {
                    @Override
                    public void mouseClicked(MouseEvent e) {
                        boolean plain =
                                e.getButton() == MouseEvent.BUTTON1 && e.getClickCount() == 1;
                        if (plain && look.clickOpens()) chosen.accept(TrayAction.OPEN_HOME);
                    }
                });
        there.addActionListener(e -> {
            Runnable clicked = notified;
            notified = null;
            boolean recent = System.nanoTime() - notifiedAt < NOTIFICATION_NANOS;
            if (clicked != null && recent) teller.execute(clicked);
        });
        if (SystemTray.isSupported()) {
            SystemTray.getSystemTray().addPropertyChangeListener("systemTray", e -> add());
        }
    }

    private void add() {
        boolean added = false;
        TrayIcon there = icon;
        if (there != null && SystemTray.isSupported()) {
            try {
                SystemTray tray = SystemTray.getSystemTray();
                if (!List.of(tray.getTrayIcons()).contains(there)) tray.add(there);
                added = true;
            } catch (AWTException e) {
                log.debug("the system takes no icon", e);
            }
        }
        hosted.accept(added);
    }

    private PopupMenu menu(List<MenuRow> rows) {
        var menu = new PopupMenu();
        for (MenuRow row : rows) {
            TrayAction action = row.action();
            if (!row.visible()) continue;
            if (action == null) {
                menu.addSeparator();
                continue;
            }
            var item = new MenuItem(row.label());
            item.addActionListener(e -> chosen.accept(action));
            menu.add(item);
        }
        return menu;
    }

    private Image picture(Drawing drawing) {
        return pictures.computeIfAbsent(drawing, look::picture);
    }
}
