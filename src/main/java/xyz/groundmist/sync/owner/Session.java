package xyz.groundmist.sync.owner;

import com.nimbusds.jose.jwk.ECKey;

import org.jspecify.annotations.Nullable;

import xyz.groundmist.sync.identity.ServiceIdentity;

import java.text.ParseException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Objects;

/**
 * A sign-in.
 *
 * @param pds where the account's records are, {@code https://host}
 * @param confidential whether it was made by {@link OAuthClient.Confidential}
 * @param signedIn when it began
 * @param credentials what it is used with; null when they can't be read at the moment
 */
record Session(
        String pds,
        String issuer,
        String clientId,
        boolean confidential,
        String scope,
        Instant signedIn,
        @Nullable Credentials credentials) {
    /**
     * What nobody else may know.
     *
     * @param key the private key of its proofs, as a JSON Web Key
     * @param accessExpires of the access token
     */
    record Credentials(String key, String access, String refresh, Instant accessExpires) {
        ECKey proofKey() {
            try {
                return ECKey.parse(key);
            } catch (ParseException e) {
                throw new IllegalStateException("The key of the sign-in can't be read", e);
            }
        }

        Credentials with(Tokens tokens) {
            return new Credentials(key, tokens.access(), tokens.refresh(), tokens.expires());
        }

        @Override
        public String toString() {
            return "Credentials";
        }
    }

    /** The credentials, which have been read. */
    Credentials use() {
        return Objects.requireNonNull(credentials);
    }

    Session with(Credentials fresh, String nowAllowed) {
        return new Session(pds, issuer, clientId, confidential, nowAllowed, signedIn, fresh);
    }

    /** What may be known of it. */
    Session open() {
        return new Session(pds, issuer, clientId, confidential, scope, signedIn, null);
    }

    Session at(String otherPds) {
        return new Session(otherPds, issuer, clientId, confidential, scope, signedIn, credentials);
    }

    OAuthClient client(ServiceIdentity identity) {
        return confidential
                ? new OAuthClient.Confidential(clientId, identity)
                : new OAuthClient.Loopback(clientId);
    }

    /** When it ends at the latest. */
    Instant ends(ServiceIdentity identity) {
        return signedIn.atZone(ZoneOffset.UTC).plus(client(identity).longest()).toInstant();
    }

    @Override
    public String toString() {
        return "Session[" + issuer + ", since " + signedIn + "]";
    }
}
