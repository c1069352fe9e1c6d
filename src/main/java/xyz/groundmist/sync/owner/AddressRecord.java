package xyz.groundmist.sync.owner;

import org.jspecify.annotations.Nullable;

/**
 * The record in the owner's account as it was read.
 *
 * @param cid names this state of the record
 * @param host where apps find the owner's server; null when the record doesn't say
 * @param key the server's public key, which the record of a prototype doesn't have
 */
record AddressRecord(String cid, @Nullable String host, @Nullable String key) {
    /** Whether a server with this key wrote it, or one that is asked under this very name. */
    boolean isOf(String ourKey, String ourHost) {
        return ourKey.equals(key) || (key == null && ourHost.equals(host));
    }

    boolean says(String thisHost, String thisKey) {
        return thisHost.equals(host) && thisKey.equals(key);
    }

    /** The host, fit for a sentence though a stranger may have written it. */
    String shownHost() {
        return host != null && host.matches("[A-Za-z0-9.:_-]{1,253}")
                ? "“" + host + "”"
                : "something that is no address";
    }
}
