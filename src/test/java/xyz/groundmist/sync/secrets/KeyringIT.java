package xyz.groundmist.sync.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** Secrets on a desktop with GNOME's keyring: open, locked, away, killed, frozen. */
final class KeyringIT {
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    @TempDir private Path folder;
    private KeyringDesktop desktop;

    @BeforeEach
    void start() throws Exception {
        desktop = KeyringDesktop.withoutKeyring();
    }

    @AfterEach
    void stop() throws Exception {
        desktop.close();
    }

    @Test
    void theFileAloneIsOfNoUse() throws Exception {
        desktop.startUnlocked();
        Secrets secrets = open();
        secrets.write("account", "first-secret");
        secrets.write("ngrok-authtoken", "second-secret");

        assertThat(secrets.place()).isEqualTo("your keyring");
        assertThat(text()).doesNotContain("first-secret", "second-secret");
        assertThat(desktop.ours()).contains("label = Groundmist Sync").containsOnlyOnce("[/");
        assertThat(open().read("account")).isEqualTo("first-secret");
        assertThat(open().read("ngrok-authtoken")).isEqualTo("second-secret");
        Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
        Files.copy(file(), elsewhere.resolve("secrets.json"));
        Secrets stolen = Secrets.open(elsewhere, java.util.Map.of());
        unreadable(stolen, "no keyring answers");
    }

    @Test
    void whatIsForgottenIsGoneFromTheKeyringToo() throws Exception {
        desktop.startUnlocked();
        Secrets secrets = open();
        secrets.write("account", "one");
        secrets.write("ngrok-authtoken", "two");
        secrets.forget("account");
        assertThat(desktop.ours()).contains("secret = ");
        secrets.forget("ngrok-authtoken");

        assertThat(desktop.ours()).doesNotContain("secret = ");
        secrets.write("account", "three");
        assertThat(open().read("account")).isEqualTo("three");
    }

    @Test
    void isntMissedOnceItWasOpen() throws Exception {
        desktop.startUnlocked();
        Secrets secrets = open();
        secrets.write("account", "first");
        desktop.killKeyring();
        secrets.write("account", "second");
        secrets.write("ssh-key-passphrase", "another");

        assertThat(secrets.read("account")).isEqualTo("second");
        assertThat(text()).doesNotContain("second", "another");
        desktop.startUnlocked();
        assertThat(open().read("account")).isEqualTo("second");
    }

    @Test
    void lockedAtTheStartItIsReadOnceItIsUnlocked() throws Exception {
        desktop.startUnlocked();
        open().write("account", "kept");
        desktop.killKeyring();
        desktop.startLocked();

        Secrets secrets = open();
        unreadable(secrets, "the keyring is locked");
        assertThat(secrets.place()).isEqualTo("your keyring");
        desktop.killKeyring();
        unreadable(secrets, "no keyring answers");
        desktop.startUnlocked();
        assertThat(secrets.read("account")).isEqualTo("kept");
    }

    @Test
    void whatIsWrittenWhileItIsLockedIsSealedLater() throws Exception {
        desktop.startUnlocked();
        open().write("account", "before");
        open().write("ngrok-authtoken", "other");
        desktop.killKeyring();
        desktop.startLocked();

        Secrets secrets = open();
        secrets.write("account", "after");
        assertThat(secrets.read("account")).isEqualTo("after");
        assertThat(secrets.place()).isEqualTo("a file that only you can read");
        assertThat(open().read("account")).isEqualTo("after");

        desktop.killKeyring();
        desktop.startUnlocked();
        assertThat(secrets.read("account")).isEqualTo("after");
        assertThat(text()).doesNotContain("after");
        assertThat(secrets.place()).isEqualTo("your keyring");
        assertThat(open().read("ngrok-authtoken")).isEqualTo("other");
    }

    @Test
    void aKeyringThatAppearsTakesOver() throws Exception {
        Secrets before = open();
        before.write("account", "from-the-file");
        assertThat(text()).contains("from-the-file");

        desktop.startUnlocked();
        Secrets secrets = open();
        assertThat(secrets.read("account")).isEqualTo("from-the-file");
        assertThat(text()).doesNotContain("from-the-file");
        assertThat(open().read("account")).isEqualTo("from-the-file");
    }

    @Test
    void aFrozenOneIsNotWaitedForLong() throws Exception {
        desktop.startUnlocked();
        open().write("account", "kept");
        desktop.freeze();

        Secrets secrets = impatient();
        long start = System.nanoTime();
        unreadable(secrets, "no keyring answers");
        secrets.write("account", "written-anyway");
        secrets.write("account", "and-again");
        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .isLessThan(PATIENCE.multipliedBy(4));
        assertThat(impatient().read("account")).isEqualTo("and-again");

        desktop.thaw();
        assertThat(secrets.read("account")).isEqualTo("and-again");
        assertThat(text()).doesNotContain("and-again");
        assertThat(open().read("account")).isEqualTo("and-again");
    }

    @Test
    void aKeyThatTheOwnerTidiedAwayLocksNobodyOut() throws Exception {
        desktop.startUnlocked();
        open().write("account", "lost");
        desktop.tidyUp();

        Secrets secrets = open();
        unreadable(secrets, "no longer has that key");
        secrets.write("account", "new");
        assertThat(text()).doesNotContain("new");
        assertThat(open().read("account")).isEqualTo("new");
    }

    @Test
    void aKeyIsNotReplacedWhileOtherSecretsNeedIt() throws Exception {
        desktop.startUnlocked();
        open().write("account", "first");
        open().write("ngrok-authtoken", "second");
        desktop.tidyUp();

        Secrets secrets = open();
        secrets.write("account", "written");
        assertThat(open().read("account")).isEqualTo("written");
        unreadable(open(), "ngrok-authtoken", "no longer has that key");
        secrets.forget("ngrok-authtoken");
        secrets.write("account", "sealed-again");
        assertThat(text()).doesNotContain("sealed-again");
        assertThat(open().read("account")).isEqualTo("sealed-again");
    }

    @Test
    void asksForItsPasswordOnlyWhereTheOwnerIs() throws Exception {
        desktop.startUnlocked();
        open().write("account", "kept");
        desktop.killKeyring();
        desktop.startScreen();
        desktop.startLocked();

        Secrets secrets = open();
        unreadable(secrets, "the keyring is locked");
        secrets.write("ngrok-authtoken", "in-the-background");
        assertThat(desktop.asks()).isFalse();
        secrets.unlock();
        secrets.unlock();
        desktop.type(KeyringDesktop.PASSWORD);

        KeyringDesktop.await("an open keyring", () -> !text().contains("in-the-background"));
        assertThat(secrets.read("account")).isEqualTo("kept");
        assertThat(secrets.read("ngrok-authtoken")).isEqualTo("in-the-background");
        assertThat(desktop.asks()).isFalse();
    }

    private Secrets open() throws IOException {
        return Secrets.open(folder, desktop.environment());
    }

    private Secrets impatient() throws IOException {
        return SealedSecrets.open(
                SecretsFile.of(folder),
                new SessionKeyring(SessionKeyring.address(desktop.environment()), PATIENCE));
    }

    private static void unreadable(Secrets secrets, String why) {
        unreadable(secrets, "account", why);
    }

    private static void unreadable(Secrets secrets, String name, String why) {
        assertThatIOException().isThrownBy(() -> secrets.read(name)).withMessageContaining(why);
    }

    private Path file() {
        return folder.resolve("secrets.json");
    }

    private String text() throws IOException {
        return Files.readString(file());
    }
}
