package xyz.groundmist.sync.owner;

import com.nimbusds.jose.jwk.ECKey;

import xyz.groundmist.sync.identity.ServiceIdentity;

import java.text.ParseException;
import java.time.Instant;
import java.time.ZoneOffset;

/**
 * A sign-in as it is kept.
 *
 * @param pds where the account's records are, {@code https://host}
 * @param confidential whether it was made by {@link OAuthClient.Confidential}
 * @param key the private key of its proofs, as a JSON Web Key
 * @param accessExpires of the access token
 * @param signedIn when it began
 */
record Session(
        String pds,
        String issuer,
        String clientId,
        boolean confidential,
        String key,
        String access,
        String refresh,
        Instant accessExpires,
        String scope,
        Instant signedIn) {
    Session with(Tokens tokens) {
        return new Session(
                pds,
                issuer,
                clientId,
                confidential,
                key,
                tokens.access(),
                tokens.refresh(),
                tokens.expires(),
                tokens.scope(),
                signedIn);
    }

    Session at(String otherPds) {
        return new Session(
                otherPds,
                issuer,
                clientId,
                confidential,
                key,
                access,
                refresh,
                accessExpires,
                scope,
                signedIn);
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

    ECKey proofKey() {
        try {
            return ECKey.parse(key);
        } catch (ParseException e) {
            throw new IllegalStateException("The key of the sign-in can't be read", e);
        }
    }

    @Override
    public String toString() {
        return "Session[" + issuer + ", since " + signedIn + "]";
    }
}
