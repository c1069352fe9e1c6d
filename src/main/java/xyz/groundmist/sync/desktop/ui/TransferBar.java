package xyz.groundmist.sync.desktop.ui;

import static xyz.groundmist.sync.desktop.model.Words.say;

import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ProgressBar;
import javafx.scene.control.ScrollPane;
import javafx.scene.layout.VBox;

import xyz.groundmist.sync.desktop.model.TransferModel;
import xyz.groundmist.sync.desktop.model.TransferView;

import java.util.Objects;

/** How far an import or export is, and what came of it. */
final class TransferBar {
    private final Label words = Parts.paragraph("", "semi");
    private final ProgressBar bar = new ProgressBar();
    private final Button cancel;
    private final Button close;
    private final VBox problems = Parts.down(4);
    private final ScrollPane list = Parts.styled(Parts.scrolling(problems), "inside", "problems");
    private final VBox node;

    TransferBar(TransferModel model) {
        cancel = Parts.button(say("transfer.cancel"), model::cancel, "slim");
        cancel.setId("cancel-transfer");
        close = Parts.button(say("transfer.close"), model::dismiss, "slim");
        close.setId("close-transfer");
        bar.setAccessibleText(say("transfer.bar"));
        words.setId("transfer");
        list.setFocusTraversable(true);
        list.setAccessibleText(say("transfer.problems"));
        node =
                Parts.styled(
                        new VBox(Parts.across(12, Parts.growing(words), bar, cancel, close), list),
                        "inset",
                        "transfer");
        model.view().watch(this::show);
    }

    VBox node() {
        return node;
    }

    private void show(TransferView view) {
        Parts.show(node, view.words() != null);
        words.setText(Objects.requireNonNullElse(view.words(), ""));
        // one that runs without an end would be drawn sixty times a second
        Parts.show(bar, view.running() && view.done() >= 0);
        bar.setProgress(Math.max(0, view.done()));
        Parts.show(cancel, view.running());
        Parts.show(close, !view.running());
        Parts.show(list, !view.problems().isEmpty());
        problems.getChildren()
                .setAll(
                        view.problems().stream()
                                .map(problem -> Parts.paragraph(problem, "small", "attention"))
                                .toList());
    }
}
