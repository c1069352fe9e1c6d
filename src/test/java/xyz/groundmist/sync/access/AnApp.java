package xyz.groundmist.sync.access;

import com.nimbusds.jose.JOSEException;
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

import xyz.groundmist.sync.engine.DocumentId;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Date;
import java.util.UUID;

/** One installation of an app, with its own key, and what it can ask of the server. */
final class AnApp {
    static final String LIBRARY = "xyz.groundmist.library";

    private final Premises premises;
    final @Nullable String origin;
    private ECKey key = newKey();
    String space = LIBRARY;
    @Nullable String rootDocUrl;
    @Nullable String name = "Library";
    @Nullable String lastProof;
    ClientAddress from = ClientAddress.UNKNOWN;

    AnApp(Premises premises, @Nullable String origin) {
        this.premises = premises;
        this.origin = origin;
    }

    private static ECKey newKey() {
        try {
            return new ECKeyGenerator(Curve.P_256).generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The same installation, seen from another page or space. */
    AnApp withSameKey(@Nullable String otherOrigin) {
        var same = new AnApp(premises, otherOrigin);
        same.key = key;
        return same;
    }

    /** It asks natively: with a service-auth token of the owner's account. */
    Authentication asks() {
        return asks(Duration.ZERO);
    }

    Authentication asks(Duration patience) {
        return asks("Bearer ", serviceToken(Premises.ANNA.text()), null, patience);
    }

    Authentication asksAs(String did) {
        return asks("Bearer ", serviceToken(did), null, Duration.ZERO);
    }

    /** It asks as the prototype's clients do: with an access token that nobody can check. */
    Authentication asksAsPrototype() {
        return asks("DPoP ", "opaque-" + UUID.randomUUID(), null, Duration.ZERO);
    }

    /** It shows nothing but its key. */
    Authentication renews() {
        return asks("", null, null, Duration.ZERO);
    }

    Authentication redeems(String invitation) {
        return asks("", null, invitation, Duration.ZERO);
    }

    private Authentication asks(
            String scheme,
            @Nullable String credential,
            @Nullable String invitation,
            Duration patience) {
        return send(
                credential == null ? null : scheme + credential,
                proof("/authenticate", credential),
                invitation,
                patience);
    }

    Authentication send(
            @Nullable String authorization,
            @Nullable String proof,
            @Nullable String invitation,
            Duration patience) {
        lastProof = proof;
        return premises.access
                .authenticator()
                .authenticate(
                        new AuthenticationRequest(
                                space,
                                rootDocUrl,
                                name,
                                authorization,
                                proof,
                                origin,
                                invitation,
                                patience,
                                from));
    }

    TicketAnswer asksForTicket(String token) {
        return premises.access
                .authenticator()
                .ticket(new TicketRequest("DPoP " + token, proof("/ticket", token), origin, from));
    }

    Admission connects(String token) {
        return premises.access.grants().admit(token, origin, from);
    }

    String proof(String path, @Nullable String credential) {
        return proof(Premises.PUBLIC + path, credential, premises.access.authenticator().nonce());
    }

    String proof(String target, @Nullable String credential, @Nullable String nonce) {
        var claims =
                new JWTClaimsSet.Builder()
                        .jwtID(UUID.randomUUID().toString())
                        .claim("htm", "POST")
                        .claim("htu", target)
                        .issueTime(Date.from(premises.clock.instant()));
        if (nonce != null) claims.claim("nonce", nonce);
        if (credential != null) {
            claims.claim(
                    "ath",
                    Base64.getUrlEncoder()
                            .withoutPadding()
                            .encodeToString(Token.hash(credential).bytes()));
        }
        var header =
                new JWSHeader.Builder(JWSAlgorithm.ES256)
                        .type(new JOSEObjectType("dpop+jwt"))
                        .jwk(key.toPublicJWK())
                        .build();
        var jwt = new SignedJWT(header, claims.build());
        try {
            jwt.sign(new ECDSASigner(key));
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
        return jwt.serialize();
    }

    String serviceToken(String did) {
        long now = premises.clock.instant().getEpochSecond();
        String claims =
                """
                {"iss":"%s","aud":"did:web:sync.example.org","exp":%d,"iat":%d,
                "lxm":"xyz.groundmist.sync.authenticate","jti":"%s"}
                """
                        .formatted(did, now + 60, now, UUID.randomUUID());
        String signed = base64("{\"typ\":\"JWT\",\"alg\":\"ES256\"}") + "." + base64(claims);
        byte[] signature = premises.account.sign(signed.getBytes(StandardCharsets.UTF_8));
        return signed + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(signature);
    }

    private static String base64(String text) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The address of a document. */
    static String document(int number) {
        byte[] id = new byte[DocumentId.BYTES];
        id[0] = (byte) number;
        return "automerge:" + DocumentId.of(id);
    }

    static Authentication.Granted granted(Authentication answer) {
        if (answer instanceof Authentication.Granted granted) return granted;
        throw new AssertionError("not granted: " + answer);
    }

    static String code(Authentication answer) {
        if (answer instanceof Authentication.ApprovalRequired(String code)) return code;
        throw new AssertionError("no approval required: " + answer);
    }

    /** The short name of the refusal. */
    static String refused(Object answer) {
        if (answer instanceof Authentication.Refused refused) return refused.error();
        throw new AssertionError("not refused: " + answer);
    }

    static String ticket(TicketAnswer answer) {
        if (answer instanceof TicketAnswer.Issued issued) return issued.ticket();
        throw new AssertionError("no ticket: " + answer);
    }

    static Visit admitted(Admission admission) {
        if (admission instanceof Admission.Admitted(Visit visit)) return visit;
        throw new AssertionError("not admitted: " + admission);
    }

    static Visit parked(Admission admission) {
        if (admission instanceof Admission.Parked(Visit visit)) return visit;
        throw new AssertionError("not parked: " + admission);
    }

    static Admission.Why turnedAway(Admission admission) {
        if (admission instanceof Admission.Refused(Admission.Why why)) return why;
        throw new AssertionError("not refused: " + admission);
    }
}
