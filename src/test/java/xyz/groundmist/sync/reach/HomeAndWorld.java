package xyz.groundmist.sync.reach;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.junit.jupiter.api.Assumptions;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/**
 * Two network namespaces with a cable between them: a home, and the world, where DNS is. Takes root
 * on Linux and the program {@code ip}; without, the test is skipped and says so, and with {@code
 * CI=true} in the environment it fails.
 */
final class HomeAndWorld implements AutoCloseable {
    static final String WORLD_ADDRESS = "10.231.7.1";
    private static final String PORT = "eth0";

    private final String home = "gm" + ProcessHandle.current().pid() + "home";
    private final String world = "gm" + ProcessHandle.current().pid() + "world";
    private final Path names = Path.of("/etc/netns", home);
    private final Deque<AutoCloseable> endings = new ArrayDeque<>();

    HomeAndWorld() throws Exception {
        try {
            ip("netns", "add", world);
        } catch (IOException e) {
            String sentence =
                    "This test makes networks of its own, as root on Linux with iproute2: " + e;
            if ("true".equals(System.getenv("CI"))) throw new IOException(sentence, e);
            Assumptions.abort(sentence);
        }
        endings.push(() -> ip("netns", "del", world));
        ip("netns", "add", home);
        endings.push(() -> ip("netns", "del", home));
        ip("-n", world, "link", "add", PORT, "type", "veth", "peer", "name", PORT, "netns", home);
        for (String place : List.of(home, world)) {
            ip("-n", place, "link", "set", "lo", "up");
            ip("-n", place, "link", "set", PORT, "up");
        }
        ip("-n", home, "addr", "add", "10.231.7.2/24", "dev", PORT);
        restoreLine();
        // "ip netns exec" puts this in the place of /etc/resolv.conf
        Files.createDirectories(names);
        endings.push(() -> Files.delete(names));
        Path servers =
                Files.writeString(
                        names.resolve("resolv.conf"), "nameserver " + WORLD_ADDRESS + "\n");
        endings.push(() -> Files.delete(servers));
        awaitLine(start(inWorld("node", "src/test/js/names.mjs", WORLD_ADDRESS)));
    }

    /** The home's cable: both ends see it, as when a laptop leaves its network. */
    void pullCable() throws Exception {
        ip("-n", world, "link", "set", PORT, "down");
    }

    void putCableBack() throws Exception {
        ip("-n", world, "link", "set", PORT, "up");
    }

    /** The home sees nothing of this but that nobody answers, as when the router's line breaks. */
    void breakLine() throws Exception {
        ip("-n", world, "addr", "del", WORLD_ADDRESS + "/24", "dev", PORT);
    }

    void restoreLine() throws Exception {
        ip("-n", world, "addr", "add", WORLD_ADDRESS + "/24", "dev", PORT);
    }

    List<String> atHome(String... command) {
        return within(home, command);
    }

    List<String> inWorld(String... command) {
        return within(world, command);
    }

    private static List<String> within(String place, String... command) {
        var all = new ArrayList<>(List.of("ip", "netns", "exec", place));
        all.addAll(Arrays.asList(command));
        return all;
    }

    /** Starts a program, and ends it with this. */
    Process start(List<String> command) throws IOException {
        Process process =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        endings.push(() -> process.destroyForcibly().waitFor());
        return process;
    }

    /** Waits until a program says that it is ready. */
    static void awaitLine(Process process) throws IOException {
        if (process.inputReader(UTF_8).readLine() == null) {
            throw new IOException(process.info() + " ended");
        }
    }

    private static void ip(String... words) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of("ip"));
        command.addAll(Arrays.asList(words));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        if (process.waitFor() != 0) throw new IOException(String.join(" ", command) + ": " + said);
    }

    @Override
    public void close() throws Exception {
        while (!endings.isEmpty()) endings.pop().close();
    }
}
