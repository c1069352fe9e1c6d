package xyz.groundmist.sync.home;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import xyz.groundmist.sync.atproto.Browser;
import xyz.groundmist.sync.atproto.ConsentPage;
import xyz.groundmist.sync.atproto.Devnet;
import xyz.groundmist.sync.identity.Did;
import xyz.groundmist.sync.identity.IdentityException;
import xyz.groundmist.sync.identity.Network;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;

/** Computers that are paired while they are signed in to accounts of a real PDS. */
@Timeout(240)
class SameAccountIT {
    private final Devnet net = Devnet.shared();
    private final Deque<AutoCloseable> closing = new ArrayDeque<>();
    @TempDir private Path folder;

    @AfterEach
    void stop() throws Exception {
        while (!closing.isEmpty()) closing.pop().close();
    }

    @Test
    void eachProvesToTheOtherTheAccountThatBothAreSignedInTo() throws Exception {
        Devnet.Account alice = net.account("alice");
        Home desk = signedIn("desk", alice);
        Home laptop = signedIn("laptop", alice);
        pair(laptop, desk);

        assertThat(outcome(laptop).state()).isEqualTo("done");
        assertThat(outcome(laptop).sameAccount()).isTrue();
        assertThat(outcome(desk).sameAccount()).isTrue();
    }

    @Test
    void theComputerOfAnotherAccountIsRefused() throws Exception {
        Home desk = signedIn("desk", net.account("alice"));
        Home guest = signedIn("guest", net.account("bob"));
        pair(guest, desk);

        assertThat(outcome(guest).failure()).contains("belong to different accounts");
        assertThat(outcome(desk).state()).isEqualTo("failed");
        for (Home one : new Home[] {desk, guest}) {
            assertThat(ask(one, "devices.list", Map.of(), DeviceList.class).devices()).isEmpty();
        }
    }

    private Home signedIn(String name, Devnet.Account account) throws Exception {
        int port;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        var flags =
                new Settings.Flags(
                        folder.resolve(name).toString(),
                        Integer.toString(port),
                        "http://127.0.0.1:" + port,
                        true);
        var network = new Network(net.plc(), handle -> resolved(handle.text()), true);
        Home home = Home.start(Settings.read(flags, Map.of()), Map.of(), network);
        closing.push(home);
        var begun = ask(home, "login.start", Map.of("who", account.handle()), SignInEntry.class);
        try (Browser.Profile profile = Browser.shared().profile()) {
            Browser.Page page = profile.page();
            page.go(begun.link());
            ConsentPage.allow(page, account);
            SignInResult result;
            do {
                result = ask(home, "login.wait", Map.of("id", begun.id()), SignInResult.class);
            } while (result.account() == null);
        }
        return home;
    }

    private Did resolved(String handle) throws IdentityException {
        String did = net.resolve(handle);
        if (did != null) return new Did(did);
        throw new IdentityException(
                IdentityException.Kind.NOT_FOUND, "There is no account of the handle " + handle);
    }

    private static void pair(Home caller, Home called) throws Exception {
        var waiting = ask(called, "devices.pair", Map.of(), PairingEntry.class);
        var to = Map.of("to", String.valueOf(waiting.link()));
        ask(caller, "devices.pair", to, PairingEntry.class);
    }

    /** How the pairing ended there. */
    private static PairingEntry outcome(Home home) throws Exception {
        while (true) {
            PairingEntry now = ask(home, "devices.pairing", Map.of(), PairingEntry.class);
            if (!now.underWay()) return now;
            Thread.sleep(50);
        }
    }

    private static <T> T ask(Home home, String command, Map<String, ?> with, Class<T> type)
            throws Exception {
        try (var client = ControlClient.connect(home.settings().dataFolder(), "start it")) {
            return client.ask(command, with, type);
        }
    }
}
