package xyz.groundmist.sync.owner;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

import xyz.groundmist.sync.identity.Did;
import xyz.groundmist.sync.identity.DidDocument;
import xyz.groundmist.sync.identity.Handle;
import xyz.groundmist.sync.identity.HttpAnswer;
import xyz.groundmist.sync.identity.HttpAsk;
import xyz.groundmist.sync.identity.Identities;
import xyz.groundmist.sync.identity.IdentityException;
import xyz.groundmist.sync.identity.SafeHttp;
import xyz.groundmist.sync.identity.StrictJson;
import xyz.groundmist.sync.owner.OwnerException.Kind;

import java.net.URI;
import java.net.URISyntaxException;

/** Finds an account, its server, and where that server has people sign in. */
final class Discovery {
    private static final String RESOURCE = "/.well-known/oauth-protected-resource";
    private static final String SERVER = "/.well-known/oauth-authorization-server";

    private final SafeHttp http;
    private final Identities identities;
    private final boolean loopback;

    /**
     * Where to sign in.
     *
     * @param did null when a server was given and no account: who signs in there says who they are
     */
    record Place(@Nullable Did did, @Nullable Handle handle, URI pds, AuthorizationServer server) {}

    /**
     * @param loopback whether servers on this machine count, without TLS
     */
    Discovery(SafeHttp http, Identities identities, boolean loopback) {
        this.http = http;
        this.identities = identities;
        this.loopback = loopback;
    }

    /** Where the holder of a handle, of a DID, or of an account on a PDS signs in. */
    Place find(String typed) throws OwnerException {
        String who = typed.strip();
        if (who.startsWith("at://")) who = who.substring("at://".length());
        if (who.startsWith("https://") || who.startsWith("http://")) {
            return atServer(origin(who));
        }
        if (who.startsWith("did:")) {
            Did did = Did.parse(who);
            if (did == null) throw notAnAccount("That is no DID of did:plc or did:web.");
            return of(did, null);
        }
        Handle handle = Handle.parse(who);
        if (handle == null) {
            throw notAnAccount(
                    who.indexOf('@') > 0
                            ? "That looks like an e-mail address."
                            : "That is neither a handle nor a DID.");
        }
        return of(handle);
    }

    private static OwnerException notAnAccount(String what) {
        return new OwnerException(
                Kind.NOT_AN_ACCOUNT,
                what
                        + " Give the handle of your account, such as alice.bsky.social, its DID, or"
                        + " the address of its server.");
    }

    private Place of(Handle handle) throws OwnerException {
        try {
            return of(identities.did(handle), handle);
        } catch (IdentityException e) {
            if (e.kind() != IdentityException.Kind.NOT_FOUND) throw unknown(e);
            try {
                return atServer(URI.create("https://" + handle));
            } catch (OwnerException _) {
                throw unknown(e);
            }
        }
    }

    private Place of(Did did, @Nullable Handle handle) throws OwnerException {
        DidDocument document = document(did);
        URI pds = pds(document);
        return new Place(did, handle == null ? document.handle() : handle, pds, serverOf(pds));
    }

    private Place atServer(URI pds) throws OwnerException {
        return new Place(null, null, pds, serverOf(pds));
    }

    /** The document of a DID as it is now. */
    DidDocument document(Did did) throws OwnerException {
        try {
            return identities.refreshed(did);
        } catch (IdentityException e) {
            throw unknown(e);
        }
    }

    static URI pds(DidDocument document) throws OwnerException {
        URI pds = document.pds();
        if (pds != null) return pds;
        throw new OwnerException(
                Kind.UNSUITED,
                "The account " + document.did() + " names no server that keeps its data.");
    }

    private static OwnerException unknown(IdentityException e) {
        Kind kind =
                switch (e.kind()) {
                    case NOT_FOUND, DEACTIVATED -> Kind.NO_SUCH_ACCOUNT;
                    case UNREACHABLE, TOO_SLOW -> Kind.UNREACHABLE;
                    case MISMATCH, INVALID, NOT_PUBLIC, TOO_LARGE -> Kind.UNSUITED;
                };
        return new OwnerException(kind, String.valueOf(e.getMessage()), e);
    }

    /** The one authorization server that a PDS names (RFC 9728). */
    AuthorizationServer serverOf(URI pds) throws OwnerException {
        JsonNode resource = metadata(pds, RESOURCE);
        JsonNode servers = resource.path("authorization_servers");
        if (!pds.toString().equals(stripped(StrictJson.text(resource, "resource")))
                || servers.size() != 1
                || !servers.get(0).isString()) {
            throw unsuited(pds);
        }
        URI issuer = origin(servers.get(0).stringValue());
        JsonNode metadata = metadata(issuer, SERVER);
        String named = StrictJson.text(metadata, "issuer");
        if (named == null || !named.equals(servers.get(0).stringValue())) throw unsuited(issuer);
        return new AuthorizationServer(
                named,
                endpoint(metadata, "pushed_authorization_request_endpoint", issuer),
                endpoint(metadata, "authorization_endpoint", issuer),
                endpoint(metadata, "token_endpoint", issuer),
                metadata.has("revocation_endpoint")
                        ? endpoint(metadata, "revocation_endpoint", issuer)
                        : null,
                lists(metadata, "token_endpoint_auth_methods_supported", "private_key_jwt"));
    }

    private JsonNode metadata(URI origin, String path) throws OwnerException {
        HttpAnswer answer;
        try {
            answer = http.send(HttpAsk.get(origin.resolve(path)));
        } catch (IdentityException e) {
            throw new OwnerException(
                    e.passing() ? Kind.UNREACHABLE : Kind.UNSUITED,
                    "The account's server can't be asked. " + e.getMessage(),
                    e);
        }
        if (answer.status() >= 500) {
            throw new OwnerException(
                    Kind.UNREACHABLE,
                    "“" + origin.getHost() + "” has a fault at the moment. Try again later.");
        }
        JsonNode metadata = answer.status() == 200 ? StrictJson.object(answer.body()) : null;
        if (metadata == null) throw unsuited(origin);
        return metadata;
    }

    private URI endpoint(JsonNode metadata, String name, URI issuer) throws OwnerException {
        String text = StrictJson.text(metadata, name);
        try {
            URI uri = text == null ? null : new URI(text);
            // It may be opened in a browser, which would also open a file or run a script.
            if (uri != null && web(uri) && uri.getRawFragment() == null) return uri;
        } catch (URISyntaxException _) {
            // refused below
        }
        throw unsuited(issuer);
    }

    private static boolean lists(JsonNode metadata, String name, String value) {
        for (JsonNode entry : metadata.path(name)) {
            if (value.equals(entry.asString(""))) return true;
        }
        return false;
    }

    private URI origin(String text) throws OwnerException {
        try {
            URI uri = new URI(String.valueOf(stripped(text)));
            boolean bare =
                    uri.getRawPath().isEmpty()
                            && uri.getRawQuery() == null
                            && uri.getRawFragment() == null;
            if (web(uri) && bare) return uri;
        } catch (URISyntaxException _) {
            // refused below
        }
        throw notAnAccount("That is no address of a server.");
    }

    /** Only a test's network has servers without TLS. */
    private boolean web(URI uri) {
        boolean scheme =
                "https".equals(uri.getScheme()) || (loopback && "http".equals(uri.getScheme()));
        return scheme && uri.getHost() != null && uri.getRawUserInfo() == null;
    }

    private static @Nullable String stripped(@Nullable String address) {
        return address != null && address.endsWith("/")
                ? address.substring(0, address.length() - 1)
                : address;
    }

    private static OwnerException unsuited(URI server) {
        return new OwnerException(
                Kind.UNSUITED,
                "“"
                        + server.getHost()
                        + "” is no server that Groundmist Sync can sign in to: it doesn't describe"
                        + " its sign-in as ATProto asks for.");
    }
}
