package xyz.groundmist.sync.reach.ngrok;

import tools.jackson.databind.JsonNode;

/**
 * What a new session says so that it takes over a dropped one's endpoint, with its name. Kept in
 * memory only.
 *
 * @param options as the service gave them back when the endpoint was bound
 */
record Resumption(
        String session, String cookie, String endpoint, String bindToken, JsonNode options) {
    @Override
    public String toString() {
        return "Resumption[" + endpoint + "]"; // the others are secrets
    }
}
