package xyz.groundmist.sync.lan;

/**
 * A machine on the local network that isn't paired and announces what this one does; anybody could.
 *
 * @param address where it says it listens, as {@link Lan#pairWith} takes it
 */
public record FoundDevice(String address) {}
