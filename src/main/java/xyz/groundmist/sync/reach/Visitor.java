package xyz.groundmist.sync.reach;

import org.jspecify.annotations.Nullable;

import java.net.InetAddress;

/**
 * Who is behind a connection that a way in brings.
 *
 * @param address what the tunnel says of the client; null: it doesn't say
 * @param forwardedHeader whether the far end of the tunnel writes {@code X-Forwarded-For} itself,
 *     so that its last entry is to be believed
 */
public record Visitor(@Nullable InetAddress address, boolean forwardedHeader) {}
