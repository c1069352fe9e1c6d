package xyz.groundmist.sync.lan;

/** What a connection is for, as TLS says it (ALPN): nothing else is talked about on it. */
enum Purpose {
    /** Between paired devices: a {@link Link}. */
    LINK("groundmist-link/1"),
    /** Between devices that are to become so. */
    PAIR("groundmist-pair/1");

    private final String protocol;

    Purpose(String protocol) {
        this.protocol = protocol;
    }

    String protocol() {
        return protocol;
    }
}
