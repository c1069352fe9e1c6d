package xyz.groundmist.sync.identity;

import java.net.URI;

/**
 * Fetches DID documents: of {@code did:plc} from the directory (web.plc.directory/spec), of {@code
 * did:web} from its host.
 */
final class DidLookup {
    private static final int FOUND = 200;
    private static final int NOT_FOUND = 404;
    private static final int GONE = 410;

    private final Web web;
    private final Network network;

    DidLookup(Web web, Network network) {
        this.web = web;
        this.network = network;
    }

    DidDocument fetch(Did did) throws IdentityException {
        HttpAnswer answer = web.send(HttpAsk.get(where(did)));
        return switch (answer.status()) {
            case FOUND -> DidDocument.parse(answer.body(), did);
            case NOT_FOUND ->
                    throw new IdentityException(
                            IdentityException.Kind.NOT_FOUND, "There is no DID " + did + ".");
            case GONE ->
                    throw new IdentityException(
                            IdentityException.Kind.DEACTIVATED,
                            "The DID " + did + " has been ended by its owner.");
            default ->
                    throw new IdentityException(
                            IdentityException.Kind.UNREACHABLE,
                            "The document of "
                                    + did
                                    + " can't be had at the moment (HTTP status "
                                    + answer.status()
                                    + "). Try again later.");
        };
    }

    private URI where(Did did) {
        String host = did.webHost();
        if (host == null) return URI.create(network.plcDirectory() + "/" + did);
        boolean here = network.loopback() && host.split(":", 2)[0].equals("localhost");
        return URI.create((here ? "http://" : "https://") + host + "/.well-known/did.json");
    }
}
