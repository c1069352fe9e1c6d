package xyz.groundmist.sync.access;

import org.jspecify.annotations.Nullable;

import xyz.groundmist.sync.store.SpaceName;

/** A request to authenticate whose form is right; nothing is proven yet. */
record AskedFor(
        SpaceName space,
        @Nullable String rootDocUrl,
        @Nullable String appName,
        @Nullable String origin,
        @Nullable Credential credential,
        String proof) {
    static AskedFor of(AuthenticationRequest request) throws RefusedException {
        SpaceName space = SpaceName.parse(request.space());
        if (space == null) throw new RefusedException(Refusals.NO_SPACE);
        String root = request.rootDocUrl();
        if (root != null && !RootDocuments.isUrl(root)) {
            throw new RefusedException(Refusals.NO_ROOT_DOCUMENT);
        }
        String proof = request.proof();
        if (proof == null) throw new RefusedException(Refusals.NO_PROOF);
        return new AskedFor(
                space,
                root,
                GivenName.shown(request.appName()),
                origin(request.origin()),
                Credential.of(request.authorization()),
                proof);
    }

    private static @Nullable String origin(@Nullable String header) throws RefusedException {
        if (header == null) return null;
        WebOrigin origin = WebOrigin.parse(header);
        if (origin == null) throw new RefusedException(Refusals.OPAQUE_ORIGIN);
        return origin.text();
    }

    @Nullable String credentialText() {
        return credential == null ? null : credential.text();
    }

    Holder holder(ProvenKey key) {
        return new Holder(key.thumbprint(), origin, space);
    }

    @Override
    public String toString() {
        return "AskedFor[" + origin + ", " + space + "]";
    }
}
