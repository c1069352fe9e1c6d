package xyz.groundmist.sync.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import xyz.groundmist.sync.identity.Did;
import xyz.groundmist.sync.identity.HandClock;

import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** DPoP proofs as browsers make them, and as others would. */
class DpopProofsTest {
    private static final String PATH = "/authenticate";
    private static final String CREDENTIAL = "an.access.token";
    private static final Addresses ADDRESSES =
            new Addresses() {
                @Override
                public List<URI> origins() {
                    return List.of(
                            URI.create("https://sync.example.org"),
                            URI.create("http://127.0.0.1:3031"),
                            URI.create("http://localhost:3031"));
                }

                @Override
                public Did serviceDid() {
                    return Did.web("sync.example.org");
                }
            };

    private final HandClock clock = new HandClock();
    private final Nonces nonces = new Nonces(clock, new SecureRandom());
    private final Set<String> approved = new HashSet<>();
    private final DpopProofs proofs = new DpopProofs(ADDRESSES, nonces, clock, approved::contains);
    private final ECKey key = Jwts.key();

    private String header() {
        return header(key.toPublicJWK().toJSONString());
    }

    private static String header(String jwk) {
        return "{\"typ\":\"dpop+jwt\",\"alg\":\"ES256\",\"jwk\":" + jwk + "}";
    }

    private String claims() {
        return claims("1");
    }

    private String claims(String jti) {
        return ("{\"htm\":\"POST\",\"htu\":\"https://sync.example.org/authenticate\","
                        + "\"iat\":%d,\"jti\":\"%s\",\"nonce\":\"%s\",\"ath\":\"%s\"}")
                .formatted(
                        clock.instant().getEpochSecond(),
                        jti,
                        nonces.current(),
                        Jwts.sha256(CREDENTIAL));
    }

    private String proof(String claims) {
        return Jwts.signed(header(), claims, key);
    }

    private ProvenKey verify(String proof) throws ProofException {
        return proofs.verify(proof, "POST", PATH, CREDENTIAL);
    }

    private ProofException.@Nullable Kind kind(String proof) {
        return kind(proof, CREDENTIAL);
    }

    private ProofException.@Nullable Kind kind(String proof, @Nullable String credential) {
        ProofException e =
                catchThrowableOfType(
                        ProofException.class, () -> proofs.verify(proof, "POST", PATH, credential));
        return e == null ? null : e.kind();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e400", "-1e400", "1e-400", "true", "\"soon\"", "null", "[1]"})
    void aTimeThatIsNoneMakesAProofInvalid(String time) {
        String claims = claims().replaceAll("\"iat\":\\d+", "\"iat\":" + time);
        assertThat(kind(proof(claims)))
                .isIn(ProofException.Kind.INVALID, ProofException.Kind.EXPIRED);
    }

    @Test
    void aTimeBeyondAllNumbersMakesAProofInvalid() {
        for (String sign : List.of("", "-")) {
            String claims =
                    claims().replaceAll("\"iat\":\\d+", "\"iat\":" + sign + "9".repeat(400));
            assertThat(kind(proof(claims))).isEqualTo(ProofException.Kind.INVALID);
        }
    }

    @Test
    void aClockSetBackMakesNoUsedProofGoodAgain() throws Exception {
        String used = proof(claims());
        verify(used);
        clock.forward(Duration.ofMinutes(10));
        verify(proof(claims("2")));
        clock.forward(Duration.ofMinutes(-10));

        assertThat(kind(used)).isEqualTo(ProofException.Kind.NEED_NONCE);
        verify(proof(claims("3")));
    }

    @Test
    void aProofShowsTheKeysThumbprint() throws Exception {
        assertThat(verify(proof(claims())).thumbprint())
                .isEqualTo(key.computeThumbprint().toString())
                .hasSize(43);
    }

    /** RFC 7638 has an RSA key only; this one's thumbprint was computed by hand from its rule. */
    @Test
    void theThumbprintIsOfTheRequiredMembersOnly() throws Exception {
        String members =
                "{\"crv\":\"P-256\",\"kty\":\"EC\",\"x\":\"%s\",\"y\":\"%s\"}"
                        .formatted(key.getX(), key.getY());
        String jwk =
                "{\"use\":\"sig\",\"kid\":\"any\",\"y\":\"%s\",\"x\":\"%s\",\"kty\":\"EC\","
                                .formatted(key.getY(), key.getX())
                        + "\"crv\":\"P-256\"}";

        assertThat(verify(Jwts.signed(header(jwk), claims(), key)).thumbprint())
                .isEqualTo(Jwts.sha256(members));
    }

    @Test
    void aProofOfALibraryIsGood() throws Exception {
        var jwt =
                new SignedJWT(
                        new JWSHeader.Builder(JWSAlgorithm.ES256)
                                .type(new JOSEObjectType("dpop+jwt"))
                                .jwk(key.toPublicJWK())
                                .build(),
                        new JWTClaimsSet.Builder()
                                .issuer("http://localhost")
                                .jwtID("lib")
                                .issueTime(Date.from(clock.instant()))
                                .claim("htm", "POST")
                                .claim("htu", "https://sync.example.org/authenticate")
                                .claim("nonce", nonces.current())
                                .claim("ath", Jwts.sha256(CREDENTIAL))
                                .build());
        jwt.sign(new ECDSASigner(key));

        verify(jwt.serialize());
    }

    @Test
    void aProofIsGoodOnce() throws Exception {
        String proof = proof(claims());
        verify(proof);

        assertThat(kind(proof)).isEqualTo(ProofException.Kind.REPLAYED);
        assertThat(kind(Jwts.signed(header(), claims(), key)))
                .as("signed anew, with the same jti")
                .isEqualTo(ProofException.Kind.REPLAYED);
        verify(proof(claims("2")));
    }

    @Test
    void aProofIsGoodOnceAlsoWhenItsKeyIsApprovedMeanwhile() throws Exception {
        String proof = proof(claims());
        String thumbprint = verify(proof).thumbprint();
        approved.add(thumbprint);
        assertThat(kind(proof)).isEqualTo(ProofException.Kind.REPLAYED);

        String second = proof(claims("2"));
        verify(second);
        approved.clear();
        assertThat(kind(second)).isEqualTo(ProofException.Kind.REPLAYED);
    }

    @Test
    void theSameNumberOfAnotherKeyIsAnotherProof() throws Exception {
        verify(proof(claims()));
        ECKey other = Jwts.key();

        verify(Jwts.signed(header(other.toPublicJWK().toJSONString()), claims(), other));
    }

    /** Until its nonce is no longer good, a proof is remembered. */
    @Test
    void aProofDoesntBecomeNewByWaiting() throws Exception {
        String proof = proof(claims());
        verify(proof);
        for (int i = 0; i < 60; i++) {
            clock.forward(Duration.ofSeconds(10));
            assertThat(kind(proof))
                    .isIn(
                            ProofException.Kind.REPLAYED,
                            ProofException.Kind.EXPIRED,
                            ProofException.Kind.NEED_NONCE);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://sync.example.org/authenticate",
                "https://SYNC.example.org:443/authenticate",
                "HTTPS://sync.example.org/authenticate?x=y#z",
                "http://127.0.0.1:3031/authenticate",
                "http://localhost:3031/authenticate"
            })
    void ourOwnAddresses(String htu) throws Exception {
        verify(proof(claims().replace("https://sync.example.org/authenticate", htu)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://other.example.org/authenticate",
                "http://sync.example.org/authenticate",
                "https://sync.example.org:8443/authenticate",
                "https://sync.example.org.evil.com/authenticate",
                "https://sync.example.org@evil.com/authenticate",
                "https://user@sync.example.org/authenticate",
                "https://sync.example.org/ticket",
                "https://sync.example.org/",
                "https://sync.example.org",
                "https://sync.example.org/x/../authenticate",
                "https://sync.example.org//authenticate",
                "https://sync.example.org/authenticate/",
                "https://sync.example.org/%61uthenticate",
                "http://localhost/authenticate",
                "/authenticate",
                "sync.example.org/authenticate",
                "https:///authenticate",
                "not a url",
                ""
            })
    void otherAddresses(String htu) {
        assertThat(kind(proof(claims().replace("https://sync.example.org/authenticate", htu))))
                .isEqualTo(ProofException.Kind.WRONG_HOST);
    }

    @ParameterizedTest
    @CsvSource({"GET", "post", "''"})
    void anotherMethod(String method) {
        assertThat(kind(proof(claims().replace("POST", method))))
                .isEqualTo(ProofException.Kind.WRONG_HOST);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"nonce\":\"%s\",", "{"})
    void withoutOurNonceOneIsAskedFor(String nonce) {
        String claims = claims().replaceAll("\"nonce\":\"[^\"]*\",", "");

        assertThat(kind(proof(nonce.formatted("made-up") + claims.substring(1))))
                .isEqualTo(ProofException.Kind.NEED_NONCE);
        assertThat(
                        kind(
                                proof(
                                        nonce.formatted(
                                                        new Nonces(clock, new SecureRandom())
                                                                .current())
                                                + claims.substring(1))))
                .as("a nonce of another run")
                .isEqualTo(ProofException.Kind.NEED_NONCE);
    }

    @Test
    void aNonceIsGoodForFiveMinutesAtLeastAndNotForEight() {
        String nonce = nonces.current();
        clock.forward(Duration.ofMinutes(5));
        assertThat(nonces.good(nonce)).isTrue();
        assertThat(nonces.current()).isNotEqualTo(nonce).hasSize(22);
        clock.forward(Duration.ofMinutes(3));
        assertThat(nonces.good(nonce)).isFalse();
        assertThat(nonces.good("")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"0, ", "300, ", "301, EXPIRED", "-300, ", "-301, EXPIRED", "-86400, EXPIRED"})
    void clocksMayDifferByFiveMinutes(long ahead, ProofException.@Nullable Kind kind) {
        String iat = "\"iat\":" + (clock.instant().getEpochSecond() + ahead) + ",";

        assertThat(kind(proof(claims().replaceAll("\"iat\":\\d+,", iat)))).isEqualTo(kind);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"jti\":\"1\",~",
                "\"jti\":\"1\"~\"jti\":1",
                "\"jti\":\"1\"~\"jti\":\"\"",
                "\"jti\":\"1\"~\"jti\":\"1\",\"jti\":\"2\"",
                "\"iat\":~\"iat\":\"x\",\"y\":",
                "\"iat\":~\"y\":",
                "\"ath\":~\"y\":",
                "\"ath\":\"~\"ath\":\"A"
            })
    void aProofThatLacksSomethingIsRefused(String change) {
        String[] parts = change.split("~", -1);
        assertThat(claims()).contains(parts[0]);

        assertThat(kind(proof(claims().replace(parts[0], parts[1]))))
                .isEqualTo(ProofException.Kind.INVALID);
    }

    @Test
    void aNumberHasAnEnd() {
        assertThat(kind(proof(claims("x".repeat(256))))).isNull();
        assertThat(kind(proof(claims("x".repeat(257))))).isEqualTo(ProofException.Kind.INVALID);
        assertThat(kind(proof(claims("x".repeat(5000))))).isEqualTo(ProofException.Kind.INVALID);
    }

    @Test
    void aProofBelongsToItsCredential() {
        assertThat(kind(proof(claims()), "another.token")).isEqualTo(ProofException.Kind.INVALID);
        assertThat(kind(proof(claims()), null)).isEqualTo(ProofException.Kind.INVALID);
        String bare = claims().replaceAll(",\"ath\":\"[^\"]*\"", "");
        assertThat(kind(proof(bare), null)).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"typ\":\"JWT\",\"alg\":\"ES256\",\"jwk\":JWK}",
                "{\"alg\":\"ES256\",\"jwk\":JWK}",
                "{\"typ\":\"dpop+jwt\",\"alg\":\"none\",\"jwk\":JWK}",
                "{\"typ\":\"dpop+jwt\",\"alg\":\"HS256\",\"jwk\":JWK}",
                "{\"typ\":\"dpop+jwt\",\"alg\":\"ES256K\",\"jwk\":JWK}",
                "{\"typ\":\"dpop+jwt\",\"alg\":\"ES384\",\"jwk\":JWK}",
                "{\"typ\":\"dpop+jwt\",\"jwk\":JWK}",
                "{\"typ\":\"dpop+jwt\",\"alg\":\"ES256\"}",
                "{\"typ\":\"dpop+jwt\",\"alg\":\"ES256\",\"kid\":\"1\"}",
                "{\"typ\":\"dpop+jwt\",\"alg\":\"ES256\",\"jwk\":\"JWK\"}",
                "{\"typ\":\"dpop+jwt\",\"alg\":\"ES256\",\"jwk\":[JWK]}",
                "{\"typ\":\"dpop+jwt\",\"alg\":\"ES256\",\"jwk\":{}}",
                "{\"typ\":\"dpop+jwt\",\"alg\":\"ES256\",\"jwk\":JWK,\"jwk\":JWK}",
                "{\"typ\":\"dpop+jwt\",\"alg\":\"ES256\",\"jwk\":JWK,\"crit\":[\"jwk\"]}",
                "{\"typ\":\"dpop+jwt\",\"alg\":\"ES256\",\"jwk\":JWK,\"b64\":false}"
            })
    void aHeaderOfAnotherKindIsRefused(String header) {
        String jwk = key.toPublicJWK().toJSONString();

        assertThat(kind(Jwts.signed(header.replace("JWK", jwk), claims(), key)))
                .isEqualTo(ProofException.Kind.INVALID);
    }

    @Test
    void aPrivateKeyIsRefused() {
        assertThat(kind(Jwts.signed(header(key.toJSONString()), claims(), key)))
                .isEqualTo(ProofException.Kind.INVALID);
    }

    @Test
    void aKeyOfAnotherKindIsRefused() throws Exception {
        String x = key.getX().toString();
        String y = key.getY().toString();
        for (String jwk :
                List.of(
                        "{\"kty\":\"RSA\",\"n\":\"AQAB\",\"e\":\"AQAB\"}",
                        "{\"kty\":\"oct\",\"k\":\"AQAB\"}",
                        "{\"kty\":\"OKP\",\"crv\":\"P-256\",\"x\":\""
                                + x
                                + "\",\"y\":\""
                                + y
                                + "\"}",
                        "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"" + x + "\"}",
                        "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\""
                                + x
                                + "\",\"y\":\""
                                + x
                                + "\"}",
                        "{\"kty\":\"EC\",\"crv\":\"secp256k1\",\"x\":\""
                                + x
                                + "\",\"y\":\""
                                + y
                                + "\"}",
                        "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\""
                                + x
                                + "=\",\"y\":\""
                                + y
                                + "\"}",
                        "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"AA"
                                + x
                                + "\",\"y\":\""
                                + y
                                + "\"}",
                        new ECKeyGenerator(Curve.P_384).generate().toPublicJWK().toJSONString())) {
            assertThat(kind(Jwts.signed(header(jwk), claims(), key)))
                    .as(jwk)
                    .isEqualTo(ProofException.Kind.INVALID);
        }
    }

    @Test
    void aProofThatAnotherKeySignedIsRefused() {
        assertThat(kind(Jwts.signed(header(), claims(), Jwts.key())))
                .isEqualTo(ProofException.Kind.INVALID);
        String unsigned = Jwts.base64(header()) + "." + Jwts.base64(claims()) + ".";
        for (byte[] signature : new byte[][] {new byte[64], new byte[1], new byte[72]}) {
            assertThat(kind(unsigned + Jwts.base64(signature)))
                    .isEqualTo(ProofException.Kind.INVALID);
        }
    }

    @Test
    void aForgedProofDoesntUseTheRealOneUp() throws Exception {
        kind(Jwts.signed(header(), claims(), Jwts.key()));

        verify(proof(claims()));
    }

    @Test
    void strangersDontFillTheRoomOfApprovedKeys() throws Exception {
        var used = new UsedProofs(clock, approved::contains);
        approved.add("approved");
        ProofException full = null;
        for (int i = 0; full == null; i++) {
            assertThat(i).isLessThanOrEqualTo(20_000);
            full = tried(used, "stranger" + i % 100, "jti" + i);
        }
        assertThat(full.kind()).isEqualTo(ProofException.Kind.TOO_MANY);

        assertThat(tried(used, "approved", "1")).isNull();
        clock.forward(Nonces.LIFETIME.plusSeconds(1));
        assertThat(tried(used, "stranger", "1")).isNull();
    }

    @Test
    void anApprovedKeyFillsItsOwnRoomOnly() {
        var used = new UsedProofs(clock, approved::contains);
        approved.addAll(Set.of("one", "two"));
        ProofException full = null;
        for (int i = 0; full == null; i++) {
            assertThat(i).isLessThanOrEqualTo(2_000);
            full = tried(used, "one", "jti" + i);
        }

        assertThat(tried(used, "two", "1")).isNull();
        assertThat(tried(used, "stranger", "1")).isNull();
    }

    private static @Nullable ProofException tried(UsedProofs used, String key, String jti) {
        return catchThrowableOfType(ProofException.class, () -> used.use(new ProvenKey(key), jti));
    }
}
