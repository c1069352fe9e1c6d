package xyz.groundmist.sync.desktop.ui;

import static xyz.groundmist.sync.desktop.model.Words.say;

import javafx.animation.FadeTransition;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.Scene;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyCodeCombination;
import javafx.scene.input.KeyCombination;
import javafx.scene.layout.HBox;
import javafx.scene.layout.StackPane;
import javafx.stage.Stage;
import javafx.util.Duration;

import xyz.groundmist.sync.desktop.model.DesktopModel;
import xyz.groundmist.sync.desktop.model.Page;
import xyz.groundmist.sync.desktop.model.WindowKeeper;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The one window: the sidebar, a page beside it, dialogues over both. */
public final class MainWindow implements WindowKeeper.Window {
    private static final double WIDTH = 900;
    private static final double HEIGHT = 620;
    private static final double LEAST_WIDTH = 420;
    private static final double LEAST_HEIGHT = 420;

    /** Below this the sidebar is icons only, in pixels. */
    private static final double NARROW = 640;

    /** Below this list and detail take turns, in em. */
    private static final double ROOMY = 61;

    private static final Duration FADE = Duration.millis(120);
    private static final int TICKS_UNTIL_TIMES_CHANGE = 30;

    /** What leaves the window. */
    public interface Outside {
        /** Opens a folder or a web page where the system opens such things. */
        void open(String address);

        /** Stops everything. */
        void quit();

        /** The person closed the window. */
        void closed();
    }

    private final Stage stage;
    private final Scene scene;
    private final DesktopModel model;
    private final Outside outside;
    private final Dialogs dialogs;
    private final ApprovalDialog approval;
    private final Sidebar sidebar;
    private final StackPane place = new StackPane();
    private final Map<Page, Screen> screens = new EnumMap<>(Page.class);
    private final Ticker clock = new Ticker(this::tick);
    private int ticks;
    private boolean preparing;
    private long textSize = Look.textSize(1);

    /**
     * Shows nothing yet.
     *
     * @param files where a person names files
     */
    public MainWindow(Stage stage, DesktopModel model, Outside outside, FileChoice files) {
        this.stage = stage;
        this.model = model;
        this.outside = outside;
        var layers = new StackPane();
        dialogs = new Dialogs(layers);
        approval = new ApprovalDialog(model.apps(), dialogs);
        var connect = new ConnectDialog(model.connect(), model.apps(), dialogs);
        screens.put(
                Page.HOME,
                new HomeScreen(
                        model.home(),
                        connect::begin,
                        approval::review,
                        model.firstRun()::begin,
                        this::go));
        screens.put(
                Page.APPS, new AppsScreen(model.apps(), dialogs, connect::begin, approval::review));
        screens.put(
                Page.DOCUMENTS,
                new DocumentsScreen(model.documents(), model.transfers(), dialogs, files));
        var pairing = new PairDialog(model.devices(), dialogs);
        screens.put(
                Page.DEVICES,
                new DevicesScreen(model.devices(), dialogs, pairing::begin, pairing::begin));
        screens.put(Page.ADDRESS, new AddressScreen(model.account(), model.reach()));
        var restore = new RestoreDialog(model.restore(), files, dialogs);
        var backUp = new BackUpDialog(model.backups(), files, dialogs);
        var backups = new BackupsPart(model.backups(), files, backUp::begin, restore::begin);
        screens.put(
                Page.SETTINGS,
                new SettingsScreen(
                        model.settings(),
                        () -> outside.open(model.dataFolder().toUri().toString()),
                        outside::quit,
                        model.firstRun()::beginAnew,
                        backups.node(),
                        model.backups()::look));
        screens.put(Page.LOG, new LogScreen(model.log()));
        sidebar = new Sidebar(List.copyOf(screens.keySet()), this::go);
        var usual = new HBox(sidebar.node(), Parts.growing(place));
        layers.getChildren().add(usual);

        Look.loadLetters();
        scene = new Scene(layers, WIDTH, HEIGHT);
        Look.dress(scene);
        model.preferences().theme().watch(theme -> Look.choose(scene, theme));
        scene.widthProperty().subscribe(width -> fit(width.doubleValue()));
        keys();
        stage.setTitle(say("window.title"));
        stage.getIcons().setAll(Mark.icons());
        stage.setMinWidth(LEAST_WIDTH);
        stage.setMinHeight(LEAST_HEIGHT);
        stage.setScene(scene);
        stage.setOnCloseRequest(event -> {
            event.consume();
            outside.closed();
        });
        stage.showingProperty().subscribe(this::runClock);
        stage.iconifiedProperty().subscribe(this::runClock);
        model.page().watch(this::turnTo);
        var firstRun = new FirstRunScreen(model, connect::begin, restore::begin);
        model.firstRun()
                .open()
                .watch(open -> {
                    dialogs.close();
                    layers.getChildren().setAll(open ? firstRun.node() : usual);
                });
        model.account()
                .view()
                .watch(view ->
                        sidebar.owner(
                                view.name(),
                                say(view.signedIn() == null ? "account.out" : "account.in")));
        model.asking().watch(count -> sidebar.waiting(Page.APPS, count));
        model.apps()
                .onArrival(_ -> {
                    if (inSight()) approval.review();
                });
    }

    private void keys() {
        var keys = scene.getAccelerators();
        KeyCode[] digits = {
            KeyCode.DIGIT1,
            KeyCode.DIGIT2,
            KeyCode.DIGIT3,
            KeyCode.DIGIT4,
            KeyCode.DIGIT5,
            KeyCode.DIGIT6,
            KeyCode.DIGIT7
        };
        int i = 0;
        for (Page page : screens.keySet()) {
            keys.put(combination(digits[i++]), () -> go(page));
        }
        keys.put(combination(KeyCode.W), outside::closed);
        keys.put(combination(KeyCode.Q), outside::quit);
    }

    private static KeyCombination combination(KeyCode key) {
        return new KeyCodeCombination(key, KeyCombination.SHORTCUT_DOWN);
    }

    private void go(Page page) {
        if (!dialogs.isOpen() && !model.firstRun().open().now()) model.page().set(page);
    }

    private Screen here() {
        return Objects.requireNonNull(screens.get(model.page().now()));
    }

    private void turnTo(Page page) {
        sidebar.here(page);
        Screen screen = here();
        if (screen.node().getParent() == null) place.getChildren().add(screen.node());
        // hidden, a page keeps its styles: coming back costs next to nothing
        for (Node each : place.getChildren()) Parts.show(each, each == screen.node());
        screen.shown();
        if (scene.getPreferences().isReducedMotion() || !stage.isShowing()) return;
        var fade = new FadeTransition(FADE, screen.node());
        fade.setFromValue(0);
        fade.setToValue(1);
        fade.play();
    }

    /**
     * Styles and lays out the pages that nobody has seen yet, one after the other: it takes long
     * the first time, and a person would wait for it. Nothing of it is to be seen.
     */
    private void prepare() {
        if (preparing || place.getScene() == null) return;
        for (Screen screen : screens.values()) {
            Node node = screen.node();
            if (node.getParent() != null) continue;
            preparing = true;
            Parts.show(node, false);
            place.getChildren().add(node);
            Ticker.soon(() -> style(screen));
            return;
        }
    }

    private void style(Screen screen) {
        if (isGone(screen)) return;
        Node node = screen.node();
        node.setVisible(true);
        screen.shown();
        node.applyCss();
        node.setVisible(screen == here());
        Ticker.soon(() -> layOut(screen));
    }

    /**
     * Whether the window was closed meanwhile, or its pages have made place for the set-up; then it
     * is for another time.
     */
    private boolean isGone(Screen screen) {
        if (place.getScene() != null && stage.isShowing()) return false;
        preparing = false;
        if (screen != here()) place.getChildren().remove(screen.node());
        return true;
    }

    private void layOut(Screen screen) {
        if (isGone(screen)) return;
        Node node = screen.node();
        node.setVisible(true);
        node.resize(place.getWidth(), place.getHeight());
        ((Parent) node).layout();
        node.setVisible(screen == here());
        preparing = false;
        Ticker.soon(this::prepare);
    }

    private void fit(double width) {
        sidebar.iconsOnly(width < NARROW);
        boolean roomy = width >= ROOMY * textSize;
        screens.values().forEach(screen -> screen.roomy(roomy));
    }

    /**
     * Makes all letters larger, and what holds them.
     *
     * @param factor 1: as usual
     */
    public void textScale(double factor) {
        textSize = Look.textSize(factor);
        Look.size(scene, textSize);
        fit(scene.getWidth());
    }

    /** Nothing ticks while nobody looks. */
    private void runClock() {
        if (inSight()) {
            model.passTime();
            here().shown();
        }
        clock.run(inSight());
    }

    private boolean inSight() {
        return stage.isShowing() && !stage.isIconified();
    }

    /** Brings up the app that has waited longest for an answer. */
    public void review() {
        approval.review();
    }

    private void tick() {
        prepare();
        here().tick();
        model.tick();
        if (++ticks % TICKS_UNTIL_TIMES_CHANGE == 0) model.passTime();
    }

    @Override
    public void show() {
        stage.show();
        stage.setIconified(false);
        stage.toFront();
        stage.requestFocus();
    }

    @Override
    public void hide() {
        // a caret would go on blinking where nobody sees it
        stage.getScene().getRoot().requestFocus();
        stage.hide();
    }

    @Override
    public void minimise() {
        stage.setIconified(true);
        stage.show();
    }

    @Override
    public void tellThatItGoesOn(Runnable understood) {
        dialogs.ask(
                say("goes-on.title"),
                say("goes-on.more"),
                Parts.button(
                        say("goes-on.understood"),
                        () -> {
                            dialogs.close();
                            understood.run();
                        },
                        "accent"),
                Parts.button(say("goes-on.quit"), outside::quit));
    }
}
