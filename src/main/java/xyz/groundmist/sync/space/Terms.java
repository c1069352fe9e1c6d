package xyz.groundmist.sync.space;

/**
 * On which terms a client is connected.
 *
 * @param grantId the grant that let it in: two sockets of one grant may replace each other
 * @param readOnly it receives, and nothing it sends is kept or relayed
 */
public record Terms(String grantId, boolean readOnly) {}
