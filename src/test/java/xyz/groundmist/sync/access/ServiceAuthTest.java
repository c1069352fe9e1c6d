package xyz.groundmist.sync.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import xyz.groundmist.sync.identity.Did;
import xyz.groundmist.sync.identity.FakePlc;
import xyz.groundmist.sync.identity.HandClock;
import xyz.groundmist.sync.identity.Identities;
import xyz.groundmist.sync.identity.SafeHttp;
import xyz.groundmist.sync.identity.TestAccount;
import xyz.groundmist.sync.identity.VerificationKey.Curve;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;

/** Service-auth tokens as the owner's PDS makes them, and as others would. */
class ServiceAuthTest {
    private static final Did SERVER = Did.web("sync.example.org");
    private static final Addresses ADDRESSES =
            new Addresses() {
                @Override
                public List<URI> origins() {
                    return List.of(URI.create("https://sync.example.org"));
                }

                @Override
                public Did serviceDid() {
                    return SERVER;
                }
            };

    private final TestAccount alice = TestAccount.of("alice", Curve.SECP256K1);
    private final TestAccount mallory = TestAccount.of("mallory", Curve.SECP256K1);
    private final HandClock clock = new HandClock();
    private FakePlc plc;
    private SafeHttp http;
    private ServiceAuth serviceAuth;

    @BeforeEach
    void start() throws Exception {
        plc = new FakePlc();
        plc.put(alice);
        plc.put(mallory);
        http = new SafeHttp(plc.network());
        serviceAuth = new ServiceAuth(ADDRESSES, new Identities(http, plc.network(), clock), clock);
    }

    @AfterEach
    void stop() {
        http.close();
        plc.close();
    }

    private long now() {
        return clock.instant().getEpochSecond();
    }

    private String claims() {
        return "{\"iat\":%d,\"iss\":\"%s\",\"aud\":\"%s\",\"exp\":%d,\"lxm\":\"%s\",\"jti\":\"1\"}"
                .formatted(now(), alice.did(), SERVER, now() + 60, ServiceAuth.METHOD);
    }

    private static String header(TestAccount account) {
        return "{\"typ\":\"JWT\",\"alg\":\"" + account.algorithm() + "\"}";
    }

    private String token() {
        return Jwts.signed(header(alice), claims(), alice);
    }

    private ProofException.Kind kind(String token) {
        return catchThrowableOfType(
                        ProofException.class, () -> serviceAuth.verify(token, alice.did()))
                .kind();
    }

    @ParameterizedTest
    @EnumSource
    void theOwnersTokenIsGood(Curve curve) throws Exception {
        TestAccount bob = TestAccount.of("bob", curve);
        plc.put(bob);
        String claims = claims().replace(alice.did().text(), bob.did().text());

        serviceAuth.verify(Jwts.signed(header(bob), claims, bob), bob.did());
    }

    @Test
    void typIatAndJtiMayBeMissing() throws Exception {
        String claims = claims().replaceAll("\"iat\":\\d+,", "").replace(",\"jti\":\"1\"", "");

        serviceAuth.verify(Jwts.signed("{\"alg\":\"ES256K\"}", claims, alice), alice.did());
    }

    /** A directory that never answers, and a crowd with tokens that only look like the owner's. */
    @Test
    void onlySoManyWaitForTheOwnersDirectory() throws Exception {
        try (var silent =
                new java.net.ServerSocket(0, 50, java.net.InetAddress.getLoopbackAddress())) {
            var network =
                    new xyz.groundmist.sync.identity.Network(
                            URI.create("http://127.0.0.1:" + silent.getLocalPort()), null, true);
            var stuck = new SafeHttp(network);
            serviceAuth = new ServiceAuth(ADDRESSES, new Identities(stuck, network, clock), clock);
            var kinds = new java.util.concurrent.LinkedBlockingQueue<ProofException.Kind>();
            for (int i = 0; i < 50; i++) {
                Thread.ofVirtual().start(() -> kinds.add(kind(token())));
            }
            for (int i = 0; i < 34; i++) {
                assertThat(kinds.poll(5, java.util.concurrent.TimeUnit.SECONDS))
                        .isEqualTo(ProofException.Kind.UNREACHABLE);
            }
            assertThat(kinds.poll(300, java.util.concurrent.TimeUnit.MILLISECONDS)).isNull();
            stuck.close();
        }
    }

    @Test
    void aTokenIsGoodOnce() throws Exception {
        String token = token();
        serviceAuth.verify(token, alice.did());

        assertThat(kind(token)).isEqualTo(ProofException.Kind.REPLAYED);
        clock.forward(Duration.ofSeconds(80));
        assertThat(kind(token)).isEqualTo(ProofException.Kind.REPLAYED);
        clock.forward(Duration.ofSeconds(11));
        assertThat(kind(token)).isEqualTo(ProofException.Kind.EXPIRED);
    }

    @Test
    void anotherJtiIsAnotherToken() throws Exception {
        serviceAuth.verify(token(), alice.did());
        serviceAuth.verify(
                Jwts.signed(header(alice), claims().replace("\"1\"", "\"2\""), alice), alice.did());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theOtherFormOfASignatureIsTheSameToken(boolean hasJti) throws Exception {
        String claims = hasJti ? claims() : claims().replace(",\"jti\":\"1\"", "");
        String token = Jwts.signed(header(alice), claims, alice);
        int dot = token.lastIndexOf('.');
        byte[] signature = Base64.getUrlDecoder().decode(token.substring(dot + 1));
        String twin = token.substring(0, dot + 1) + Jwts.base64(alice.otherForm(signature));
        assertThat(twin).isNotEqualTo(token);

        serviceAuth.verify(twin, alice.did());
        assertThat(kind(token)).isEqualTo(ProofException.Kind.REPLAYED);
        assertThat(kind(twin)).isEqualTo(ProofException.Kind.REPLAYED);
    }

    @Test
    void anothersTokenIsRefusedWithoutAskingAnyone() {
        String claims = claims().replace(alice.did().text(), mallory.did().text());

        assertThat(kind(Jwts.signed(header(mallory), claims, mallory)))
                .isEqualTo(ProofException.Kind.NOT_THE_OWNER);
        assertThat(
                        kind(
                                Jwts.signed(
                                        header(mallory),
                                        claims.replace(
                                                mallory.did().text(), "did:web:evil.example.com"),
                                        mallory)))
                .isEqualTo(ProofException.Kind.NOT_THE_OWNER);
        assertThat(plc.questions()).isZero();
    }

    @Test
    void aTokenThatAnotherSignedInTheOwnersNameIsRefused() {
        assertThat(kind(Jwts.signed(header(mallory), claims(), mallory)))
                .isEqualTo(ProofException.Kind.INVALID);
        TestAccount p256 = TestAccount.of("mallory", Curve.P256);
        assertThat(kind(Jwts.signed(header(p256), claims(), p256)))
                .isEqualTo(ProofException.Kind.INVALID);
    }

    @Test
    void forgedTokensMakeTheDirectoryBeAskedOnceMoreAMinute() {
        for (int i = 0; i < 20; i++) kind(Jwts.signed(header(mallory), claims(), mallory));

        assertThat(plc.questions()).isEqualTo(2);
    }

    @Test
    void aForgedTokenDoesntUseTheRealOneUp() throws Exception {
        kind(Jwts.signed(header(mallory), claims(), mallory));

        serviceAuth.verify(token(), alice.did());
    }

    @Test
    void anAlteredTokenIsRefused() {
        String[] parts = token().split("\\.", -1);
        String other = Jwts.base64(claims().replace("\"1\"", "\"2\""));

        assertThat(kind(parts[0] + "." + other + "." + parts[2]))
                .isEqualTo(ProofException.Kind.INVALID);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"alg\":\"none\"}",
                "{\"alg\":\"None\"}",
                "{\"alg\":\"HS256\"}",
                "{\"alg\":\"RS256\"}",
                "{\"alg\":\"ES384\"}",
                "{\"alg\":\"es256k\"}",
                "{\"alg\":[\"ES256K\"]}",
                "{\"typ\":\"JWT\"}",
                "{\"alg\":\"ES256K\",\"typ\":\"dpop+jwt\"}",
                "{\"alg\":\"ES256K\",\"typ\":\"at+jwt\"}",
                "{\"alg\":\"ES256K\",\"typ\":7}",
                "{\"alg\":\"ES256K\",\"crit\":[\"exp\"]}",
                "{\"alg\":\"ES256K\",\"crit\":[],\"b64\":true}",
                "{\"alg\":\"ES256K\",\"b64\":false}",
                "{\"alg\":\"ES256\",\"alg\":\"ES256K\"}",
                "{\"alg\":\"ES256K\"} {}",
                "[\"ES256K\"]",
                "ES256K"
            })
    void aHeaderOfAnotherKindIsRefusedWithoutAskingAnyone(String header) {
        assertThat(kind(Jwts.signed(header, claims(), alice)))
                .isEqualTo(ProofException.Kind.INVALID);
        assertThat(plc.questions()).isZero();
    }

    @Test
    void anAlgorithmOfTheOtherCurveIsRefused() {
        assertThat(kind(Jwts.signed("{\"alg\":\"ES256\"}", claims(), alice)))
                .isEqualTo(ProofException.Kind.INVALID);
    }

    @Test
    void aTokenWithoutASignatureIsRefused() {
        String[] parts = token().split("\\.", -1);
        String none = Jwts.base64("{\"alg\":\"none\"}") + "." + parts[1] + ".";

        for (String token :
                List.of(
                        none,
                        parts[0] + "." + parts[1] + ".",
                        parts[0] + "." + parts[1],
                        parts[0] + "." + parts[1] + "." + parts[2] + "." + parts[2],
                        parts[0] + "." + parts[1] + "." + Jwts.base64(new byte[64]),
                        parts[0] + "=." + parts[1] + "." + parts[2],
                        token() + "\n",
                        "",
                        "..",
                        "x".repeat(4097))) {
            assertThat(kind(token)).as(token).isEqualTo(ProofException.Kind.INVALID);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'\"aud\":\"did:web:sync.example.org\",', '', WRONG_HOST",
        "did:web:sync.example.org, did:web:other.example.org, WRONG_HOST",
        "did:web:sync.example.org, did:web:sync.example.org#groundmist_sync, WRONG_HOST",
        "'\"did:web:sync.example.org\"', '[\"did:web:sync.example.org\"]', WRONG_HOST",
        "'\"lxm\":\"xyz.groundmist.sync.authenticate\",', '', INVALID",
        "xyz.groundmist.sync.authenticate, com.atproto.repo.uploadBlob, INVALID",
        "'\"xyz.groundmist.sync.authenticate\"', null, INVALID",
        "'\"jti\":\"1\"', '\"jti\":1', INVALID",
        "'\"jti\":\"1\"', '\"jti\":\"\"', INVALID",
        "'\"jti\":\"1\"', '\"jti\":null', INVALID",
        "'\"jti\":\"1\"', '\"jti\":\"1\",\"jti\":\"2\"', INVALID"
    })
    void aTokenForSomethingElseIsRefusedWithoutAskingAnyone(
            String what, String instead, ProofException.Kind kind) {
        assertThat(claims()).contains(what);

        assertThat(kind(Jwts.signed(header(alice), claims().replace(what, instead), alice)))
                .isEqualTo(kind);
        assertThat(plc.questions()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "exp, -29, good",
        "exp, -30, EXPIRED",
        "exp, 300, good",
        "exp, 301, EXPIRED",
        "exp, 3600, EXPIRED",
        "iat, 30, good",
        "iat, 31, EXPIRED",
        "iat, -86400, good",
        "nbf, 30, good",
        "nbf, 31, EXPIRED"
    })
    void clocksMayDifferALittle(String claim, long ahead, String outcome) {
        String without = claims().replaceAll("\"" + claim + "\":\\d+,", "");
        String claims = "{\"" + claim + "\":" + (now() + ahead) + "," + without.substring(1);
        String token = Jwts.signed(header(alice), claims, alice);

        if (outcome.equals("good")) {
            assertThat(
                            catchThrowableOfType(
                                    ProofException.class,
                                    () -> serviceAuth.verify(token, alice.did())))
                    .isNull();
        } else {
            assertThat(kind(token)).isEqualTo(ProofException.Kind.valueOf(outcome));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\"exp\":\"1795348860\",",
                "\"exp\":1e400,",
                "\"exp\":-1,",
                "\"exp\":null,"
            })
    void aTokenWithoutAnEndIsRefused(String exp) {
        String claims = claims().replaceAll("\"exp\":\\d+,", exp);

        assertThat(kind(Jwts.signed(header(alice), claims, alice)))
                .isEqualTo(ProofException.Kind.INVALID);
    }

    @Test
    void afterTheAccountsKeyHasChangedTheNewOneIsGoodAndTheOldOneNot() throws Exception {
        serviceAuth.verify(token(), alice.did());
        TestAccount rotated = alice.withNewKey(Curve.P256);
        plc.put(rotated);

        serviceAuth.verify(
                Jwts.signed(header(rotated), claims().replace("\"1\"", "\"2\""), rotated),
                alice.did());
        assertThat(plc.questions()).isEqualTo(2);
        assertThat(kind(Jwts.signed(header(alice), claims().replace("\"1\"", "\"3\""), alice)))
                .isEqualTo(ProofException.Kind.INVALID);
    }

    @Test
    void aDirectoryThatIsDownDoesntMatterWhileTheKeyIsKnown() throws Exception {
        serviceAuth.verify(token(), alice.did());
        plc.close();
        clock.forward(Duration.ofHours(20));

        serviceAuth.verify(token(), alice.did());
    }

    @Test
    void aDirectoryThatIsDownIsSaidSo() {
        plc.fail(503);

        assertThat(kind(token())).isEqualTo(ProofException.Kind.UNREACHABLE);
    }

    @Test
    void anEndedAccountIsSaidSo() {
        plc.put("/" + alice.did(), 410, "{}");

        assertThat(kind(token())).isEqualTo(ProofException.Kind.DEACTIVATED);
    }

    @Test
    void anAccountWithoutAKeySignsNothing() {
        plc.put("/" + alice.did(), 200, "{\"id\":\"" + alice.did() + "\"}");

        assertThat(kind(token())).isEqualTo(ProofException.Kind.INVALID);
    }

    @Test
    void noRefusalRepeatsTheToken() {
        String token = Jwts.signed(header(mallory), claims(), mallory);

        assertThatThrownBy(() -> serviceAuth.verify(token, alice.did()))
                .hasMessageNotContaining(token.split("\\.", -1)[1])
                .hasMessageNotContaining("\"1\"")
                .hasMessageMatching("(?s)[A-Z].*\\.");
        assertThat(token.getBytes(StandardCharsets.UTF_8)).hasSizeLessThan(4096);
    }
}
