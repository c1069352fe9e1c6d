package xyz.groundmist.sync.desktop.ui;

import static org.assertj.core.api.Assertions.assertThat;

import javafx.application.ColorScheme;
import javafx.application.Platform;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.Scene;
import javafx.scene.control.Labeled;
import javafx.scene.control.TextInputControl;
import javafx.scene.image.WritableImage;
import javafx.scene.input.KeyCode;
import javafx.stage.Stage;

import org.jspecify.annotations.Nullable;
import org.testfx.api.FxRobot;
import org.testfx.api.FxToolkit;
import org.testfx.util.WaitForAsyncUtils;

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
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The window before a person, on a screen that nobody sees. */
final class OpenWindow implements AutoCloseable {
    private static final int PATIENCE_SECONDS = 10;

    final FxRobot person = new FxRobot();
    final FakeServer server;
    final DesktopModel model;
    final List<String> outside = new ArrayList<>();
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

    OpenWindow(Path folder, FakeServer server) throws Exception {
        this(folder, server, new Switch(), Map.of());
    }

    OpenWindow(
            Path folder,
            FakeServer server,
            @Nullable StartAtLogin login,
            Map<String, String> environment)
            throws Exception {
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
                        address -> outside.add("browse " + address));
        stage = on(Stage::new);
        window = on(() -> new MainWindow(stage, model, new Outside()));
        keeper = new WindowKeeper(window, preferences);
        on(() -> {
            model.begin();
            keeper.begin(false, false);
            return true;
        });
        settle();
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

    static <T> T on(Callable<T> task) throws Exception {
        return WaitForAsyncUtils.asyncFx(task).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    /** Lets everything under way come to its end. */
    void settle() {
        WaitForAsyncUtils.waitForFxEvents();
    }

    Scene scene() {
        return stage.getScene();
    }

    Node node(String id) {
        Node node = scene().lookup("#" + id);
        assertThat(node).as(id).isNotNull();
        return node;
    }

    void click(String id) {
        await(() -> scene().lookup("#" + id) != null && shown(node(id)));
        person.clickOn(node(id));
        settle();
    }

    /** Clicks what says these words, once it can be clicked. */
    void choose(String words) {
        await(() -> saying(words) != null);
        person.clickOn(saying(words));
        settle();
    }

    private @Nullable Node saying(String words) {
        return saying(words, scene().getRoot());
    }

    private static @Nullable Node saying(String words, Node node) {
        if (!node.isVisible() || node.isMouseTransparent()) return null;
        if (node instanceof Labeled label && words.equals(label.getText())) return node;
        if (!(node instanceof Parent parent)) return null;
        // what lies on top comes last
        for (Node child : parent.getChildrenUnmodifiable().reversed()) {
            Node found = saying(words, child);
            if (found != null) return found;
        }
        return null;
    }

    void type(String id, String text) {
        click(id);
        person.push(KeyCode.CONTROL, KeyCode.A);
        if (text.isEmpty()) person.push(KeyCode.DELETE);
        else person.write(text);
        settle();
    }

    void press(KeyCode... keys) {
        person.push(keys);
        settle();
    }

    /** Waits until these words are to be read. */
    void see(String words) {
        try {
            await(() -> labels().stream().anyMatch(label -> label.contains(words)));
        } catch (AssertionError e) {
            throw new AssertionError("“" + words + "” is not among " + labels(), e);
        }
    }

    void seeNoMore(String words) {
        await(() -> labels().stream().noneMatch(label -> label.contains(words)));
    }

    static void await(Callable<Boolean> condition) {
        try {
            WaitForAsyncUtils.waitFor(
                    PATIENCE_SECONDS,
                    TimeUnit.SECONDS,
                    () -> WaitForAsyncUtils.asyncFx(condition).get());
        } catch (TimeoutException e) {
            throw new AssertionError("It did not come about", e);
        }
    }

    /** All words in sight. */
    List<String> labels() {
        List<String> labels = new ArrayList<>();
        collect(scene().getRoot(), labels);
        return labels;
    }

    private static void collect(Node node, List<String> labels) {
        if (!node.isVisible()) return;
        if (node instanceof Labeled label && label.getText() != null) labels.add(label.getText());
        if (node instanceof TextInputControl field) labels.add(field.getText());
        if (node instanceof Parent parent) {
            parent.getChildrenUnmodifiable().forEach(child -> collect(child, labels));
        }
    }

    static boolean shown(Node node) {
        for (Node n = node; n != null; n = n.getParent()) {
            if (!n.isVisible()) return false;
        }
        return true;
    }

    WritableImage picture(ColorScheme scheme, double width, double height) throws Exception {
        on(() -> {
            scene().getPreferences().setColorScheme(scheme);
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
            stage.close();
            return true;
        });
    }
}
