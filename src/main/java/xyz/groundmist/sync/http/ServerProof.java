package xyz.groundmist.sync.http;

import org.jspecify.annotations.Nullable;

import xyz.groundmist.sync.access.Addresses;
import xyz.groundmist.sync.access.WebOrigin;
import xyz.groundmist.sync.identity.ServiceIdentity;

import java.net.URI;
import java.util.Base64;
import java.util.regex.Pattern;

/**
 * Who this server is: its DID document, and a signature over a client's nonce. A host name can come
 * to belong to somebody else, and {@code did:web} with it; so a client that has the owner's record
 * compares the key in it before it sends anything.
 */
public final class ServerProof {
    /** Base64url of 16 to 64 bytes, without padding. */
    private static final Pattern NONCE = Pattern.compile("[A-Za-z0-9_-]{22,86}");

    private static final int LEAST_NONCE_BYTES = 16;
    private static final int MOST_NONCE_BYTES = 64;

    private final ServiceIdentity identity;
    private final Addresses addresses;

    public ServerProof(ServiceIdentity identity, Addresses addresses) {
        this.identity = identity;
        this.addresses = addresses;
    }

    /** The document of the server's {@code did:web} (W3C DID core 1.0, Multikey). */
    Answer document() {
        String did = addresses.serviceDid().text();
        return Answer.json(
                200,
                JsonText.object()
                        .putStrings(
                                "@context",
                                "https://www.w3.org/ns/did/v1",
                                "https://w3id.org/security/multikey/v1")
                        .put("id", did)
                        .putOnly("verificationMethod")
                        .put("id", did + "#groundmist_sync_key")
                        .put("type", "Multikey")
                        .put("controller", did)
                        .put("publicKeyMultibase", identity.multikey())
                        .endOnly()
                        .putOnly("service")
                        .put("id", "#groundmist_sync")
                        .put("type", "GroundmistSync")
                        .put("serviceEndpoint", addresses.origins().getFirst().toString())
                        .endOnly()
                        .end());
    }

    /**
     * Signs origin and nonce, as {@link ServiceIdentity#prove} does.
     *
     * @param origin which origin the client believes it is asking; another's is never signed, so
     *     nobody can pass this server's answer on as their own
     */
    Answer proof(@Nullable String nonce, @Nullable String origin) throws BadRequestException {
        if (nonce == null || !NONCE.matcher(nonce).matches() || !isBase64(nonce)) {
            throw BadRequestException.of(
                    "nonce must be 16 to 64 bytes of your choice in base64url, without padding.");
        }
        if (origin == null) {
            throw BadRequestException.of(
                    "origin must be the origin you are asking, such as https://sync.example.org.");
        }
        if (!isOurs(origin)) return Answer.of(Refusal.WRONG_ORIGIN);
        byte[] signature = identity.prove(origin, nonce);
        return Answer.json(
                200,
                JsonText.object()
                        .put("did", addresses.serviceDid().text())
                        .put("origin", origin)
                        .put("key", identity.multikey())
                        .put(
                                "signature",
                                Base64.getUrlEncoder().withoutPadding().encodeToString(signature))
                        .end());
    }

    private static boolean isBase64(String nonce) {
        try {
            int bytes = Base64.getUrlDecoder().decode(nonce).length;
            return bytes >= LEAST_NONCE_BYTES && bytes <= MOST_NONCE_BYTES;
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    /** Written exactly as browsers write it, as the client checks the signature of its own text. */
    private boolean isOurs(String asked) {
        WebOrigin origin = WebOrigin.parse(asked);
        if (origin == null || !origin.text().equals(asked)) return false;
        for (URI ours : addresses.origins()) {
            if (origin.equals(WebOrigin.parse(ours.toString()))) return true;
        }
        return false;
    }
}
