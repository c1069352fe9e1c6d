package xyz.groundmist.sync.desktop;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.util.List;
import java.util.Locale;

/** Opens folders and web pages where the system opens such things. */
final class SystemOpener {
    private static final Logger LOG = LoggerFactory.getLogger(SystemOpener.class);

    private SystemOpener() {}

    /**
     * Opens it; returns once the system's program has been started.
     *
     * @param address {@code https:}, {@code http:} or {@code file:}
     * @return whether there is such a program
     */
    static boolean open(String address) {
        try {
            new ProcessBuilder(command(System.getProperty("os.name", ""), address))
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .getOutputStream()
                    .close();
            return true;
        } catch (IOException e) {
            LOG.warn("The system has no program that opens folders and web pages: {}", e.toString());
            return false;
        }
    }

    static List<String> command(String system, String address) {
        String name = system.toLowerCase(Locale.ROOT);
        if (name.startsWith("mac")) return List.of("open", address);
        if (name.startsWith("windows")) {
            return List.of("rundll32", "url.dll,FileProtocolHandler", address);
        }
        return List.of("xdg-open", address);
    }
}
