package xyz.groundmist.sync.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

class IdentitiesTest {
    private final TestAccount alice = TestAccount.of("alice", VerificationKey.Curve.SECP256K1);
    private final HandClock clock = new HandClock();
    private FakePlc plc;
    private SafeHttp http;
    private Identities identities;

    @BeforeEach
    void start() throws Exception {
        plc = new FakePlc();
        plc.put(alice);
        http = new SafeHttp(plc.network());
        identities = new Identities(http, plc.network(_ -> alice.did()), clock);
    }

    @AfterEach
    void stop() {
        http.close();
        plc.close();
    }

    private static IdentityException.Kind kind(Callable<?> question) {
        return catchThrowableOfType(IdentityException.class, question::call).kind();
    }

    /** A page that is closed while its request waits: that says nothing about the directory. */
    @Test
    void whoGivesUpBreaksNothingOff() throws Exception {
        var asked = new CountDownLatch(1);
        var answer = new CountDownLatch(1);
        Web slow =
                ask -> {
                    asked.countDown();
                    try {
                        answer.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                        throw new IdentityException(
                                IdentityException.Kind.UNREACHABLE, "Given up.", e);
                    }
                    return http.send(ask);
                };
        var known = new Identities(slow, plc.network(), _ -> alice.did(), clock);
        Thread quitter =
                Thread.ofVirtual()
                        .start(() -> {
                            try {
                                known.document(alice.did());
                            } catch (IdentityException _) {
                                // it doesn't want to know any more
                            }
                        });
        asked.await();
        quitter.interrupt();
        quitter.join(Duration.ofMillis(200));
        answer.countDown();

        assertThat(known.document(alice.did()).did()).isEqualTo(alice.did());
        assertThat(plc.questions()).isEqualTo(1);
    }

    /** A hotel's network that leads every name to itself, until one has paid. */
    @Test
    void aNetworkThatLeadsElsewhereLeavesADocumentGoodForADay() throws Exception {
        var astray = new AtomicInteger();
        Web web =
                ask -> {
                    if (astray.get() == 0) return http.send(ask);
                    throw new IdentityException(IdentityException.Kind.NOT_PUBLIC, "Not public.");
                };
        var known = new Identities(web, plc.network(), _ -> alice.did(), clock);
        DidDocument seen = known.document(alice.did());
        astray.set(1);
        clock.forward(Duration.ofHours(23));

        assertThat(known.document(alice.did())).isEqualTo(seen);
        clock.forward(Duration.ofHours(2));
        assertThat(kind(() -> known.document(alice.did())))
                .isEqualTo(IdentityException.Kind.NOT_PUBLIC);
    }

    @Test
    void aDocumentIsGoodForAnHour() throws Exception {
        identities.document(alice.did());
        clock.forward(Duration.ofMinutes(59));
        identities.document(alice.did());
        assertThat(plc.questions()).isEqualTo(1);

        clock.forward(Duration.ofMinutes(2));
        identities.document(alice.did());
        assertThat(plc.questions()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({"500", "503", "429", "403", "302"})
    void aDirectoryInTroubleLeavesADocumentGoodForADay(int status) throws Exception {
        DidDocument seen = identities.document(alice.did());
        plc.fail(status);

        clock.forward(Duration.ofHours(23));
        assertThat(identities.document(alice.did())).isEqualTo(seen);
        clock.forward(Duration.ofHours(2));
        assertThat(kind(() -> identities.document(alice.did())))
                .isEqualTo(IdentityException.Kind.UNREACHABLE);
    }

    @Test
    void aSilentDirectoryLeavesADocumentGoodForADay() throws Exception {
        DidDocument seen = identities.document(alice.did());
        plc.close();

        clock.forward(Duration.ofHours(23));
        assertThat(identities.document(alice.did())).isEqualTo(seen);
        clock.forward(Duration.ofHours(2));
        assertThat(kind(() -> identities.document(alice.did())))
                .isEqualTo(IdentityException.Kind.UNREACHABLE);
    }

    @Test
    void aDirectoryInTroubleIsNotAskedAgainAtOnce() throws Exception {
        identities.document(alice.did());
        plc.fail(500);
        clock.forward(Duration.ofHours(2));

        identities.document(alice.did());
        identities.document(alice.did());
        assertThat(plc.questions()).isEqualTo(2);

        plc.fail(null);
        clock.forward(Duration.ofSeconds(6));
        identities.document(alice.did());
        assertThat(plc.questions()).isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource({"404, NOT_FOUND", "410, DEACTIVATED"})
    void aDidThatIsNoMoreIsForgottenAtOnce(int status, IdentityException.Kind kind)
            throws Exception {
        identities.document(alice.did());
        plc.put("/" + alice.did(), status, "{}");
        clock.forward(Duration.ofHours(2));

        assertThat(kind(() -> identities.document(alice.did()))).isEqualTo(kind);
        plc.fail(500);
        clock.forward(Duration.ofMinutes(1));
        assertThat(kind(() -> identities.document(alice.did())))
                .isEqualTo(IdentityException.Kind.UNREACHABLE);
    }

    @Test
    void aDocumentIsRefreshedOnceAMinute() throws Exception {
        identities.document(alice.did());
        TestAccount rotated = alice.withNewKey(VerificationKey.Curve.P256);
        plc.put(rotated);

        assertThat(identities.refreshed(alice.did()).signingKey()).hasToString(rotated.multikey());
        for (int i = 0; i < 10; i++) identities.refreshed(alice.did());
        assertThat(plc.questions()).isEqualTo(2);
        assertThat(identities.document(alice.did()).signingKey()).hasToString(rotated.multikey());

        clock.forward(Duration.ofSeconds(61));
        identities.refreshed(alice.did());
        assertThat(plc.questions()).isEqualTo(3);
    }

    @Test
    void aRefreshThatFailsLeavesWhatWasKnown() throws Exception {
        DidDocument seen = identities.document(alice.did());
        plc.fail(500);

        assertThat(identities.refreshed(alice.did())).isEqualTo(seen);
    }

    @Test
    void whoAsksAtTheSameTimeAsksOnce() throws Exception {
        var release = new CountDownLatch(1);
        var questions = new AtomicInteger();
        var slow =
                new Identities(
                        _ -> {
                            questions.incrementAndGet();
                            try {
                                release.await();
                            } catch (InterruptedException e) {
                                throw new IllegalStateException(e);
                            }
                            throw new IdentityException(
                                    IdentityException.Kind.UNREACHABLE, "Nobody there.");
                        },
                        plc.network(),
                        _ -> alice.did(),
                        clock);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<IdentityException.Kind>> answers = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                answers.add(threads.submit(() -> kind(() -> slow.document(alice.did()))));
            }
            release.countDown();
            for (var answer : answers) {
                assertThat(answer.get()).isEqualTo(IdentityException.Kind.UNREACHABLE);
            }
        }
        assertThat(questions).hasValue(1);
    }

    @Test
    void aDidOfTheWebIsAskedOfItsHost() throws Exception {
        Did web = Did.web("localhost:" + plc.port());
        plc.put("/.well-known/did.json", 200, "{\"id\": \"" + web + "\"}");

        assertThat(identities.document(web).did()).isEqualTo(web);
    }

    @Test
    void aDidOfThisMachineIsNoneOnTheInternet() {
        try (var outside = new SafeHttp(Network.PUBLIC)) {
            var publicIdentities = new Identities(outside, Network.PUBLIC, clock);

            assertThat(kind(() -> publicIdentities.document(Did.web("localhost:" + plc.port()))))
                    .isEqualTo(IdentityException.Kind.NOT_PUBLIC);
            assertThat(kind(() -> publicIdentities.document(Did.web("printer.local"))))
                    .isEqualTo(IdentityException.Kind.NOT_PUBLIC);
            assertThat(plc.questions()).isZero();
        }
    }

    @Test
    void somebodyElsesDocumentIsRefused() {
        plc.put(
                "/" + alice.did(),
                200,
                TestAccount.of("mallory", VerificationKey.Curve.P256).document());

        assertThat(kind(() -> identities.document(alice.did())))
                .isEqualTo(IdentityException.Kind.MISMATCH);
    }

    @Test
    void aHandleAndItsDidNameEachOther() throws Exception {
        assertThat(identities.did(alice.handle())).isEqualTo(alice.did());
    }

    @Test
    void aHandleThatItsDidDoesntNameIsRefused() {
        assertThat(kind(() -> identities.did(new Handle("bob.example.com"))))
                .isEqualTo(IdentityException.Kind.MISMATCH);
    }

    @Test
    void aHandleMayBeNewerThanWhatIsRemembered() throws Exception {
        identities.document(alice.did());
        plc.put(
                "/" + alice.did(),
                200,
                alice.document("new.example.com", "Multikey", alice.multikey()));

        assertThat(identities.did(new Handle("new.example.com"))).isEqualTo(alice.did());
    }

    @Test
    void onlySoManyAreRemembered() throws Exception {
        for (int i = 0; i < 300; i++) {
            Did did = new Did("did:plc:" + "abcdefghijklmnopqrst" + base32(i));
            plc.put("/" + did, 200, "{\"id\": \"" + did + "\"}");
            identities.document(did);
        }
        int before = plc.questions();

        identities.document(new Did("did:plc:" + "abcdefghijklmnopqrst" + base32(299)));
        assertThat(plc.questions()).isEqualTo(before);
        identities.document(new Did("did:plc:" + "abcdefghijklmnopqrst" + base32(0)));
        assertThat(plc.questions()).isEqualTo(before + 1);
    }

    private static String base32(int number) {
        String alphabet = "abcdefghijklmnopqrstuvwxyz234567";
        return "aa" + alphabet.charAt(number / 32) + alphabet.charAt(number % 32);
    }
}
