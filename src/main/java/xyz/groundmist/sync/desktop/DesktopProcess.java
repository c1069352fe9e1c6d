package xyz.groundmist.sync.desktop;

import static xyz.groundmist.sync.desktop.model.Words.say;

import javafx.application.Platform;
import javafx.stage.Stage;

import xyz.groundmist.sync.desktop.model.Approval;
import xyz.groundmist.sync.desktop.model.DesktopModel;
import xyz.groundmist.sync.desktop.model.Page;
import xyz.groundmist.sync.desktop.model.Preferences;
import xyz.groundmist.sync.desktop.model.Times;
import xyz.groundmist.sync.desktop.model.WindowKeeper;
import xyz.groundmist.sync.desktop.model.Words;
import xyz.groundmist.sync.desktop.model.Work;
import xyz.groundmist.sync.desktop.tray.Tray;
import xyz.groundmist.sync.desktop.tray.TrayAction;
import xyz.groundmist.sync.desktop.tray.TrayView;
import xyz.groundmist.sync.desktop.tray.TrayWords;
import xyz.groundmist.sync.desktop.ui.Clip;
import xyz.groundmist.sync.desktop.ui.MainWindow;
import xyz.groundmist.sync.desktop.ui.SystemFileChoice;
import xyz.groundmist.sync.home.Household;
import xyz.groundmist.sync.home.SystemBrowser;

import java.net.URI;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;

/** The one process: the window, the icon in the panel, and the server, wired together. */
final class DesktopProcess implements MainWindow.Outside {
    /** Set by the build, as Maven doesn't end what it runs when it is ended itself. */
    private static final String END_WITH_PARENT = "groundmist.end-with-parent";

    private final Household household;
    private final Map<String, String> environment;
    private final Tray tray;
    private final ExecutorService writer =
            Executors.newSingleThreadExecutor(Thread.ofVirtual().name("preferences").factory());
    private final AtomicBoolean ending = new AtomicBoolean();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final DesktopModel model;
    private final MainWindow window;
    private final WindowKeeper keeper;

    /** On JavaFX's thread. */
    private DesktopProcess(Household household, Map<String, String> environment) {
        this.household = household;
        this.environment = environment;
        Preferences preferences = Preferences.read(household.dataFolder(), writer);
        model =
                new DesktopModel(
                        new HouseholdServer(household),
                        Work.onVirtualThreads(Platform::runLater),
                        new Times(InstantSource.system(), ZoneId.systemDefault()),
                        preferences,
                        household.dataFolder(),
                        Autostart.here(environment),
                        environment,
                        address -> SystemBrowser.open(URI.create(address), environment));
        var stage = new Stage();
        window = new MainWindow(stage, model, this, new SystemFileChoice(stage));
        keeper = new WindowKeeper(window, preferences);
        Thread.ofVirtual()
                .name("text-scale")
                .start(() -> {
                    double scale = new TextScale().ask();
                    Platform.runLater(() -> window.textScale(scale));
                });
        tray =
                Tray.open(
                        TrayWords.of(Words.all()),
                        environment,
                        action -> Platform.runLater(() -> chosen(action)));
    }

    /**
     * Shows the window and the icon; returns when the person has quit and everything is closed but
     * the toolkit.
     *
     * @param hidden starts without the window, if an icon stands for it
     * @param ready told once the window can be brought up
     */
    static void run(
            Household household,
            Map<String, String> environment,
            boolean hidden,
            CompletableFuture<DesktopProcess> ready) {
        Platform.runLater(() -> {
            try {
                var process = new DesktopProcess(household, environment);
                process.begin(hidden);
                ready.complete(process);
            } catch (RuntimeException | LinkageError e) {
                household.close();
                ready.completeExceptionally(e);
            }
        });
        DesktopProcess process = ready.join();
        Runtime.getRuntime()
                .addShutdownHook(Thread.ofPlatform().name("shutdown").unstarted(process::end));
        if (Boolean.getBoolean(END_WITH_PARENT)) {
            ProcessHandle.current().parent().ifPresent(p -> p.onExit().thenRun(process::end));
        }
        process.awaitEnd();
    }

    private void begin(boolean hidden) {
        model.tray().watch(tray::show);
        tray.onHosted(hosted -> Platform.runLater(() -> keeper.hosted(hosted)));
        keeper.begin(tray.hosted(), hidden);
        model.apps().onArrival(this::tellOf);
        model.begin();
    }

    /** An app asks: the notification leads to the dialogue. */
    private void tellOf(Approval approval) {
        tray.notifications()
                .show(
                        approval.title(),
                        say("approval.notice"),
                        () -> Platform.runLater(this::review));
    }

    private void review() {
        keeper.open();
        window.review();
    }

    /** Brings up the window; from any thread. */
    void bringUp() {
        Platform.runLater(keeper::open);
    }

    private void chosen(TrayAction action) {
        switch (action) {
            case OPEN -> keeper.open();
            case OPEN_HOME -> open(Page.HOME);
            case OPEN_APPS -> {
                open(Page.APPS);
                window.review();
            }
            case START -> model.home().start();
            case STOP -> model.home().stop();
            case COPY_ADDRESS -> copyAddress(model.tray().now());
            case QUIT -> quit();
        }
    }

    private void open(Page page) {
        model.page().set(page);
        keeper.open();
    }

    private static void copyAddress(TrayView view) {
        String address = view.address();
        if (address != null) Clip.copy(address);
    }

    @Override
    public void open(String address) {
        Thread.ofVirtual()
                .name("opener")
                .start(() -> SystemBrowser.open(URI.create(address), environment));
    }

    @Override
    public void closed() {
        keeper.close();
    }

    @Override
    public void quit() {
        Thread.ofVirtual().name("quit").start(this::end);
    }

    /** Drains; whoever comes second waits for the first. */
    private void end() {
        if (ending.compareAndSet(false, true)) {
            household.close();
            tray.close();
            writer.close();
            ended.countDown();
        } else {
            awaitEnd();
        }
    }

    private void awaitEnd() {
        try {
            ended.await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
