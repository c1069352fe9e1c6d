package xyz.groundmist.sync.owner;

import com.nimbusds.jose.jwk.JWKSet;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import xyz.groundmist.sync.identity.ServiceIdentity;

import java.net.URI;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What this server shows as an OAuth client at its public address: its description (OAuth Client ID
 * Metadata Document), its public key, and where browsers come back to. The address comes from the
 * settings, never from a request.
 */
public final class ClientPages {
    private static final String JSON = "application/json";

    private final ServiceIdentity identity;
    private final Supplier<@Nullable URI> publicOrigin;
    private final Function<@Nullable String, Page> callback;

    ClientPages(
            ServiceIdentity identity,
            Supplier<@Nullable URI> publicOrigin,
            Function<@Nullable String, Page> callback) {
        this.identity = identity;
        this.publicOrigin = publicOrigin;
        this.callback = callback;
    }

    /**
     * The page at a path, or null when there is none of these there. May wait for the network.
     *
     * @param query as it stood behind the question mark, or null
     */
    public @Nullable Page at(String path, @Nullable String query) {
        URI origin = publicOrigin.get();
        if (origin == null || !"https".equals(origin.getScheme())) return null;
        return switch (path) {
            case OAuthClient.Confidential.METADATA -> new Page(200, JSON, metadata(origin));
            case OAuthClient.Confidential.KEYS -> new Page(200, JSON, keys());
            case OAuthClient.Confidential.CALLBACK -> callback.apply(query);
            default -> null;
        };
    }

    private static String metadata(URI origin) {
        ObjectNode client = JsonMapper.shared().createObjectNode();
        client.put("client_id", origin + OAuthClient.Confidential.METADATA);
        client.put("client_name", "Groundmist Sync");
        client.put("client_uri", origin.toString());
        client.put("application_type", "web");
        client.putArray("grant_types").add("authorization_code").add("refresh_token");
        client.putArray("response_types").add("code");
        client.putArray("redirect_uris").add(origin + OAuthClient.Confidential.CALLBACK);
        client.put("scope", Scopes.all());
        client.put("dpop_bound_access_tokens", true);
        client.put("token_endpoint_auth_method", "private_key_jwt");
        client.put("token_endpoint_auth_signing_alg", "ES256");
        client.put("jwks_uri", origin + OAuthClient.Confidential.KEYS);
        return client.toString();
    }

    private String keys() {
        return new JWKSet(identity.jwk().toPublicJWK()).toString(true);
    }
}
