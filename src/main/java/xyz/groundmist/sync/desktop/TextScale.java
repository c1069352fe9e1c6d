package xyz.groundmist.sync.desktop;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * How much larger than usual the person wants letters. On Windows and macOS JavaFX's own letters
 * are as large as the system says; on Linux they aren't, but desktops write it where GNOME does.
 */
final class TextScale {
    private static final int PATIENCE_SECONDS = 5;

    private final List<String> question;

    TextScale() {
        this(List.of("gsettings", "get", "org.gnome.desktop.interface", "text-scaling-factor"));
    }

    /**
     * @param question a command that prints the factor
     */
    TextScale(List<String> question) {
        this.question = question;
    }

    /** Asks the desktop, which takes a moment; 1 where it doesn't say. */
    double ask() {
        try {
            Process asked =
                    new ProcessBuilder(question)
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start();
            if (!asked.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                asked.destroy();
                return 1;
            }
            byte[] answer = asked.getInputStream().readAllBytes();
            return factor(new String(answer, StandardCharsets.US_ASCII).strip());
        } catch (IOException _) {
            return 1; // nobody to ask here
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return 1;
        }
    }

    /** GNOME's own range is from 0.5 to 3. */
    private static double factor(String answer) {
        if (!answer.matches("[0-9]{1,2}([.][0-9]{1,20})?")) return 1;
        return Math.clamp(Double.parseDouble(answer), 0.5, 3);
    }
}
