package xyz.groundmist.sync.desktop.ui;

import static org.assertj.core.api.Assertions.assertThat;

import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.Scene;
import javafx.scene.control.Labeled;
import javafx.scene.control.TextInputControl;
import javafx.scene.input.KeyCode;

import org.jspecify.annotations.Nullable;
import org.testfx.api.FxRobot;
import org.testfx.util.WaitForAsyncUtils;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Somebody before a window: reads, presses, types. */
public abstract class Person {
    private final int patienceSeconds;
    final FxRobot hand = new FxRobot();

    /**
     * @param patienceSeconds for anything to come about
     */
    protected Person(int patienceSeconds) {
        this.patienceSeconds = patienceSeconds;
    }

    /** The window's scene, as it is now. */
    protected abstract Scene scene();

    /** Does this on the thread of the windows. */
    public static <T> T on(Callable<T> task) throws Exception {
        return WaitForAsyncUtils.asyncFx(task).get(10, TimeUnit.SECONDS);
    }

    /** Lets everything under way come to its end. */
    public void settle() {
        WaitForAsyncUtils.waitForFxEvents();
    }

    public Node node(String id) {
        Node node = scene().lookup("#" + id);
        assertThat(node).as(id).isNotNull();
        return node;
    }

    public void click(String id) {
        await(() -> scene().lookup("#" + id) != null && shown(node(id)));
        await(() -> reveal(node(id)));
        hand.clickOn(node(id));
        settle();
    }

    /** Clicks what says these words, once it can be clicked. */
    public void choose(String words) {
        await(() -> {
            Node found = saying(words);
            return found != null && reveal(found);
        });
        hand.clickOn(saying(words));
        settle();
    }

    /** Scrolls to where it can be clicked. */
    private static boolean reveal(Node node) {
        Parts.reveal(node);
        return true;
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

    public void type(String id, String text) {
        click(id);
        hand.push(KeyCode.CONTROL, KeyCode.A);
        if (text.isEmpty()) hand.push(KeyCode.DELETE);
        else hand.write(text);
        settle();
    }

    public void press(KeyCode... keys) {
        hand.push(keys);
        settle();
    }

    /** Waits until these words are to be read. */
    public void see(String words) {
        try {
            await(() -> labels().stream().anyMatch(label -> label.contains(words)));
        } catch (AssertionError e) {
            throw new AssertionError("“" + words + "” is not among " + labels(), e);
        }
    }

    public void seeNoMore(String words) {
        await(() -> labels().stream().noneMatch(label -> label.contains(words)));
    }

    public void await(Callable<Boolean> condition) {
        try {
            WaitForAsyncUtils.waitFor(
                    patienceSeconds,
                    TimeUnit.SECONDS,
                    () -> WaitForAsyncUtils.asyncFx(condition).get());
        } catch (TimeoutException e) {
            throw new AssertionError("It did not come about", e);
        }
    }

    /** All words in sight. */
    public List<String> labels() {
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

    public static boolean shown(Node node) {
        for (Node n = node; n != null; n = n.getParent()) {
            if (!n.isVisible()) return false;
        }
        return true;
    }
}
