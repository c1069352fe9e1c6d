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
import xyz.groundmist.sync.owner.Session.Credentials;
import xyz.groundmist.sync.secrets.KeyringDesktop;
import xyz.groundmist.sync.secrets.Secrets;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;

/** A sign-in to a real PDS on a desktop with a real keyring, which comes and goes. */
final class KeyringSignInIT {
    private final Devnet net = Devnet.shared();
    @TempDir private Path folder;
    private KeyringDesktop desktop;
    private Machine machine;
    private Devnet.Account alice;

    @BeforeEach
    void start() throws Exception {
        desktop = KeyringDesktop.unlocked();
        alice = net.account("alice");
        machine = machine();
        signIn();
    }

    @AfterEach
    void stop() throws Exception {
        if (machine != null) machine.close();
        desktop.close();
    }

    @Test
    void isNowhereInTheDataFolderAndGoesWithTheLogout() throws Exception {
        assertThat(machine.account.state().place()).isEqualTo("your keyring");
        assertThat(desktop.ours()).contains("label = Groundmist Sync");
        assertNothingReadable();

        restart();
        machine.letTheHourPass();
        machine.account.publish("sync.example.org", false);
        assertNothingReadable();
        assertThat(machine.account.unpublish()).isTrue();

        restart();
        assertThat(machine.account.signOut()).as("its server was told").isTrue();
        assertThat(desktop.ours()).doesNotContain("Groundmist Sync");
        assertThat(machine.account.state().place()).isNull();
    }

    @Test
    void isRenewedWhileTheKeyringIsDeadAndGoodWhenItIsBack() throws Exception {
        Credentials before = machine.credentials();
        desktop.killKeyring();
        machine.letTheHourPass();
        machine.account.publish("sync.example.org", false);
        Credentials after = machine.credentials();
        assertThat(after.refresh()).isNotEqualTo(before.refresh());
        assertNothingReadable();

        desktop.startUnlocked();
        restart();
        assertThat(machine.credentials()).isEqualTo(after);
        machine.letTheHourPass();
        assertThat(machine.account.unpublish()).isTrue();
    }

    @Test
    void lockedAtTheStartItWaitsOrTheOwnerSignsInAnew() throws Exception {
        desktop.killKeyring();
        desktop.startLocked();
        restart();

        assertThat(machine.account.state().standing()).isEqualTo(Standing.SIGNED_IN);
        assertThat(machine.owner.did()).isEqualTo(new Did(alice.did()));
        assertThatExceptionOfType(OwnerException.class)
                .isThrownBy(() -> machine.account.publish("sync.example.org", false))
                .withMessageContaining("keyring is locked")
                .extracting(OwnerException::kind)
                .isEqualTo(Kind.LOCKED);
        machine.account.check();
        assertThat(machine.account.state().problems())
                .singleElement()
                .asString()
                .contains("keyring is locked")
                .contains("sign in again");

        signIn();
        assertThat(machine.account.state().place()).isEqualTo("a file that only you can read");
        assertThat(machine.account.state().problems()).isEmpty();
        restart();
        machine.account.publish("sync.example.org", false);

        desktop.killKeyring();
        desktop.startUnlocked();
        restart();
        machine.account.check();
        assertThat(machine.account.state().place()).isEqualTo("your keyring");
        assertNothingReadable();
        assertThat(machine.account.unpublish()).isTrue();
    }

    private void assertNothingReadable() throws Exception {
        Credentials credentials = machine.credentials();
        String d = credentials.proofKey().getD().toString();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(Files.readString(file, java.nio.charset.StandardCharsets.ISO_8859_1))
                        .as(file.toString())
                        .doesNotContain(credentials.access(), credentials.refresh(), d);
            }
        }
    }

    private void restart() throws Exception {
        machine.close();
        machine = machine();
    }

    private Machine machine() throws IOException {
        return new Machine(
                Machine.network(net),
                folder,
                Secrets.open(folder, desktop.environment()),
                null,
                SignIn.PATIENCE);
    }

    private void signIn() throws Exception {
        try (var profile = Browser.shared().profile()) {
            Browser.Page page = profile.page();
            SignIn signIn = machine.account.signIn(alice.handle());
            page.go(signIn.link().toString());
            ConsentPage.allow(page, alice);
            assertThat(signIn.await(Duration.ofSeconds(20))).isEqualTo(new Did(alice.did()));
        }
    }
}
