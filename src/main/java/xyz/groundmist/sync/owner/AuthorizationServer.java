package xyz.groundmist.sync.owner;

import org.jspecify.annotations.Nullable;

import java.net.URI;

/**
 * Where a PDS has its owners sign in (RFC 8414, atproto.com/specs/oauth "Authorization Servers").
 *
 * @param issuer as the server writes it; compared as text
 * @param confidential whether clients with a key of their own are known there
 */
record AuthorizationServer(
        String issuer,
        URI push,
        URI authorize,
        URI token,
        @Nullable URI revoke,
        boolean confidential) {}
