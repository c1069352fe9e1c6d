package xyz.groundmist.sync.desktop.ui;

import static xyz.groundmist.sync.desktop.model.Words.say;

import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

import org.jspecify.annotations.Nullable;

import xyz.groundmist.sync.desktop.model.DevicesModel;
import xyz.groundmist.sync.desktop.model.DevicesView;
import xyz.groundmist.sync.desktop.model.PairingView;

/** Pairs another computer, by a link or by comparing what both screens show. */
final class PairDialog {
    private final DevicesModel model;
    private final Dialogs dialogs;
    private final VBox body = Parts.down(20);
    private final TextField to = Parts.field(new TextField());
    private final Label trouble = Parts.paragraph("", "attention");
    private final Label left = Parts.paragraph("", "muted");
    private @Nullable PairingView shown;
    private boolean open;

    PairDialog(DevicesModel model, Dialogs dialogs) {
        this.model = model;
        this.dialogs = dialogs;
        to.setId("pair-to");
        to.setAccessibleText(say("pairing.to"));
        to.setPromptText(say("pairing.to.hint"));
        to.setOnAction(_ -> model.call(to.getText()));
        model.view().watch(this::show);
    }

    /** Waits for the other computer. */
    void begin() {
        open();
        model.waitForAnother();
    }

    /** Calls one that was found; with nothing, goes on with what is under way. */
    void begin(String address) {
        open();
        if (!address.isEmpty()) model.call(address);
    }

    private void open() {
        shown = null;
        to.clear();
        body.getChildren().clear();
        dialogs.open(say("pairing.title"), this::closed, body);
        open = true;
        show(model.view().now());
    }

    /** What is under way is over then; how it ended was read. */
    private void closed() {
        open = false;
        if (!(model.view().now().pairing() instanceof PairingView.None)) model.cancel();
    }

    private void show(DevicesView view) {
        if (!open) return;
        PairingView before = shown;
        PairingView now = view.pairing();
        shown = now;
        Parts.show(trouble, view.trouble() != null);
        trouble.setText(view.trouble() == null ? "" : view.trouble());
        switch (now) {
            case PairingView.None _ -> set(Parts.paragraph(say("pairing.title"), "h2"), trouble);
            case PairingView.Waiting waiting -> {
                left.setText(say("pairing.left", waiting.left()));
                boolean same =
                        before instanceof PairingView.Waiting b && b.link().equals(waiting.link());
                if (!same) waiting(waiting);
            }
            case PairingView.Calling(String where) ->
                    set(
                            Parts.paragraph(say("pairing.title"), "h2"),
                            Parts.paragraph(say("pairing.calling", where), "muted"),
                            foot(close("pairing.cancel")));
            case PairingView.Comparing comparing -> {
                if (!comparing.equals(before)) compare(comparing);
            }
            case PairingView.Done(String name, String more) ->
                    set(
                            Parts.paragraph(say("pairing.done", name), "h2"),
                            Parts.paragraph(more, "muted"),
                            foot(close("pairing.close")));
            case PairingView.Failed(String sentence) -> {
                Button again = Parts.button(say("pairing.again"), model::waitForAnother);
                set(
                        Parts.paragraph(say("pairing.failed"), "h2"),
                        Parts.paragraph(sentence, "attention"),
                        new HBox(12, again, Parts.gap(), close("pairing.close")));
            }
        }
    }

    private void set(Node... content) {
        body.getChildren().setAll(content);
        dialogs.focus();
    }

    private static Node foot(Button button) {
        return new HBox(Parts.gap(), button);
    }

    private Button close(String key) {
        Button close = Parts.button(say(key), dialogs::close);
        close.setId("close");
        return close;
    }

    private void waiting(PairingView.Waiting waiting) {
        var link = Parts.field(new TextField(waiting.link()));
        link.setEditable(false);
        link.setId("pairing-link");
        link.setAccessibleText(say("pairing.link"));
        Button copy = Parts.button(say("connect.copy"), () -> {});
        copy.setOnAction(_ -> {
            Clip.copy(waiting.link());
            copy.setText(say("connect.copied"));
        });
        Button call = Parts.button(say("pairing.call"), () -> model.call(to.getText()));
        call.setId("call");
        var qr = new QrPicture(waiting.link(), say("connect.qr"));
        qr.setId("pairing-qr");
        var words =
                Parts.down(
                        20,
                        Parts.paragraph(say("pairing.title"), "h2"),
                        Parts.paragraph(say("pairing.waiting"), "muted"),
                        left);
        set(
                Parts.across(12, Parts.growing(words), qr),
                Parts.across(12, Parts.growing(link), copy),
                Parts.rule(),
                Parts.down(
                        6,
                        Parts.text(say("pairing.to"), "overline"),
                        Parts.across(12, Parts.growing(to), call)),
                trouble,
                foot(close("pairing.cancel")));
    }

    private void compare(PairingView.Comparing comparing) {
        Label code = Parts.styled(new Label(comparing.code()), "code");
        code.setMinWidth(Region.USE_PREF_SIZE);
        code.setId("pairing-code");
        code.setAccessibleText(
                say("pairing.code") + " " + String.join(" ", comparing.code().split("")));
        Node question =
                Parts.styled(
                        Parts.across(
                                16,
                                Parts.growing(
                                        Parts.down(
                                                2,
                                                Parts.paragraph(say("pairing.question")),
                                                Parts.paragraph(
                                                        say("pairing.question.if-not"), "small"))),
                                code),
                        "inset");
        if (comparing.confirmed()) {
            set(
                    Parts.paragraph(say("pairing.with", comparing.name()), "h2"),
                    question,
                    Parts.paragraph(say("pairing.confirmed"), "muted"),
                    foot(close("pairing.cancel")));
            return;
        }
        Button same = Parts.button(say("pairing.same"), () -> model.confirm(comparing.code()));
        same.setId("same");
        Button differ = Parts.button(say("pairing.differ"), dialogs::close);
        differ.setId("differ");
        set(
                Parts.paragraph(say("pairing.with", comparing.name()), "h2"),
                question,
                trouble,
                new HBox(12, same, differ));
    }
}
