package xyz.groundmist.sync.home;

import org.jspecify.annotations.Nullable;

import xyz.groundmist.sync.access.Addresses;
import xyz.groundmist.sync.access.WebOrigin;
import xyz.groundmist.sync.identity.Did;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntSupplier;

/**
 * The names of this server: its public address, which a way in may change, and the port it listens
 * on. What was asked under an earlier name isn't known here any more.
 */
final class Names implements Addresses {
    private volatile @Nullable URI publicOrigin;
    private volatile IntSupplier port;

    Names(Settings settings) {
        publicOrigin = origin(settings.publicUrl());
        port = settings::port;
    }

    private static @Nullable URI origin(@Nullable URI url) {
        WebOrigin origin = url == null ? null : WebOrigin.parse(url.toString());
        return origin == null ? null : URI.create(origin.text());
    }

    /** Takes another public address; null: none. */
    void use(@Nullable URI publicUrl) {
        publicOrigin = origin(publicUrl);
    }

    /** Scheme, host and perhaps port, as browsers write them; null: there is none. */
    @Nullable URI publicOrigin() {
        return publicOrigin;
    }

    /** The port that is really listened on: with the setting 0 that is known late. */
    void use(IntSupplier listening) {
        port = listening;
    }

    @Override
    public List<URI> origins() {
        var origins = new ArrayList<URI>();
        URI outside = publicOrigin;
        if (outside != null) origins.add(outside);
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
        URI outside = publicOrigin;
        return outside == null ? null : Did.parse("did:web:" + outside.getAuthority());
    }

    /** A sentence when the public address is of no use to apps that sign in, or null. */
    @Nullable String problem() {
        URI outside = publicOrigin;
        if (outside == null || publicDid() != null) return null;
        return "Apps that sign in can't use "
                + outside
                + ", as ATProto wants a name without a port. Give a public address such as"
                + " https://sync.example.org; until then invitations work.";
    }
}
