package xyz.groundmist.sync.owner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import xyz.groundmist.sync.owner.OwnerException.Kind;
import xyz.groundmist.sync.owner.Session.Credentials;
import xyz.groundmist.sync.secrets.Secrets;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** The sign-in in its two places, when machine, disk or keyring stop at the worst moment. */
class AccountFileTest {
    private static final String ANNA = "did:plc:anna";
    private static final Instant THEN = Instant.parse("2026-11-01T10:00:00Z");

    @TempDir private Path folder;
    private final Drawer drawer = new Drawer();
    private AccountFile account;

    @BeforeEach
    void signIn() throws Exception {
        account = open();
        account.update(kept -> kept.signedIn(ANNA, "anna.test", session("one")));
    }

    @Test
    void tokensAreInTheSecretsAndNowhereElse() throws Exception {
        assertThat(text()).contains("anna.test").doesNotContain("refresh-one", "key-one");

        AccountFile later = open();
        assertThat(later.kept().session()).as("before the keyring was asked").isNotNull();
        assertThat(drawer.reads).isZero();
        assertThat(later.session().use().refresh()).isEqualTo("refresh-one");
    }

    @Test
    void anOlderBuildsFileIsTakenOver() throws Exception {
        drawer.forget("account");
        Files.writeString(
                folder.resolve("account.json"),
                """
                {"did":"did:plc:anna","handle":"anna.test","renewing":false,"ended":null,
                 "publication":null,"pds":"https://pds.test","signingKey":null,
                 "session":{"pds":"https://pds.test","issuer":"https://pds.test",
                  "clientId":"http://localhost","confidential":false,"key":"key-old",
                  "access":"access-old","refresh":"refresh-old","scope":"atproto",
                  "accessExpires":"2026-11-01T11:00:00Z","signedIn":"2026-11-01T10:00:00Z"}}
                """);
        AccountFile later = open();
        drawer.full = true;
        assertThatExceptionOfType(OwnerException.class).isThrownBy(later::settle);
        assertThat(text()).as("nothing is lost on a full disk").contains("refresh-old");

        drawer.full = false;
        later.settle();
        assertThat(text()).doesNotContain("refresh-old").doesNotContain("key-old");
        assertThat(open().session().use().refresh()).isEqualTo("refresh-old");
        assertThat(open().session().use().key()).isEqualTo("key-old");
        assertThat(open().session().signedIn()).isEqualTo(THEN);
    }

    @Test
    void aCrashAfterFreshTokensWereKeptLeavesThem() throws Exception {
        byte[] before = Files.readAllBytes(folder.resolve("account.json"));
        account.update(kept -> kept.renewed(session("two")));
        Files.write(folder.resolve("account.json"), before);

        AccountFile later = open();
        later.settle();
        assertThat(later.session().use().refresh()).isEqualTo("refresh-two");
    }

    @Test
    void aCrashInTheMiddleOfLoggingOutLeavesNobodySignedIn() throws Exception {
        String secret = drawer.kept.get("account");
        account.update(Kept::signedOut);
        assertThat(drawer.kept).isEmpty();
        drawer.kept.put("account", String.valueOf(secret));

        AccountFile later = open();
        later.settle();
        assertThat(drawer.kept).as("what was left over").isEmpty();
        assertThatExceptionOfType(OwnerException.class)
                .isThrownBy(later::session)
                .extracting(OwnerException::kind)
                .isEqualTo(Kind.SIGNED_OUT);
    }

    @Test
    void anothersSecretIsNotUsedAsOnes() throws Exception {
        account.update(kept -> kept.signedIn("did:plc:bert", null, session("bert")));
        String berts = String.valueOf(drawer.kept.get("account"));
        account.update(kept -> kept.signedIn(ANNA, null, session("two")));
        drawer.kept.put("account", berts);

        assertThatExceptionOfType(OwnerException.class)
                .isThrownBy(open()::session)
                .extracting(OwnerException::kind)
                .isEqualTo(Kind.ENDED);
    }

    @Test
    void aLockedKeyringIsSaidAndAskedAgain() throws Exception {
        AccountFile later = open();
        drawer.locked = true;
        assertThatExceptionOfType(OwnerException.class)
                .isThrownBy(later::session)
                .withMessageContaining("locked away")
                .withMessageContaining("sign in again")
                .extracting(OwnerException::kind)
                .isEqualTo(Kind.LOCKED);
        assertThat(later.kept().session()).isNotNull();
        later.update(kept -> kept.seen("new.test", "https://pds.test", null));

        drawer.locked = false;
        assertThat(later.session().use().refresh()).isEqualTo("refresh-one");
        assertThat(later.kept().handle()).isEqualTo("new.test");
        assertThat(open().kept().handle()).isEqualTo("new.test");
    }

    @Test
    void freshTokensThatFindNoRoomAreKeptInMemoryAndWrittenLater() throws Exception {
        drawer.full = true;
        assertThatExceptionOfType(OwnerException.class)
                .isThrownBy(() -> account.update(kept -> kept.renewed(session("two"))))
                .extracting(OwnerException::kind)
                .isEqualTo(Kind.STORAGE);
        assertThat(account.session().use().refresh()).isEqualTo("refresh-two");

        drawer.full = false;
        account.update(kept -> kept.renewing(true));
        assertThat(open().session().use().refresh()).isEqualTo("refresh-two");
    }

    private AccountFile open() throws IOException {
        return AccountFile.open(folder.resolve("account.json"), drawer);
    }

    private String text() throws IOException {
        return Files.readString(folder.resolve("account.json"));
    }

    private static Session session(String which) {
        return new Session(
                "https://pds.test",
                "https://pds.test",
                "http://localhost",
                false,
                "atproto",
                THEN,
                new Credentials(
                        "key-" + which, "access-" + which, "refresh-" + which, Instant.MAX));
    }

    /** Secrets that can be full or locked. */
    private static final class Drawer implements Secrets {
        final Map<String, String> kept = new HashMap<>();
        boolean full;
        boolean locked;
        int reads;

        @Override
        public @Nullable String read(String name) throws IOException {
            reads++;
            if (locked) throw new IOException("It is locked away.");
            return kept.get(name);
        }

        @Override
        public void write(String name, String secret) throws IOException {
            if (full) throw new IOException("The disk is full.");
            kept.put(name, secret);
        }

        @Override
        public void forget(String name) {
            kept.remove(name);
        }

        @Override
        public String place() {
            return "a drawer";
        }
    }
}
