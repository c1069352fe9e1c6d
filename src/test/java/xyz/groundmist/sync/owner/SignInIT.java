package xyz.groundmist.sync.owner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import xyz.groundmist.sync.atproto.Browser;
import xyz.groundmist.sync.atproto.ConsentPage;
import xyz.groundmist.sync.atproto.Devnet;
import xyz.groundmist.sync.identity.Did;
import xyz.groundmist.sync.owner.AccountState.Standing;
import xyz.groundmist.sync.owner.OwnerException.Kind;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;

/** People sign in through the login and consent pages of their own PDS. */
final class SignInIT {
    private static final Duration SOON = Duration.ofSeconds(20);

    private final Devnet net = Devnet.shared();
    @TempDir private Path folder;
    private Machine machine;
    private Browser.Profile profile;

    @BeforeEach
    void start() throws Exception {
        machine = new Machine(net, folder);
        profile = Browser.shared().profile();
    }

    @AfterEach
    void stop() {
        machine.close();
        profile.close();
    }

    @Test
    void withAHandleAndABrowser() throws Exception {
        Devnet.Account alice = net.account("alice");
        Browser.Page page = profile.page();

        SignIn signIn = machine.account.signIn("@" + alice.handle());
        page.go(signIn.link().toString());
        ConsentPage.logIn(page, alice);
        assertThat(page.text())
                .contains("An application on your device")
                .contains("Publish changes");
        ConsentPage.allow(page);

        assertThat(signIn.await(SOON)).isEqualTo(new Did(alice.did()));
        page.awaitUrl("http://127.0.0.1:" + signIn.port());
        assertThat(page.text()).contains("You are signed in");
        assertThat(page.evaluate("() => document.scripts.length", null).asInt()).isZero();
        AccountState state = machine.account.state();
        assertThat(state.standing()).isEqualTo(Standing.SIGNED_IN);
        assertThat(state.did()).isEqualTo(new Did(alice.did()));
        assertThat(String.valueOf(state.handle())).isEqualTo(alice.handle());
        assertThat(state.mayPublish()).isTrue();
        assertThat(state.until())
                .isBetween(
                        Instant.now().plus(Duration.ofDays(13)),
                        Instant.now().plus(Duration.ofDays(15)));
        assertThat(machine.owner.did()).isEqualTo(new Did(alice.did()));
        assertThat(
                        PosixFilePermissions.toString(
                                Files.getPosixFilePermissions(folder.resolve("account.json"))))
                .isEqualTo("rw-------");
        assertThat(Files.readString(folder.resolve("account.json")))
                .doesNotContain(machine.credentials().refresh())
                .doesNotContain(machine.credentials().access());
    }

    /** Everything that is on disk of the sign-in. */
    private String kept() throws IOException {
        return Files.readString(folder.resolve("account.json"))
                + Files.readString(folder.resolve("secrets.json"));
    }

    @Test
    void withADidOrTheServersAddress() throws Exception {
        Devnet.Account alice = net.account("alice");

        assertThat(signIn(alice, alice.did())).isEqualTo(new Did(alice.did()));
        machine.account.signOut();
        assertThat(signIn(alice, alice.pds().toString())).isEqualTo(new Did(alice.did()));
        assertThat(String.valueOf(machine.account.state().handle())).isEqualTo(alice.handle());
    }

    @Test
    void orDont() throws Exception {
        Devnet.Account alice = net.account("alice");
        Browser.Page page = profile.page();
        SignIn signIn = machine.account.signIn(alice.handle());
        page.go(signIn.link().toString());
        ConsentPage.deny(page, alice);

        fails(signIn, Kind.DENIED);
        page.awaitUrl("http://127.0.0.1:" + signIn.port());
        assertThat(page.text()).contains("You are not signed in").contains("You didn't allow");
        assertThat(machine.account.state().standing()).isEqualTo(Standing.SIGNED_OUT);
        assertThat(machine.owner.did()).isNull();
    }

    @Test
    void oneAfterTheOther() throws Exception {
        Devnet.Account alice = net.account("alice");
        Devnet.Account bob = net.account("bob");
        signIn(alice, alice.handle());

        assertThatExceptionOfType(OwnerException.class)
                .isThrownBy(() -> machine.account.signIn(bob.handle()))
                .withMessageContaining("@" + alice.handle())
                .withMessageContaining("Sign out first")
                .extracting(OwnerException::kind)
                .isEqualTo(Kind.OTHER_ACCOUNT);
        // The server's address doesn't say beforehand who will come.
        SignIn sneaky = machine.account.signIn(bob.pds().toString());
        try (var bobs = Browser.shared().profile()) {
            Browser.Page page = bobs.page();
            page.go(sneaky.link().toString());
            ConsentPage.allow(page, bob);
            fails(sneaky, Kind.OTHER_ACCOUNT);
        }
        assertThat(machine.owner.did()).isEqualTo(new Did(alice.did()));

        assertThat(machine.account.signOut()).isTrue();
        assertThat(machine.owner.did()).isEqualTo(new Did(alice.did()));
        try (var bobs = Browser.shared().profile()) {
            assertThat(signIn(bobs, bob, bob.handle())).isEqualTo(new Did(bob.did()));
        }
        assertThat(machine.owner.did()).isEqualTo(new Did(bob.did()));
    }

    @Test
    void andOutAgain() throws Exception {
        Devnet.Account alice = net.account("alice");
        signIn(alice, alice.handle());
        Session session = machine.session();
        assertThat(kept()).contains(session.use().refresh());

        assertThat(machine.account.signOut()).isTrue();

        assertThat(machine.account.state().standing()).isEqualTo(Standing.SIGNED_OUT);
        assertThat(kept())
                .doesNotContain(session.use().refresh())
                .doesNotContain(session.use().access());
        machine.file.update(kept -> kept.renewed(session));
        assertThatExceptionOfType(OwnerException.class)
                .isThrownBy(() -> machine.account.publish("sync.example.org", false))
                .extracting(OwnerException::kind)
                .isEqualTo(Kind.ENDED);
    }

    @Test
    void whateverElseAsksTheListener() throws Exception {
        Devnet.Account alice = net.account("alice");
        SignIn signIn = machine.account.signIn(alice.handle());
        String here = "http://127.0.0.1:" + signIn.port();
        try (var stranger = HttpClient.newHttpClient()) {
            for (String path :
                    new String[] {
                        "/",
                        "/favicon.ico",
                        "/callback",
                        "/callback?code=x&state=guessed&iss=" + alice.pds(),
                        "/callback?error=access_denied&state=guessed"
                    }) {
                var request = HttpRequest.newBuilder(URI.create(here + path)).build();
                assertThat(stranger.send(request, HttpResponse.BodyHandlers.ofString()).body())
                        .contains("Nothing is waiting here");
            }
        }
        // a web page whose own name leads to this machine
        try (var socket = new Socket("127.0.0.1", signIn.port())) {
            String request = "GET /callback?state=x&code=y HTTP/1.1\r\nHost: evil.test\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .startsWith("HTTP/1.1 404");
        }

        assertThat(finish(profile, signIn, alice)).isEqualTo(new Did(alice.did()));
    }

    @Test
    void onAComputerWhoseClockIsOff() throws Exception {
        Devnet.Account alice = net.account("alice");
        for (int minutes : new int[] {-10, 10}) {
            machine.setClock(Duration.ofMinutes(minutes));
            assertThatExceptionOfType(OwnerException.class)
                    .isThrownBy(() -> machine.account.signIn(alice.handle()))
                    .withMessageContaining("10 minutes " + (minutes < 0 ? "slow" : "fast"))
                    .extracting(OwnerException::kind)
                    .isEqualTo(Kind.CLOCK);
        }
    }

    @Test
    void whenThereIsNoSuchAccountOrNoServer() {
        refuses("nobody-of-that-name.test", Kind.NO_SUCH_ACCOUNT);
        refuses("alice", Kind.NOT_AN_ACCOUNT);
        refuses("alice@example.com", Kind.NOT_AN_ACCOUNT);
        refuses("did:key:zDnaerDaTF5BXEavCrfRZEk316dpbLsfPDZ3WJ5hRTPFU2169", Kind.NOT_AN_ACCOUNT);
        refuses("did:plc:aaaaaaaaaaaaaaaaaaaaaaaa", Kind.NO_SUCH_ACCOUNT);
        refuses(net.plc().toString(), Kind.UNSUITED);
    }

    @Test
    void whenTheServerIsDown() throws Exception {
        Devnet.Pds pds = net.anotherPds();
        Devnet.Account carol = net.account("carol", pds);
        SignIn begun = machine.account.signIn(carol.handle());
        Browser.Page page = profile.page();
        page.go(begun.link().toString());
        ConsentPage.logIn(page, carol);
        net.stop(pds);

        refuses(carol.handle(), Kind.UNREACHABLE);
        assertThat(begun.await(Duration.ofMillis(1))).isNull();
    }

    @Test
    void whenNothingComesBack() throws Exception {
        Devnet.Account alice = net.account("alice");
        try (var hasty =
                new Machine(
                        Machine.network(net),
                        Files.createDirectory(folder.resolve("hasty")),
                        null,
                        Duration.ofMillis(100))) {
            fails(hasty.account.signIn(alice.handle()), Kind.TIMED_OUT);
        }
        SignIn first = machine.account.signIn(alice.handle());
        SignIn second = machine.account.signIn(alice.handle());
        fails(first, Kind.CANCELLED);
        second.cancel();
        fails(second, Kind.CANCELLED);
    }

    @Test
    void onlyAsTheOwnerThatTheSettingsName() throws Exception {
        Devnet.Account alice = net.account("alice");
        Devnet.Account bob = net.account("bob");
        try (var fixed =
                new Machine(
                        Machine.network(net),
                        Files.createDirectory(folder.resolve("fixed")),
                        new Did(alice.did()),
                        SignIn.PATIENCE)) {
            assertThatExceptionOfType(OwnerException.class)
                    .isThrownBy(() -> fixed.account.signIn(bob.handle()))
                    .withMessageContaining("ATPROTO_DID");
            assertThat(finish(profile, fixed.account.signIn(alice.handle()), alice))
                    .isEqualTo(new Did(alice.did()));
        }
    }

    private void refuses(String who, Kind kind) {
        assertThatExceptionOfType(OwnerException.class)
                .isThrownBy(() -> machine.account.signIn(who))
                .extracting(OwnerException::kind)
                .as(who)
                .isEqualTo(kind);
    }

    private static void fails(SignIn signIn, Kind kind) {
        assertThatExceptionOfType(OwnerException.class)
                .isThrownBy(() -> signIn.await(SOON))
                .extracting(OwnerException::kind)
                .isEqualTo(kind);
    }

    private Did signIn(Devnet.Account account, String who) throws Exception {
        return signIn(profile, account, who);
    }

    private Did signIn(Browser.Profile with, Devnet.Account account, String who) throws Exception {
        return finish(with, machine.account.signIn(who), account);
    }

    private static Did finish(Browser.Profile with, SignIn signIn, Devnet.Account account)
            throws Exception {
        Browser.Page page = with.page();
        page.go(signIn.link().toString());
        ConsentPage.allow(page, account);
        Did did = signIn.await(SOON);
        if (did == null) throw new AssertionError("the sign-in didn't end; " + page.text());
        return did;
    }
}
