package xyz.groundmist.sync.desktop.tray;

import org.jspecify.annotations.Nullable;

import java.awt.EventQueue;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The icon by AWT, for macOS and Windows. What AWT holds lives in {@link AwtIcon}, on AWT's own
 * thread.
 */
final class AwtTray implements Tray {
    private final TrayWords words;
    private final TrayThread thread = new TrayThread();
    private final Hosting hosting = new Hosting(thread, 0);
    private final Consumer<TrayAction> chosen;
    private final Supplier<AwtLook> look;

    // only the tray's thread touches these
    private final Motion motion = new Motion();
    private @Nullable TrayView view;
    private @Nullable Future<?> tick;

    private volatile @Nullable AwtIcon icon;

    /**
     * @param look asked for once, on the tray's thread, as the answer may take a while
     */
    AwtTray(TrayWords words, Consumer<TrayAction> chosen, Supplier<AwtLook> look) {
        this.words = words;
        this.chosen = chosen;
        this.look = look;
    }

    static Tray open(TrayWords words, Consumer<TrayAction> chosen) {
        if (AwtLook.isMac()) System.setProperty(AwtLook.TEMPLATES, "true");
        return new AwtTray(words, chosen, AwtLook::ofThisSystem);
    }

    @Override
    public void show(TrayView next) {
        thread.post(() -> {
            view = next;
            motion.want(next.state(), now());
            refresh();
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
        return (title, text, clicked) -> {
            AwtIcon there = icon;
            if (there == null) return;
            EventQueue.invokeLater(() -> there.notify(title, text, clicked));
        };
    }

    @Override
    public void close() {
        thread.end(() -> {
            AwtIcon there = icon;
            icon = null;
            if (there != null) EventQueue.invokeLater(there::remove);
        });
    }

    private void refresh() {
        if (tick != null) tick.cancel(false);
        tick = null;
        TrayView current = view;
        if (current == null) return;
        long now = now();
        var next = new Shown(motion.at(now), Ink.WHITE, current, MenuRow.of(current, words));
        String tooltip = words.name() + ": " + current.tooltip();
        AwtIcon there = icon == null ? create() : icon;
        icon = there;
        EventQueue.invokeLater(() -> there.show(next, tooltip));
        long change = motion.next(now);
        if (change != Motion.NEVER) tick = thread.later(change - now, this::refresh);
    }

    private AwtIcon create() {
        return new AwtIcon(
                look.get(),
                action -> thread.tell(() -> chosen.accept(action)),
                thread::tell,
                hosted -> thread.post(() -> hosting.is(hosted)));
    }

    private static long now() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    }
}
