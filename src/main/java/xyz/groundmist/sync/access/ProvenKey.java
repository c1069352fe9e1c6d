package xyz.groundmist.sync.access;

/**
 * A key whose holder has just proven to have it.
 *
 * @param thumbprint the SHA-256 of the public key as RFC 7638 says, 43 characters of base64url:
 *     what grants are bound to
 */
record ProvenKey(String thumbprint) {}
