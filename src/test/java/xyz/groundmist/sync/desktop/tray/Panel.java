package xyz.groundmist.sync.desktop.tray;

import java.io.IOException;
import java.nio.file.Path;

/** Panels as people have them, on a bar at the top of the screen with nothing but icons. */
enum Panel {
    /** With GTK; draws from the largest picture. */
    XFCE {
        @Override
        Process start(Desktop desktop, int size, int level) throws IOException {
            double colour = level / 255.;
            desktop.setting(
                    "xfce4/xfconf/xfce-perchannel-xml/xfce4-panel.xml",
                    """
                    <?xml version="1.0" encoding="UTF-8"?>
                    <channel name="xfce4-panel" version="1.0">
                      <property name="configver" type="int" value="2"/>
                      <property name="panels" type="array">
                        <value type="int" value="1"/>
                        <property name="panel-1" type="empty">
                          <property name="position" type="string" value="p=6;x=0;y=0"/>
                          <property name="position-locked" type="bool" value="true"/>
                          <property name="length" type="uint" value="100"/>
                          <property name="size" type="uint" value="%1$d"/>
                          <property name="plugin-ids" type="array">
                            <value type="int" value="1"/>
                          </property>
                          <property name="background-style" type="uint" value="1"/>
                          <property name="background-rgba" type="array">
                            <value type="double" value="%2$s"/>
                            <value type="double" value="%2$s"/>
                            <value type="double" value="%2$s"/>
                            <value type="double" value="1"/>
                          </property>
                        </property>
                      </property>
                      <property name="plugins" type="empty">
                        <property name="plugin-1" type="string" value="systray">
                          <property name="icon-size" type="int" value="%3$d"/>
                        </property>
                      </property>
                    </channel>
                    """
                            .formatted(height(size), colour, size));
            return desktop.run("xfce4-panel", "--disable-wm-check");
        }
    },

    /** With Qt; chooses the fitting picture. */
    LXQT {
        @Override
        Process start(Desktop desktop, int size, int level) throws IOException {
            // a QColor as QSettings writes it: type 67, then RGB with 16 bits each, opaque
            String colour = "\\x%1$x\\x%1$x".formatted(level);
            desktop.setting(
                    "lxqt/panel.conf",
                    """
                    panels=panel1
                    [panel1]
                    background-color=@Variant(\\0\\0\\0\\x43\\x1\\xff\\xff%1$s%1$s%1$s\\0\\0)
                    iconSize=%2$d
                    lockPanel=true
                    panelSize=%3$d
                    plugins=statusnotifier
                    position=Top
                    width=100
                    width-percent=true
                    [statusnotifier]
                    type=statusnotifier
                    """
                            .formatted(colour, size, height(size)));
            return desktop.run("lxqt-panel");
        }
    };

    /** A panel that scales the picture differs by 7 % from the picture we draw for that size. */
    static final double LIKENESS = .12;

    /** Starts with icons of so many pixels on a bar of this grey level. */
    abstract Process start(Desktop desktop, int size, int level) throws IOException;

    int height(int size) {
        return size + 10;
    }

    /** Waits until this drawing is on the panel, and says where. */
    Screen.Match awaitIcon(Desktop desktop, int size, int level, Drawing drawing) throws Exception {
        var seen = new Screen.Match[1];
        Desktop.await(
                drawing + " on the screen",
                () -> {
                    seen[0] = desktop.screen().icon(Ink.WHITE, size, height(size), level);
                    return seen[0].drawing() == drawing && seen[0].difference() < LIKENESS;
                });
        return seen[0];
    }

    /** Opens the icon's menu, which has so many rows, and clicks on one. */
    void choose(Desktop desktop, int size, Screen.Match icon, int rows, int which)
            throws Exception {
        int height = height(size);
        desktop.point("mousemove", icon.x() + size / 2, icon.y() + size / 2, "click", 3);
        Desktop.await(
                "a menu of " + rows + " rows",
                () -> desktop.screen().menuRows(height).size() == rows);
        int[] point = desktop.screen().menuRows(height).get(which);
        desktop.screen()
                .save(Path.of("target", "desktop", "pictures", this + "-menu-" + rows + ".png"));
        desktop.point("mousemove", point[0], point[1], "click", 1);
        Desktop.await("the menu to go", () -> desktop.screen().menuRows(height).isEmpty());
        desktop.point("mousemove", Screen.WIDTH / 2, Screen.HEIGHT - 20);
    }
}
