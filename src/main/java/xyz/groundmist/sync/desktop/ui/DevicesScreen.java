package xyz.groundmist.sync.desktop.ui;

import static xyz.groundmist.sync.desktop.model.Words.say;

import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;

import org.kordamp.ikonli.feather.Feather;

import xyz.groundmist.sync.desktop.model.DeviceRow;
import xyz.groundmist.sync.desktop.model.DevicesModel;
import xyz.groundmist.sync.desktop.model.DevicesView;
import xyz.groundmist.sync.desktop.model.PairingView;

import java.util.List;
import java.util.function.Consumer;

/** The owner's other computers: those that are paired, and those nearby that could be. */
final class DevicesScreen implements Screen {
    private final DevicesModel model;
    private final Dialogs dialogs;
    private final Consumer<String> pairWith;
    private final Button pair;
    private final Node comparing;
    private final Label trouble = Parts.paragraph("", "attention");
    private final VBox body = Parts.down(24);
    private final Node node;

    /**
     * @param pair leads to where a computer is paired
     * @param pairWith the same for one that was found
     */
    DevicesScreen(DevicesModel model, Dialogs dialogs, Runnable pair, Consumer<String> pairWith) {
        this.model = model;
        this.dialogs = dialogs;
        this.pairWith = pairWith;
        this.pair = Parts.button(say("devices.pair"), pair);
        this.pair.setId("pair-device");
        comparing =
                Parts.styled(
                        new HBox(
                                Parts.icon(Feather.BELL, "attention"),
                                Parts.growing(Parts.paragraph(say("devices.comparing-now"))),
                                Parts.button(say("devices.compare"), () -> pairWith.accept(""))),
                        "notice");
        node =
                Parts.scrolling(
                        Parts.styled(
                                new VBox(
                                        Parts.across(
                                                12,
                                                Parts.growing(
                                                        Parts.text(say("devices.title"), "h1")),
                                                this.pair),
                                        comparing,
                                        trouble,
                                        Parts.growing(body)),
                                "page"));
        body.setAlignment(Pos.TOP_LEFT);
        model.view().watch(this::show);
    }

    private void show(DevicesView view) {
        List<DeviceRow> devices = view.devices();
        Parts.show(pair, devices != null);
        Parts.show(comparing, view.pairing() instanceof PairingView.Comparing);
        String what = view.trouble();
        Parts.show(trouble, what != null);
        trouble.setText(what == null ? "" : what);
        if (devices == null) {
            body.getChildren()
                    .setAll(Parts.empty(say("devices.asleep"), say("devices.asleep.more"), null));
            return;
        }
        body.getChildren().clear();
        if (devices.isEmpty() && view.nearby().isEmpty()) {
            body.getChildren()
                    .add(Parts.empty(say("devices.none"), say("devices.none.more"), null));
        }
        if (!devices.isEmpty()) {
            body.getChildren().add(Parts.list(devices.stream().map(this::row).toList()));
        }
        if (!view.nearby().isEmpty()) {
            body.getChildren()
                    .add(
                            Parts.down(
                                    12,
                                    Parts.text(say("devices.nearby"), "overline"),
                                    Parts.list(view.nearby().stream().map(this::found).toList()),
                                    Parts.paragraph(say("devices.nearby.more"), "small")));
        }
        body.getChildren().add(Parts.paragraph(view.self(), "small"));
    }

    private Node row(DeviceRow device) {
        Button forget = Parts.button(say("devices.forget"), () -> askToForget(device), "slim");
        forget.setId("forget-" + device.code());
        forget.setAccessibleText(say("devices.forget.ask", device.name()));
        Label standing = Parts.paragraph(device.standing(), "small");
        if (device.sign() == DeviceRow.Sign.ATTENTION) standing.getStyleClass().add("attention");
        HBox row =
                new HBox(
                        sign(device.sign()),
                        Parts.growing(Parts.down(2, Parts.text(device.name(), "semi"), standing)));
        switch (device.waitsFor()) {
            case NOTHING -> {}
            case CONFIRMATION ->
                    row.getChildren()
                            .add(
                                    Parts.button(
                                            say("devices.confirm"),
                                            () -> model.trust(device.id()),
                                            "slim"));
            case PAIRING ->
                    row.getChildren()
                            .add(
                                    Parts.button(
                                            say("devices.pair-again"),
                                            () -> pairAgain(device.nearby()),
                                            "slim"));
        }
        row.getChildren().add(forget);
        row.setAccessibleText(device.name() + ", " + device.standing());
        return Parts.styled(row, "row", "tall");
    }

    private void pairAgain(String nearby) {
        if (nearby.isEmpty()) pair.fire();
        else pairWith.accept(nearby);
    }

    private static Node sign(DeviceRow.Sign sign) {
        return switch (sign) {
            case IN_STEP -> Parts.icon(Feather.CHECK, "well");
            case CATCHING_UP -> Parts.icon(Feather.REFRESH_CW, "act");
            case AWAY -> Parts.icon(Feather.CLOUD_OFF, "quiet");
            case ATTENTION -> Parts.icon(Feather.ALERT_TRIANGLE, "attention");
        };
    }

    private Node found(String address) {
        Button with =
                Parts.button(say("devices.pair-this"), () -> pairWith.accept(address), "slim");
        with.setAccessibleText(say("devices.pair-with", address));
        return Parts.styled(
                new HBox(
                        Parts.icon(Feather.MONITOR, "quiet"),
                        Parts.growing(Parts.text(say("devices.at", address))),
                        with),
                "row");
    }

    private void askToForget(DeviceRow device) {
        Button forget =
                Parts.button(
                        say("devices.forget"),
                        () -> {
                            dialogs.close();
                            model.forget(device.id());
                        },
                        "cut");
        forget.setId("forget");
        dialogs.ask(
                say("devices.forget.ask", device.name()),
                say("devices.forget.more"),
                forget,
                Parts.button(say("devices.forget.keep"), dialogs::close));
    }

    @Override
    public Node node() {
        return node;
    }

    @Override
    public void shown() {
        model.look();
    }
}
