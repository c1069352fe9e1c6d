package xyz.groundmist.sync.desktop.tray;

import java.util.Scanner;

/** Shows the states it reads, by AWT, and prints what is chosen: in a process with a screen. */
final class AwtTrayMain {
    private AwtTrayMain() {}

    public static void main(String[] arguments) {
        try (var tray =
                        new AwtTray(
                                Views.WORDS,
                                action -> System.out.println(action),
                                () -> AwtLook.windows(true));
                var states = new Scanner(System.in)) {
            tray.onHosted(hosted -> System.out.println("hosted " + hosted));
            while (states.hasNext()) tray.show(Views.of(TrayState.valueOf(states.next())));
        }
    }
}
