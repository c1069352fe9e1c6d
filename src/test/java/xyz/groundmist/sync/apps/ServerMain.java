package xyz.groundmist.sync.apps;

import static java.nio.charset.StandardCharsets.UTF_8;

import xyz.groundmist.sync.home.Home;
import xyz.groundmist.sync.home.Settings;
import xyz.groundmist.sync.identity.Network;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The server on a test's network: arguments are the data folder, the port, the owner's DID and the
 * PLC directory, and how far its clock is ahead. Another such duration ({@code PT16M}) on standard
 * input sets it anew; the end of standard input ends it.
 */
final class ServerMain {
    private ServerMain() {}

    public static void main(String[] arguments) throws Exception {
        var settings =
                Settings.read(
                        new Settings.Flags(arguments[0], arguments[1], null, true),
                        Map.of("ATPROTO_DID", arguments[2]));
        var network = new Network(URI.create(arguments[3]), null, true);
        var ahead = new AtomicReference<>(Duration.parse(arguments[4]));
        try (var home =
                        Home.start(
                                settings,
                                Map.of(),
                                network,
                                () -> Instant.now().plus(ahead.get()));
                var commands = new BufferedReader(new InputStreamReader(System.in, UTF_8))) {
            System.out.println("listens on " + home.url());
            for (String line; (line = commands.readLine()) != null; ) {
                ahead.set(Duration.parse(line));
                System.out.println("is ahead by " + line);
            }
        }
    }
}
