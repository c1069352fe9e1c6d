package xyz.groundmist.sync.devices;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.junit.jupiter.api.Assumptions;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/**
 * A local network without a way out: a bridge, to which computers are plugged by cables. Takes root
 * on Linux and the program {@code ip}; without, the test is skipped and says so, and with {@code
 * CI=true} in the environment it fails.
 */
final class HomeNetwork implements AutoCloseable {
    private final String prefix = "gm" + ProcessHandle.current().pid() % 100_000;
    private final String hub = prefix + "hub";
    private final Deque<String> namespaces = new ArrayDeque<>();
    private final List<Process> processes = new ArrayList<>();
    private int plugs;

    HomeNetwork() throws IOException, InterruptedException {
        try {
            run("ip", "netns", "add", hub);
        } catch (IOException e) {
            String sentence =
                    "This test makes networks of its own, as root on Linux with iproute2: " + e;
            if ("true".equals(System.getenv("CI"))) throw new IOException(sentence, e);
            Assumptions.abort(sentence);
        }
        namespaces.push(hub);
        run("ip", "-n", hub, "link", "add", "lan0", "type", "bridge");
        // off, or multicast would wait for a querier that there isn't
        run("ip", "-n", hub, "link", "set", "lan0", "type", "bridge", "mcast_snooping", "0");
        run("ip", "-n", hub, "link", "set", "lan0", "up");
    }

    /** A place for a computer, plugged in; its interface is {@code eth0}. */
    Plug plug(String name, String address) throws IOException, InterruptedException {
        var plug = new Plug(prefix + name, "port" + plugs++);
        run("ip", "netns", "add", plug.namespace);
        namespaces.push(plug.namespace);
        ip(plug, "link", "set", "lo", "up");
        run(
                "ip",
                "-n",
                hub,
                "link",
                "add",
                plug.port,
                "type",
                "veth",
                "peer",
                "name",
                "eth0",
                "netns",
                plug.namespace);
        run("ip", "-n", hub, "link", "set", plug.port, "master", "lan0");
        run("ip", "-n", hub, "link", "set", plug.port, "up");
        // a container's bridge, which is nobody's way to another computer
        ip(plug, "link", "add", "docker0", "type", "bridge");
        ip(plug, "addr", "add", "172.17.0.1/16", "dev", "docker0");
        ip(plug, "link", "set", "docker0", "up");
        ip(plug, "link", "set", "eth0", "up");
        plug.address(address);
        return plug;
    }

    /** Takes the power from what all cables are plugged into, and gives it back after a while. */
    void restartRouter(Duration pause) throws IOException, InterruptedException {
        run("ip", "-n", hub, "link", "set", "lan0", "down");
        Thread.sleep(pause);
        run("ip", "-n", hub, "link", "set", "lan0", "up");
    }

    private static void ip(Plug plug, String... words) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of("ip", "-n", plug.namespace));
        command.addAll(Arrays.asList(words));
        run(command.toArray(String[]::new));
    }

    static String run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        if (process.waitFor() == 0) return said;
        throw new IOException("%s failed: %s".formatted(String.join(" ", command), said));
    }

    @Override
    public void close() throws IOException, InterruptedException {
        processes.forEach(Process::destroyForcibly);
        for (Process one : processes) one.waitFor();
        for (String one : namespaces) run("ip", "netns", "del", one);
    }

    /** Where a computer is plugged in. */
    final class Plug {
        private final String namespace;
        private final String port;
        private String address = "";

        private Plug(String namespace, String port) {
            this.namespace = namespace;
            this.port = port;
        }

        /** Gives the computer another address than it had. */
        void address(String fresh) throws IOException, InterruptedException {
            if (!address.isEmpty()) ip(this, "addr", "del", address + "/24", "dev", "eth0");
            ip(this, "addr", "add", fresh + "/24", "dev", "eth0");
            ip(this, "route", "replace", "224.0.0.0/4", "dev", "eth0");
            address = fresh;
        }

        String address() {
            return address;
        }

        /** Leaves it its IPv4 address only. */
        Plug withoutIpv6() throws IOException, InterruptedException {
            String off = "echo 1 > /proc/sys/net/ipv6/conf/all/disable_ipv6";
            run("ip", "netns", "exec", namespace, "sh", "-c", off);
            return this;
        }

        /** Leaves it this IPv6 address only, and the one of its interface. */
        Plug onlyIpv6(String fresh) throws IOException, InterruptedException {
            ip(this, "-4", "addr", "flush", "dev", "eth0");
            ip(this, "addr", "add", fresh + "/64", "dev", "eth0", "nodad");
            address = fresh;
            return this;
        }

        /** Pulls the cable at the bridge's end. */
        void pull() throws IOException, InterruptedException {
            run("ip", "-n", hub, "link", "set", port, "down");
        }

        void putBack() throws IOException, InterruptedException {
            run("ip", "-n", hub, "link", "set", port, "up");
        }

        /** How many connections others have opened to this place so far. */
        int calls() throws IOException, InterruptedException {
            String[] lines =
                    run("ip", "netns", "exec", namespace, "grep", "^Tcp:", "/proc/net/snmp")
                            .split("\n", -1);
            List<String> names = List.of(lines[0].split(" ", -1));
            return Integer.parseInt(lines[1].split(" ", -1)[names.indexOf("PassiveOpens")]);
        }

        /** Bytes that have left it so far. */
        long sentBytes() throws IOException, InterruptedException {
            String counter = "/sys/class/net/eth0/statistics/tx_bytes";
            return Long.parseLong(run("ip", "netns", "exec", namespace, "cat", counter).strip());
        }

        /** A command that is to run at this place. */
        ProcessBuilder command(String... words) {
            var command = new ArrayList<>(List.of("ip", "netns", "exec", namespace));
            command.addAll(Arrays.asList(words));
            return new ProcessBuilder(command);
        }

        /** Starts a program at this place, which ends with the network at the latest. */
        Process start(ProcessBuilder builder) throws IOException {
            Process process = builder.start();
            processes.add(process);
            return process;
        }
    }
}
