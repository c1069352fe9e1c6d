package xyz.groundmist.sync.desktop.ui;

import static xyz.groundmist.sync.desktop.model.Words.say;

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

import xyz.groundmist.sync.desktop.model.BackupsModel;
import xyz.groundmist.sync.desktop.model.BackupsView;
import xyz.groundmist.sync.desktop.model.BackupsView.Schedule;
import xyz.groundmist.sync.desktop.model.Fact;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** How the backups are, when they are made, and the ways to make one and to bring one back. */
final class BackupsPart {
    private final BackupsModel model;
    private final FileChoice files;
    private final VBox facts = new VBox();
    private final Map<Schedule, ToggleButton> schedules = new EnumMap<>(Schedule.class);
    private final HBox segment = Parts.styled(new HBox(), "segment");
    private final Label more = Parts.paragraph("", "small");
    private final Label folder = Parts.paragraph("", "small");
    private final Node folderRow;
    private final TextField keep = Parts.styled(Parts.field(new TextField()), "number");
    private final Label keepMore = Parts.paragraph("", "small");
    private final Node keepRow;
    private final Button make;
    private final Button attempt;
    private final Label outcome = Parts.paragraph("", "small");
    private final Label trouble = Parts.paragraph("", "attention");
    private final VBox node;

    /**
     * @param backUp leads to where one is made
     * @param restore leads to where one is brought back
     */
    BackupsPart(BackupsModel model, FileChoice files, Runnable backUp, Runnable restore) {
        this.model = model;
        this.files = files;
        make = Parts.button(say("backups.make"), backUp);
        make.setId("back-up");
        attempt = Parts.button(say("backups.try"), model::rehearse);
        attempt.setId("rehearse");
        var group = new ToggleGroup();
        Schedule[] all = Schedule.values();
        for (Schedule one : all) {
            segment.getChildren()
                    .add(button(one, group, one == all[0], one == all[all.length - 1]));
        }
        Button choose = Parts.button(say("backups.folder.choose"), this::chooseFolder);
        choose.setId("backup-folder");
        choose.setAccessibleText(say("backups.folder.choose") + ", " + say("backups.folder"));
        folderRow = SettingsScreen.row("backups.folder", folder, choose);
        keep.setId("backup-keep");
        keep.setAccessibleText(say("backups.keep"));
        keep.setOnAction(_ -> model.keep(keep.getText()));
        keep.focusedProperty()
                .addListener((_, _, focused) -> {
                    if (!focused) model.keep(keep.getText());
                });
        keepRow = SettingsScreen.row("backups.keep", keepMore, keep);
        Button back = Parts.button(say("restore.choose"), restore);
        back.setId("restore");
        node =
                SettingsScreen.group(
                        "settings.group.backups",
                        facts,
                        SettingsScreen.row("backups.now", outcome, Parts.across(8, attempt, make)),
                        SettingsScreen.row("backups.schedule", more, segment),
                        folderRow,
                        keepRow,
                        SettingsScreen.row(
                                "restore.title",
                                Parts.paragraph(say("restore.settings.more"), "small"),
                                back));
        node.getChildren().add(1, trouble);
        model.view().watch(this::show);
    }

    private ToggleButton button(Schedule one, ToggleGroup group, boolean first, boolean last) {
        String name = one.name().toLowerCase(Locale.ROOT);
        var button = new ToggleButton(say("backups.schedule." + name));
        button.setId("schedule-" + name);
        button.setToggleGroup(group);
        button.getStyleClass()
                .add(first ? Styles.LEFT_PILL : last ? Styles.RIGHT_PILL : Styles.CENTER_PILL);
        button.setOnAction(_ -> choose(one));
        schedules.put(one, button);
        return button;
    }

    private void choose(Schedule one) {
        if (model.needsFolder(one)) {
            Path named = files.folder(say("backups.folder.title"));
            if (named != null) model.folder(named, one);
        } else {
            model.schedule(one);
        }
        select(model.view().now().schedule()); // what is set shows, not what was pressed
    }

    private void select(@Nullable Schedule set) {
        schedules.forEach((one, button) -> button.setSelected(one == set));
    }

    private void chooseFolder() {
        Path named = files.folder(say("backups.folder.title"));
        if (named != null) model.folder(named);
    }

    /** When all is well the moment is green, too. */
    private static HBox row(Fact fact) {
        HBox row = Parts.fact(fact);
        if (fact.sign() == Fact.Sign.DONE) row.getChildren().getLast().getStyleClass().add("well");
        return row;
    }

    private void show(BackupsView view) {
        List<HBox> rows =
                view.asleep()
                        ? List.of(Parts.styled(new HBox(Parts.paragraph(view.more())), "row"))
                        : view.facts().stream().map(BackupsPart::row).toList();
        Parts.fill(facts, rows);
        select(view.schedule());
        Parts.show(more, !view.asleep());
        more.setText(view.more());
        segment.setDisable(view.fixed() || view.asleep());
        String where = view.folder();
        Parts.show(folderRow, where != null);
        folder.setText(where == null ? "" : where);
        folderRow.setDisable(view.fixed());
        Parts.show(keepRow, where != null);
        keepRow.setDisable(view.fixed());
        String wrong = view.keepTrouble();
        if (!keep.isFocused() || wrong == null) keep.setText(view.keep());
        keepMore.getStyleClass().removeAll("attention");
        if (wrong != null) keepMore.getStyleClass().add("attention");
        keepMore.setText(wrong == null ? say("backups.keep.more") : wrong);
        String under = view.under();
        make.setDisable(under != null || view.asleep());
        attempt.setDisable(under != null);
        Parts.show(attempt, view.facts().size() > 1);
        String went = view.outcome();
        outcome.setText(under != null ? under : went != null ? went : say("backups.now.more"));
        String what = view.trouble();
        Parts.show(trouble, what != null);
        trouble.setText(what == null ? "" : what);
    }

    Region node() {
        return node;
    }
}
