package xyz.groundmist.sync.devices;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.junit.jupiter.api.Assumptions;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Another program that announces and looks by multicast DNS, at a place of a {@link HomeNetwork},
 * with a message bus of its own.
 */
final class Avahi {
    private static final String TYPE = "_groundmist-sync._tcp";
    private static final String BUS =
            """
            <!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
             "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
            <busconfig>
              <listen>unix:path=%s</listen>
              <auth>EXTERNAL</auth>
              <policy context="default">
                <allow send_destination="*" eavesdrop="true"/>
                <allow eavesdrop="true"/>
                <allow own="*"/>
              </policy>
            </busconfig>
            """;
    private static final String DAEMON =
            """
            [server]
            host-name=otherprogram
            allow-interfaces=eth0
            use-ipv4=yes
            use-ipv6=yes
            """;

    private final HomeNetwork.Plug plug;
    private final Path folder;

    private Avahi(HomeNetwork.Plug plug, Path folder) {
        this.plug = plug;
        this.folder = folder;
    }

    static Avahi start(HomeNetwork.Plug plug, Path folder) throws IOException {
        if (!Files.isExecutable(Path.of("/usr/sbin/avahi-daemon"))) {
            String sentence = "This test wants Debian's avahi-daemon and avahi-utils.";
            if ("true".equals(System.getenv("CI"))) throw new IOException(sentence);
            Assumptions.abort(sentence);
        }
        var avahi = new Avahi(plug, Files.createDirectories(folder.resolve("avahi")));
        avahi.start();
        return avahi;
    }

    private void start() throws IOException {
        Path socket = folder.resolve("bus");
        Path bus = Files.writeString(folder.resolve("bus.conf"), BUS.formatted(socket));
        Path daemon = Files.writeString(folder.resolve("avahi.conf"), DAEMON);
        run("dbus-daemon", "--nofork", "--nopidfile", "--config-file=" + bus);
        Waiting.until(Duration.ofSeconds(60), this::log, () -> Files.exists(socket));
        // with a /run of its own, as the daemon lets no other run beside it
        run(
                "unshare",
                "--mount",
                "sh",
                "-c",
                "mount -t tmpfs none /run && mkdir /run/avahi-daemon && exec avahi-daemon"
                        + " --no-drop-root --no-rlimits --no-chroot --file "
                        + daemon);
        Waiting.until(
                Duration.ofSeconds(60), this::log, () -> log().contains("Server startup complete"));
    }

    private ProcessBuilder command(String... words) {
        ProcessBuilder builder = plug.command(words);
        builder.environment().put("DBUS_SYSTEM_BUS_ADDRESS", "unix:path=" + folder.resolve("bus"));
        return builder.redirectErrorStream(true);
    }

    private Process run(String... words) throws IOException {
        return plug.start(
                command(words)
                        .redirectOutput(
                                ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile())));
    }

    private String log() throws IOException {
        return Files.readString(folder.resolve("log"));
    }

    /**
     * What it finds: a line for each, with name, address, port and text, separated by semicolons.
     */
    List<String> browse() throws IOException, InterruptedException {
        Process process = command("avahi-browse", "-p", "-r", "-t", TYPE).start();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        process.waitFor();
        return said.lines().filter(line -> line.startsWith("=;")).toList();
    }

    /** Announces something at this place until the network is taken down. */
    void publish(int port, String... text) throws IOException {
        var words =
                new ArrayList<>(
                        List.of("avahi-publish", "-s", "someone", TYPE, Integer.toString(port)));
        words.addAll(Arrays.asList(text));
        run(words.toArray(String[]::new));
    }
}
