package xyz.groundmist.sync.owner;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.oauth2.sdk.auth.JWTAuthenticationClaimsSet;
import com.nimbusds.oauth2.sdk.auth.PrivateKeyJWT;
import com.nimbusds.oauth2.sdk.id.Audience;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.JWTID;

import xyz.groundmist.sync.identity.ServiceIdentity;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.Period;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What this server is to an authorization server (atproto.com/specs/oauth, "Clients"). */
sealed interface OAuthClient {
    /** The {@code client_id}. */
    String id();

    /** What tells in a form who asks. */
    Map<String, String> authentication(String issuer, Instant now);

    /** How long a session can last in all, at most. */
    Period longest();

    /** A program on somebody's computer, known to nobody: two weeks in all. */
    record Loopback(String id) implements OAuthClient {
        static final String PATH = "/callback";

        /** The address says all there is to know of it; its port is left open. */
        static Loopback asking(String scope) {
            return new Loopback(
                    "http://localhost?redirect_uri="
                            + encoded("http://127.0.0.1" + PATH)
                            + "&scope="
                            + encoded(scope));
        }

        @Override
        public Map<String, String> authentication(String issuer, Instant now) {
            return Map.of("client_id", id);
        }

        @Override
        public Period longest() {
            return Period.ofDays(14);
        }

        private static String encoded(String text) {
            return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
        }
    }

    /**
     * A server at a stable address, where its description and its public key can be read: two
     * years, when it shows itself every three months.
     */
    record Confidential(String id, ServiceIdentity identity) implements OAuthClient {
        static final String METADATA = "/oauth/client-metadata.json";
        static final String KEYS = "/oauth/jwks.json";
        static final String CALLBACK = "/oauth/callback";

        private static final int ASSERTION_SECONDS = 60;

        static Confidential at(URI origin, ServiceIdentity identity) {
            return new Confidential(origin + METADATA, identity);
        }

        @Override
        public Map<String, String> authentication(String issuer, Instant now) {
            ECKey key = identity.jwk();
            ClientID client = new ClientID(id);
            var claims =
                    new JWTAuthenticationClaimsSet(
                            client,
                            new Audience(issuer).toSingleAudienceList(),
                            Date.from(now.plusSeconds(ASSERTION_SECONDS)),
                            null,
                            Date.from(now),
                            new JWTID());
            try {
                var assertion =
                        new PrivateKeyJWT(
                                claims,
                                JWSAlgorithm.ES256,
                                key.toECPrivateKey(),
                                key.getKeyID(),
                                null);
                Map<String, String> form = new LinkedHashMap<>();
                form.put("client_id", id);
                assertion
                        .toParameters()
                        .forEach((String name, List<String> values) ->
                                form.put(name, values.getFirst()));
                return form;
            } catch (JOSEException e) {
                throw new IllegalStateException("every Java runtime signs with P-256", e);
            }
        }

        @Override
        public Period longest() {
            return Period.ofYears(2);
        }
    }
}
