package xyz.groundmist.sync.owner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

import xyz.groundmist.sync.atproto.Browser;
import xyz.groundmist.sync.atproto.ConsentPage;
import xyz.groundmist.sync.atproto.Devnet;
import xyz.groundmist.sync.identity.Did;
import xyz.groundmist.sync.identity.HttpAnswer;
import xyz.groundmist.sync.owner.AccountState.Standing;
import xyz.groundmist.sync.owner.OwnerException.Kind;
import xyz.groundmist.sync.owner.Session.Credentials;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** A sign-in lives on: renewed, revoked, moved; and the record it keeps. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class SessionIT {
    private static final String HOST = "sync.example.org";
    private static final String COLLECTION = "xyz.groundmist.sync";

    private final Devnet net = Devnet.shared();
    private Path folders;
    private Path folder;
    private Machine machine;
    private Devnet.Account alice;
    private int owners;

    @BeforeAll
    void first(@TempDir Path shared) throws Exception {
        folders = shared;
        newOwner();
        machine.close();
    }

    /** Signs somebody else in, unless the story before has left a good sign-in behind. */
    @BeforeEach
    void start() throws Exception {
        restart();
        if (machine.account.state().standing() != Standing.SIGNED_IN) {
            machine.close();
            newOwner();
            machine.at("https://" + HOST);
        }
    }

    private void newOwner() throws Exception {
        folder = Files.createDirectory(folders.resolve("owner-" + ++owners));
        machine = new Machine(net, folder);
        alice = net.account("alice");
        signIn(machine, alice);
    }

    @AfterEach
    void stop() throws Exception {
        if (machine.account.state().standing() == Standing.SIGNED_IN) {
            if (!record().isEmpty()) machine.account.publish(HOST, true);
            machine.account.unpublish();
        }
        machine.close();
    }

    @Test
    void isRenewedWhenItsHourIsOverByOneOfManyWhoNeedIt() throws Exception {
        Credentials before = machine.credentials();
        machine.letTheHourPass();

        List<Callable<HttpAnswer>> many = new ArrayList<>();
        String anything = "/xrpc/com.atproto.server.getSession";
        for (int i = 0; i < 6; i++) many.add(() -> machine.account.session().get(anything));
        try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<HttpAnswer> each : pool.invokeAll(many)) {
                assertThat(each.get().status()).isEqualTo(200);
            }
        }

        Credentials after = machine.credentials();
        assertThat(after.access()).isNotEqualTo(before.access());
        assertThat(after.refresh()).isNotEqualTo(before.refresh());
        machine.letTheHourPass();
        machine.account.publish(null, false);
        assertThat(machine.credentials().refresh()).isNotEqualTo(after.refresh());
    }

    @Test
    void survivesARestart() throws Exception {
        machine.account.publish(null, false);
        restart();

        assertThat(machine.owner.did()).isEqualTo(new Did(alice.did()));
        assertThat(machine.account.state().standing()).isEqualTo(Standing.SIGNED_IN);
        assertThat(machine.account.state().published()).isEqualTo(HOST);
        machine.letTheHourPass();
        assertThat(machine.account.unpublish()).isTrue();
    }

    @Test
    void isOverWhenAnOldRefreshTokenIsUsedAgain() throws Exception {
        byte[] backup = Files.readAllBytes(folder.resolve("secrets.json"));
        machine.letTheHourPass();
        machine.account.publish(null, false);
        Files.write(folder.resolve("secrets.json"), backup);
        restart();
        machine.letTheHourPass();

        endedWith("ended the sign-in");

        assertThat(machine.account.state().standing()).isEqualTo(Standing.ENDED);
        assertThat(machine.account.state().problems())
                .singleElement()
                .asString()
                .contains("Sign in again")
                .contains("go on syncing");
        signIn(machine, alice);
        assertThat(machine.account.state().standing()).isEqualTo(Standing.SIGNED_IN);
        assertThat(machine.account.state().problems()).isEmpty();
    }

    @Test
    void saysSoWhenTheComputerStoppedInTheMiddleOfRenewingIt() throws Exception {
        machine.letTheHourPass();
        Session before = machine.session();
        machine.account.publish(null, false);
        // what was on disk when the request was on its way
        machine.file.update(kept -> kept.renewed(before).renewing(true));

        endedWith("stopped while the sign-in was being renewed");
    }

    @Test
    void goesOnWhenTheComputerStoppedBeforeTheServerKnew() throws Exception {
        machine.letTheHourPass();
        machine.file.update(kept -> kept.renewing(true));
        restart();

        assertThat(machine.account.publish(null, false).host()).isEqualTo(HOST);
    }

    @Test
    void isNoticedWhenTheOwnerRevokedItElsewhere() throws Exception {
        Session session = machine.session();
        try (var other = new Machine(net, Files.createDirectory(folder.resolve("copy")))) {
            other.file.update(kept -> kept.signedIn(alice.did(), null, session));
            assertThat(other.account.signOut()).isTrue();
        }
        machine.letTheHourPass();

        machine.account.check();

        assertThat(machine.account.state().standing()).isEqualTo(Standing.ENDED);
        assertThat(machine.owner.did()).isEqualTo(new Did(alice.did()));
    }

    @Test
    void publishesChangesAndTakesAway() throws Exception {
        Publication published = machine.account.publish(null, false);

        assertThat(record().get("host")).isEqualTo(HOST);
        assertThat(record().get("key")).isEqualTo(machine.identity.multikey());
        assertThat(published.key()).isEqualTo(machine.identity.multikey());
        assertThat(machine.account.state().published()).isEqualTo(HOST);
        machine.account.publish("other.example.org", false);
        assertThat(record().get("host")).isEqualTo("other.example.org");
        assertThat(machine.account.unpublish()).isTrue();
        assertThat(machine.account.unpublish()).isFalse();
        assertThat(record()).isEmpty();
        assertThat(machine.account.state().published()).isNull();
    }

    @Test
    void leavesAnotherMachinesRecordAlone() throws Exception {
        Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
        try (var other = new Machine(net, elsewhere)) {
            signIn(other, alice);
            other.at("https://other.example.org").account.publish(null, false);

            others(() -> machine.account.publish(null, false), "“other.example.org”");
            others(machine.account::unpublish, "“other.example.org”");
            assertThat(record().get("host")).isEqualTo("other.example.org");

            machine.account.publish(null, true);
            assertThat(record().get("host")).isEqualTo(HOST);
            other.account.check();
            assertThat(other.account.state().problems())
                    .singleElement()
                    .asString()
                    .contains("changed by somebody else")
                    .contains(HOST);
            other.at("https://third.example.org").account.addressChanged();
            other.account.check();
            assertThat(record().get("host")).isEqualTo(HOST);
        }
    }

    @Test
    void takesOverThePrototypesRecordOfTheSameHost() throws Exception {
        put(Map.of("$type", COLLECTION, "host", HOST));

        machine.account.publish(null, false);

        assertThat(record().get("key")).isEqualTo(machine.identity.multikey());
    }

    @Test
    void noticesARecordThatChangedBehindItsBack() throws Exception {
        machine.account.publish(null, false);
        put(Map.of("$type", COLLECTION, "host", "evil.example", "key", "zDnaother"));

        machine.at("https://new.example.org");
        machine.account.check();

        assertThat(record().get("host")).isEqualTo("evil.example");
        assertThat(machine.account.state().problems())
                .singleElement()
                .asString()
                .contains("evil.example");
        machine.account.publish(null, true);
        assertThat(machine.account.state().problems()).isEmpty();
    }

    @Test
    void hasTheRecordFollowThePublicAddress() throws Exception {
        machine.account.publish(null, false);

        machine.at("https://new.example.org");
        machine.account.check();
        assertThat(record().get("host")).isEqualTo("new.example.org");

        machine.at("https://newer.example.org");
        machine.account.check();
        assertThat(record().get("host"))
                .as("not twice in ten minutes")
                .isEqualTo("new.example.org");
    }

    @Test
    void publishesNothingThatIsNoAddress() {
        for (String host :
                new String[] {"https://x.example.org", "x.example.org/y", "localhost", ""}) {
            assertThatExceptionOfType(OwnerException.class)
                    .isThrownBy(() -> machine.account.publish(host, false))
                    .extracting(OwnerException::kind)
                    .isEqualTo(Kind.NO_ADDRESS);
        }
        machine.at("http://sync.example.org");
        assertThatExceptionOfType(OwnerException.class)
                .isThrownBy(() -> machine.account.publish(null, false))
                .withMessageContaining("PUBLIC_URL");
    }

    @Test
    void followsAnAccountThatMoves() throws Exception {
        machine.account.publish(null, false);
        machine.account.check();
        Devnet.Pds next = net.anotherPds();

        alice = net.migrate(alice, next);
        restart();
        machine.account.check();

        AccountState state = machine.account.state();
        assertThat(state.standing()).isEqualTo(Standing.ENDED);
        assertThat(state.problems().toString()).contains("has moved").contains("Sign in again");
        signIn(machine, alice);
        assertThat(machine.account.state().pds()).isEqualTo(next.url().toString());
        assertThat(machine.account.state().published()).isEqualTo(HOST);
        machine.account.check();
        assertThat(machine.account.state().problems()).isEmpty();
        assertThat(machine.account.unpublish()).isTrue();
    }

    @Test
    void letsNoNewAppsInWhileTheAccountIsDeactivated() throws Exception {
        net.deactivate(alice);
        machine.account.check();
        assertThat(machine.owner.welcoming()).isFalse();
        assertThat(machine.account.state().problems().toString()).contains("deactivated");

        net.activate(alice);
        machine.account.check();
        assertThat(machine.owner.welcoming()).isTrue();
        assertThat(machine.account.state().problems()).isEmpty();
    }

    private void restart() throws Exception {
        machine.close();
        machine = new Machine(net, folder).at("https://" + HOST);
    }

    private void endedWith(String words) {
        assertThatExceptionOfType(OwnerException.class)
                .isThrownBy(() -> machine.account.publish("new.example.org", false))
                .withMessageContaining(words)
                .extracting(OwnerException::kind)
                .isEqualTo(Kind.ENDED);
    }

    private interface Work {
        Object run() throws Exception;
    }

    private static void others(Work work, String words) {
        assertThatExceptionOfType(OwnerException.class)
                .isThrownBy(work::run)
                .withMessageContaining(words)
                .extracting(OwnerException::kind)
                .isEqualTo(Kind.OTHERS_RECORD);
    }

    private void put(Map<String, String> record) {
        net.procedure(
                alice,
                "com.atproto.repo.putRecord",
                Map.of(
                        "repo",
                        alice.did(),
                        "collection",
                        COLLECTION,
                        "rkey",
                        alice.did(),
                        "record",
                        record));
    }

    /** What an app that looks for the owner's server finds; empty when it finds nothing. */
    private Map<String, String> record() {
        var found =
                net.query(
                        alice,
                        "com.atproto.repo.listRecords",
                        Map.of("repo", alice.did(), "collection", COLLECTION));
        if (found.at("/records").isEmpty()) return Map.of();
        assertThat(found.at("/records/0/uri").asString())
                .isEqualTo("at://%s/%s/%s".formatted(alice.did(), COLLECTION, alice.did()));
        return Map.of(
                "host", found.at("/records/0/value/host").asString(""),
                "key", found.at("/records/0/value/key").asString(""));
    }

    private static void signIn(Machine machine, Devnet.Account account) throws Exception {
        try (var profile = Browser.shared().profile()) {
            Browser.Page page = profile.page();
            SignIn signIn = machine.account.signIn(account.handle());
            page.go(signIn.link().toString());
            ConsentPage.allow(page, account);
            assertThat(signIn.await(Duration.ofSeconds(20))).isEqualTo(new Did(account.did()));
        }
    }
}
