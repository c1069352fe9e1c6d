package xyz.groundmist.sync.wire;

/** {@code leave}: the peer is going. */
public record Leave(String senderId) implements Message {}
