package xyz.groundmist.sync.desktop.ui;

import javafx.application.ColorScheme;
import javafx.application.Platform;
import javafx.scene.Scene;
import javafx.scene.image.WritableImage;
import javafx.stage.Stage;

import org.jspecify.annotations.Nullable;
import org.testfx.api.FxToolkit;

import xyz.groundmist.sync.desktop.model.DesktopModel;
import xyz.groundmist.sync.desktop.model.FakeServer;
import xyz.groundmist.sync.desktop.model.Preferences;
import xyz.groundmist.sync.desktop.model.StartAtLogin;
import xyz.groundmist.sync.desktop.model.Times;
import xyz.groundmist.sync.desktop.model.WindowKeeper;
import xyz.groundmist.sync.desktop.model.Work;

import java.nio.file.Path;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The window before a person, on a screen that nobody sees. */
final class OpenWindow extends Person implements AutoCloseable {
    private static final int PATIENCE_SECONDS = 10;

    final FakeServer server;
    final DesktopModel model;
    final List<String> outside = new ArrayList<>();
    final Files files = new Files();
    final Stage stage;
    final MainWindow window;
    final WindowKeeper keeper;

    /** A switch that is remembered by nobody. */
    static final class Switch implements StartAtLogin {
        volatile boolean on;

        @Override
        public boolean on() {
            return on;
        }

        @Override
        public void set(boolean on) {
            this.on = on;
        }
    }

    /** Set where no browser can be opened. */
    volatile boolean noBrowser;

    OpenWindow(Path folder, FakeServer server) throws Exception {
        this(folder, server, new Switch(), Map.of());
    }

    OpenWindow(
            Path folder,
            FakeServer server,
            @Nullable StartAtLogin login,
            Map<String, String> environment)
            throws Exception {
        super(PATIENCE_SECONDS);
        this.server = server;
        FxToolkit.registerPrimaryStage();
        Platform.setImplicitExit(false);
        var preferences = Preferences.read(folder, Runnable::run);
        model =
                new DesktopModel(
                        server,
                        Work.onVirtualThreads(Platform::runLater),
                        new Times(InstantSource.fixed(FakeServer.NOW), ZoneOffset.UTC),
                        preferences,
                        folder,
                        login,
                        environment,
                        this::browse);
        stage = on(Stage::new);
        window = on(() -> new MainWindow(stage, model, new Outside(), files));
        keeper = new WindowKeeper(window, preferences);
        on(() -> {
            model.begin();
            keeper.begin(false, false);
            return true;
        });
        settle();
    }

    private boolean browse(String address) {
        outside.add("browse " + address);
        return !noBrowser;
    }

    /** Names what the test has put there; nothing: the person has changed their mind. */
    final class Files implements FileChoice {
        volatile @Nullable Path next;

        private @Nullable Path take(String what) {
            outside.add(what);
            Path named = next;
            next = null;
            return named;
        }

        @Override
        public @Nullable Path open(String title, FileChoice.@Nullable Kind kind) {
            return take("file to read");
        }

        @Override
        public @Nullable Path save(String title, String name, FileChoice.@Nullable Kind kind) {
            return take("file to write, such as " + name);
        }

        @Override
        public @Nullable Path folder(String title) {
            return take("folder");
        }
    }

    private final class Outside implements MainWindow.Outside {
        @Override
        public void open(String address) {
            outside.add("open " + address);
        }

        @Override
        public void quit() {
            outside.add("quit");
        }

        @Override
        public void closed() {
            keeper.close();
        }
    }

    @Override
    protected Scene scene() {
        return stage.getScene();
    }

    WritableImage picture(ColorScheme scheme, double width, double height) throws Exception {
        on(() -> {
            scene().getPreferences().setColorScheme(scheme);
            stage.setX(0); // the screen that nobody sees has 1000 x 1000 pixels, and no mercy
            stage.setY(0);
            stage.setWidth(width);
            stage.setHeight(height);
            return true;
        });
        settle();
        return on(() -> {
            scene().getRoot().applyCss();
            scene().getRoot().layout();
            return scene().snapshot(null);
        });
    }

    @Override
    public void close() throws Exception {
        on(() -> {
            window.hide();
            return true;
        });
    }
}
