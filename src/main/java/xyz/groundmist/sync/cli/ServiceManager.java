package xyz.groundmist.sync.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Tells a service manager how far the server is (sd_notify(3)), where one wants to know: by the
 * program systemd-notify, as Java has no datagram sockets in the file system.
 */
record ServiceManager(Map<String, String> environment) {
    private static final int PATIENCE_SECONDS = 5;

    void ready(String status) {
        tell("--ready", "--status=" + status);
    }

    void stopping() {
        tell("STOPPING=1");
    }

    private void tell(String... what) {
        if (environment.getOrDefault("NOTIFY_SOCKET", "").isEmpty()) return;
        List<String> command = new ArrayList<>(List.of("systemd-notify"));
        command.addAll(List.of(what));
        try {
            Process process =
                    new ProcessBuilder(command)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start();
            process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (IOException _) {
            // then it will wait in vain, and say so itself
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
