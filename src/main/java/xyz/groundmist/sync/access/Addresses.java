package xyz.groundmist.sync.access;

import xyz.groundmist.sync.identity.Did;

import java.net.URI;
import java.util.List;

/** Under which names this server is asked, by its settings: what a request says is not believed. */
public interface Addresses {
    /**
     * Scheme, host and port, as {@code https://sync.example.org}: the public one first when there
     * is one, then those of loopback, such as {@code http://127.0.0.1:3031}.
     */
    List<URI> origins();

    /**
     * What a proof of identity must be addressed to: {@code did:web:} and the public host; without
     * one {@code did:web:localhost%3A} and the port.
     */
    Did serviceDid();
}
