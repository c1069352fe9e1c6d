package xyz.groundmist.sync.desktop.ui;

import static xyz.groundmist.sync.desktop.model.Words.say;

import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;

import xyz.groundmist.sync.desktop.model.Page;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** The way from page to page; only icons where the window is narrow. */
final class Sidebar {
    private final VBox node = Parts.styled(new VBox(), "side");
    private final Label brand = Parts.text(say("window.brand"), "semi");
    private final Region gap = Parts.gap();
    private final Region rule = Parts.rule();
    private final Label myName = Parts.text("", "semi");
    private final Label myState = Parts.text("", "small");
    private final VBox myWords = Parts.down(0, myName, myState);
    private final HBox me = Parts.styled(new HBox(Parts.icon(Feather.USER), myWords), "me");
    private final Map<Page, Item> items = new EnumMap<>(Page.class);

    private record Item(Pressable node, Label name, Label badge, Tooltip tip) {}

    Sidebar(List<Page> pages, Consumer<Page> go) {
        HBox head = Parts.styled(new HBox(Mark.of(20, Mark.FULL, "brand"), brand), "brand");
        node.getChildren().add(head);
        for (Page page : pages) {
            Item item = item(page, () -> go.accept(page));
            items.put(page, item);
            node.getChildren().add(item.node());
            item.node().addEventHandler(KeyEvent.KEY_PRESSED, this::walk);
        }
    }

    /** Up and down, from item to item. */
    private void walk(KeyEvent key) {
        int step = key.getCode() == KeyCode.DOWN ? 1 : key.getCode() == KeyCode.UP ? -1 : 0;
        if (step == 0) return;
        key.consume();
        List<Pressable> all = items.values().stream().map(Item::node).toList();
        for (int i = 0; i < all.size(); i++) {
            int to = i + step;
            if (all.get(i).isFocused() && to >= 0 && to < all.size()) {
                all.get(to).requestFocus();
                return;
            }
        }
    }

    private static Item item(Page page, Runnable go) {
        Label name = Parts.styled(new Label(page.title()), "name");
        Label badge = Parts.styled(new Label(), "badge");
        Parts.show(badge, false);
        var row = new Pressable(page.title(), go, Parts.icon(icon(page)), name, Parts.gap(), badge);
        row.setId("page-" + page.name().toLowerCase(java.util.Locale.ROOT));
        return new Item(Parts.styled(row, "side-item"), name, badge, new Tooltip(page.title()));
    }

    private static Feather icon(Page page) {
        return switch (page) {
            case HOME -> Feather.HOME;
            case APPS -> Feather.GRID;
            case DOCUMENTS -> Feather.FILE_TEXT;
            case DEVICES -> Feather.MONITOR;
            case ADDRESS -> Feather.GLOBE;
            case SETTINGS -> Feather.SLIDERS;
            case LOG -> Feather.LIST;
        };
    }

    Node node() {
        return node;
    }

    /** Shows at the foot who is signed in; null: nobody. */
    void owner(@Nullable String name, String state) {
        node.getChildren().removeAll(gap, rule, me);
        if (name == null) return;
        myName.setText(name);
        myState.setText(state);
        node.getChildren().addAll(gap, rule, me);
    }

    /** Shows where the person is. */
    void here(Page page) {
        items.forEach((each, item) -> item.node().on(each == page));
    }

    /** Shows how many things wait for the person on a page. */
    void waiting(Page page, int count) {
        Item item = items.get(page);
        if (item == null) return;
        item.badge().setText(Integer.toString(count));
        Parts.show(item.badge(), count > 0);
        item.node()
                .setAccessibleText(
                        count > 0 ? say("page.waiting", page.title(), count) : page.title());
    }

    void iconsOnly(boolean only) {
        node.getStyleClass().remove("icons");
        if (only) node.getStyleClass().add("icons");
        Parts.show(brand, !only);
        Parts.show(myWords, !only);
        for (Item item : items.values()) {
            Parts.show(item.name(), !only);
            if (only) Tooltip.install(item.node(), item.tip());
            else Tooltip.uninstall(item.node(), item.tip());
        }
    }
}
