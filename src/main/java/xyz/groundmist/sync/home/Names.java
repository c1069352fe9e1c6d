package xyz.groundmist.sync.home;

import org.jspecify.annotations.Nullable;

import xyz.groundmist.sync.access.Addresses;
import xyz.groundmist.sync.access.WebOrigin;
import xyz.groundmist.sync.identity.Did;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntSupplier;

/** The names of this server, by its settings and the port it listens on. */
final class Names implements Addresses {
    private final @Nullable URI publicOrigin;
    private volatile IntSupplier port;

    Names(Settings settings) {
        URI url = settings.publicUrl();
        WebOrigin origin = url == null ? null : WebOrigin.parse(url.toString());
        publicOrigin = origin == null ? null : URI.create(origin.text());
        port = settings::port;
    }

    /** The port that is really listened on: with the setting 0 that is known late. */
    void use(IntSupplier listening) {
        port = listening;
    }

    @Override
    public List<URI> origins() {
        var origins = new ArrayList<URI>();
        if (publicOrigin != null) origins.add(publicOrigin);
        origins.add(URI.create("http://127.0.0.1:" + port.getAsInt()));
        origins.add(URI.create("http://localhost:" + port.getAsInt()));
        return origins;
    }

    /** The one to give to others: the public one when there is one. */
    URI origin() {
        return origins().getFirst();
    }

    @Override
    public Did serviceDid() {
        Did did = publicDid();
        return did == null ? Did.web("localhost:" + port.getAsInt()) : did;
    }

    private @Nullable Did publicDid() {
        return publicOrigin == null ? null : Did.parse("did:web:" + publicOrigin.getAuthority());
    }

    /** A sentence when the public address is of no use to apps that sign in, or null. */
    @Nullable String problem() {
        if (publicOrigin == null || publicDid() != null) return null;
        return "Apps that sign in can't use "
                + publicOrigin
                + ", as ATProto wants a name without a port. Give a public address such as"
                + " https://sync.example.org; until then invitations work.";
    }
}
