package xyz.groundmist.sync.identity;

import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Asks the internet whose a handle is (atproto.com/specs/handle, "Handle resolution"): first DNS,
 * in a TXT record of {@code _atproto.} and the handle, then the handle's own web server.
 */
final class HandleLookup implements HandleSource {
    private static final String PREFIX = "did=";
    private static final String WELL_KNOWN = "/.well-known/atproto-did";
    private static final int FOUND = 200;

    private final Web web;
    private final TxtRecords dns;

    HandleLookup(Web web, TxtRecords dns) {
        this.web = web;
        this.dns = dns;
    }

    @Override
    public Did did(Handle handle) throws IdentityException {
        if (!PublicHost.is(handle.text())) {
            throw new IdentityException(
                    IdentityException.Kind.NOT_PUBLIC,
                    "The handle " + handle + " can't be looked up: its ending isn't a public one.");
        }
        IdentityException silentDns = null;
        try {
            Did did = byDns(handle);
            if (did != null) return did;
        } catch (IdentityException e) {
            if (!e.passing()) throw e;
            silentDns = e;
        }
        return byWeb(handle, silentDns);
    }

    private @Nullable Did byDns(Handle handle) throws IdentityException {
        List<String> dids =
                dns.of("_atproto." + handle).stream()
                        .filter(text -> text.startsWith(PREFIX))
                        .map(text -> text.substring(PREFIX.length()))
                        .toList();
        if (dids.isEmpty()) return null;
        Did did = dids.size() == 1 ? Did.parse(dids.getFirst()) : null;
        if (did != null) return did;
        throw new IdentityException(
                IdentityException.Kind.INVALID,
                "The DNS records at _atproto."
                        + handle
                        + (dids.size() == 1
                                ? " hold something that is no DID."
                                : " name more than one DID.")
                        + " Whoever runs that domain can put it right.");
    }

    private Did byWeb(Handle handle, @Nullable IdentityException silentDns)
            throws IdentityException {
        HttpAnswer answer;
        try {
            answer = web.send(HttpAsk.get(URI.create("https://" + handle + WELL_KNOWN)));
        } catch (IdentityException e) {
            // DNS has spoken: there is no such record. A host that doesn't exist then says nothing
            // about the network.
            if (e.passing() && silentDns == null) throw notFound(handle, e);
            throw e;
        }
        if (answer.status() != FOUND) {
            if (silentDns != null) throw silentDns;
            throw notFound(handle, null);
        }
        Did did = Did.parse(new String(answer.body(), StandardCharsets.UTF_8).strip());
        if (did == null) throw notFound(handle, null);
        return did;
    }

    private static IdentityException notFound(Handle handle, @Nullable Exception cause) {
        String sentence = "There is no account of the handle " + handle + ". Is it spelled right?";
        return cause == null
                ? new IdentityException(IdentityException.Kind.NOT_FOUND, sentence)
                : new IdentityException(IdentityException.Kind.NOT_FOUND, sentence, cause);
    }
}
