import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A screen that nobody sees (Xvfb), so that training loads what a window on a real one loads. */
final class Screen implements AutoCloseable {
    private final Process server;
    private final String display;

    private Screen(Process server, String display) {
        this.server = server;
        this.display = display;
    }

    /** Null where there is no such thing; JavaFX's own stand-in has to do then. */
    static Screen open(Path work) throws IOException {
        if (!Command.has("Xvfb")) return null;
        var builder =
                new ProcessBuilder(
                        "Xvfb",
                        "-displayfd",
                        "1",
                        "-screen",
                        "0",
                        "1280x1000x24",
                        "-nolisten",
                        "tcp");
        builder.redirectError(work.resolve("screen.log").toFile());
        Process server = builder.start();
        var said =
                new BufferedReader(
                        new InputStreamReader(server.getInputStream(), StandardCharsets.UTF_8));
        String number = said.readLine();
        if (number == null) {
            server.destroy();
            throw new IOException("Xvfb doesn't start: see " + work.resolve("screen.log"));
        }
        return new Screen(server, ":" + number.strip());
    }

    String display() {
        return display;
    }

    @Override
    public void close() {
        server.destroy();
        try {
            if (!server.waitFor(10, TimeUnit.SECONDS)) server.destroyForcibly();
        } catch (InterruptedException e) {
            server.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
