package xyz.groundmist.sync.owner;

import java.time.Instant;

/**
 * What a token endpoint gave.
 *
 * @param expires of the access token
 * @param subject the account's DID, as the server says
 */
record Tokens(String access, String refresh, Instant expires, String subject, String scope) {
    @Override
    public String toString() {
        return "Tokens[" + subject + ", until " + expires + "]";
    }
}
