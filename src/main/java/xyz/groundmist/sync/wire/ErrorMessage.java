package xyz.groundmist.sync.wire;

/**
 * {@code error}: what went wrong, in words; whoever sends it closes the socket.
 *
 * @param message at most {@value #LONGEST} characters
 */
public record ErrorMessage(String senderId, String targetId, String message) implements Message {
    public static final int LONGEST = 4096;
}
