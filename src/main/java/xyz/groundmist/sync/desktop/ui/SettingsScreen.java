package xyz.groundmist.sync.desktop.ui;

import static xyz.groundmist.sync.desktop.model.Words.say;

import atlantafx.base.controls.ToggleSwitch;
import atlantafx.base.theme.Styles;

import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.ToggleGroup;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

import org.jspecify.annotations.Nullable;

import xyz.groundmist.sync.desktop.model.Preferences.Theme;
import xyz.groundmist.sync.desktop.model.SettingsModel;
import xyz.groundmist.sync.desktop.model.SettingsView;

import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/** Settings in plain groups; each change works at once. */
final class SettingsScreen implements Screen {
    private final SettingsModel model;
    private final Node node;
    private final TextField port;
    private final Label portMore = Parts.paragraph("", "small");
    private final TextField url;
    private final Label urlMore = Parts.paragraph("", "small");
    private final TextField space;
    private final Label spaceMore = Parts.paragraph("", "small");
    private final Label document = Parts.paragraph("", "small");
    private final Label folder = Parts.paragraph("", "small");
    private final ToggleSwitch atLogin = new ToggleSwitch();
    private final Node atLoginRow;
    private final ToggleSwitch lan = new ToggleSwitch();
    private final Label lanMore = Parts.paragraph("", "small");
    private final Label signIn = Parts.paragraph("", "small");
    private final Node signInRow;
    private final Label trouble = Parts.paragraph("", "attention");
    private final Map<Theme, ToggleButton> themes = new EnumMap<>(Theme.class);
    private final Runnable look;
    private boolean showing;

    /**
     * @param openFolder opens the data folder in the system's file manager
     * @param backups the group about them
     * @param look has them looked at
     */
    SettingsScreen(
            SettingsModel model,
            Runnable openFolder,
            Runnable quit,
            Runnable setUp,
            Node backups,
            Runnable look) {
        this.look = look;
        this.model = model;
        port = field("port", say("settings.port"), model::port, "number");
        url = field("public-url", say("settings.url"), model::publicUrl, "address");
        url.setPromptText("https://");
        space = field("space-gigabytes", say("settings.space"), model::space, "number");
        atLogin.setId("at-login");
        atLogin.setAccessibleText(say("settings.at-login"));
        atLogin.selectedProperty()
                .addListener((_, _, on) -> whenChosen(() -> model.startAtLogin(on)));
        lan.setId("lan");
        lan.setAccessibleText(say("settings.lan"));
        lan.selectedProperty().addListener((_, _, on) -> whenChosen(() -> model.lan(on)));
        signInRow = row("settings.sign-in", signIn, new Region());
        Button open = Parts.button(say("settings.folder.open"), openFolder);
        open.setAccessibleText(say("settings.folder.open") + " " + say("settings.folder"));
        Button again = Parts.button(say("settings.setup.button"), setUp);
        again.setId("setup-again");
        Button leave = Parts.button(say("settings.quit.button"), quit, "cut");
        leave.setId("quit");
        atLoginRow =
                row(
                        "settings.at-login",
                        Parts.paragraph(say("settings.at-login.more"), "small"),
                        atLogin);
        node =
                Parts.scrolling(
                        Parts.styled(
                                new VBox(
                                        Parts.text(say("settings.title"), "h1"),
                                        trouble,
                                        group(
                                                "settings.group.reach",
                                                row("settings.port", portMore, port),
                                                row("settings.url", urlMore, url),
                                                row("settings.lan", lanMore, lan)),
                                        backups,
                                        group(
                                                "settings.group.limits",
                                                row("settings.space", spaceMore, space),
                                                row("settings.document", document, new Region())),
                                        group(
                                                "settings.group.app",
                                                atLoginRow,
                                                row("settings.theme", null, segment()),
                                                row("settings.folder", folder, open),
                                                signInRow,
                                                row(
                                                        "settings.setup",
                                                        Parts.paragraph(
                                                                say("settings.setup.more"),
                                                                "small"),
                                                        again),
                                                row(
                                                        "settings.quit",
                                                        Parts.paragraph(
                                                                say("settings.quit.more"), "small"),
                                                        leave))),
                                "page"));
        model.view().watch(this::show);
    }

    static VBox group(String title, Node... rows) {
        return Parts.down(12, Parts.text(say(title), "overline"), Parts.list(List.of(rows)));
    }

    static HBox row(String title, @Nullable Label more, Region control) {
        VBox words = Parts.down(2, Parts.paragraph(say(title)));
        if (more != null) words.getChildren().add(more);
        control.setMinWidth(Region.USE_PREF_SIZE);
        return Parts.styled(new HBox(Parts.growing(words), control), "setting");
    }

    /** A field whose words count when Enter is pressed, or when the keyboard goes on. */
    private TextField field(String id, String name, Consumer<String> typed, String styleClass) {
        var field = Parts.styled(Parts.field(new TextField()), styleClass);
        field.setId(id);
        field.setAccessibleText(name);
        field.setOnAction(_ -> typed.accept(field.getText()));
        field.focusedProperty()
                .addListener((_, _, focused) -> {
                    if (!focused) typed.accept(field.getText());
                });
        return field;
    }

    private HBox segment() {
        var group = new ToggleGroup();
        var segment = Parts.styled(new HBox(), "segment");
        Theme[] all = Theme.values();
        for (int i = 0; i < all.length; i++) {
            Theme theme = all[i];
            String name = theme.name().toLowerCase(Locale.ROOT);
            var button = new ToggleButton(say("settings.theme." + name));
            button.setId("theme-" + name);
            button.setToggleGroup(group);
            button.getStyleClass()
                    .add(
                            i == 0
                                    ? Styles.LEFT_PILL
                                    : i == all.length - 1 ? Styles.RIGHT_PILL : Styles.CENTER_PILL);
            button.setOnAction(_ -> {
                button.setSelected(true); // one of them always is
                model.theme(theme);
            });
            themes.put(theme, button);
            segment.getChildren().add(button);
        }
        return segment;
    }

    private void whenChosen(Runnable action) {
        if (!showing) action.run();
    }

    private void show(SettingsView view) {
        showing = true;
        try {
            if (!port.isFocused() || view.portTrouble() == null) port.setText(view.port());
            port.setDisable(view.portFixed());
            more(
                    portMore,
                    "settings.port.more",
                    view.portFixed() ? "PORT" : null,
                    view.portTrouble());
            if (!url.isFocused() || view.publicUrlTrouble() == null) url.setText(view.publicUrl());
            url.setDisable(view.publicUrlFixed());
            more(
                    urlMore,
                    "settings.url.more",
                    view.publicUrlFixed() ? "PUBLIC_URL" : null,
                    view.publicUrlTrouble());
            lan.setSelected(view.lan());
            lan.setDisable(view.lanFixed());
            more(lanMore, "settings.lan.more", view.lanFixed() ? "LAN" : null, null);
            if (!space.isFocused() || view.spaceTrouble() == null) space.setText(view.space());
            space.setDisable(view.spaceFixed());
            more(
                    spaceMore,
                    "settings.space.more",
                    view.spaceFixed() ? "SPACE_GIGABYTES" : null,
                    view.spaceTrouble());
            document.setText(view.document());
            folder.setText(view.dataFolder());
            String kept = view.signInKept();
            Parts.show(signInRow, kept != null);
            signIn.setText(kept == null ? "" : kept);
            Boolean on = view.startAtLogin();
            Parts.show(atLoginRow, on != null);
            atLogin.setSelected(on != null && on);
            themes.forEach((theme, button) -> button.setSelected(theme == view.theme()));
            String what = view.trouble();
            Parts.show(trouble, what != null);
            trouble.setText(what == null ? "" : what);
        } finally {
            showing = false;
        }
    }

    private static void more(
            Label label, String usual, @Nullable String variable, @Nullable String trouble) {
        label.getStyleClass().removeAll("attention");
        if (trouble != null) {
            label.setText(trouble);
            label.getStyleClass().add("attention");
        } else {
            label.setText(variable == null ? say(usual) : say("settings.fixed", variable));
        }
    }

    @Override
    public Node node() {
        return node;
    }

    @Override
    public void shown() {
        model.look();
        look.run();
    }
}
