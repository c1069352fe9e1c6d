package xyz.groundmist.sync.lan;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.channels.ByteChannel;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Connections that haven't shown yet that they are a paired device's. When there are too many the
 * oldest goes.
 */
final class Strangers {
    private final int most;
    private final int mostPerAddress;
    // Guarded by this; the first to come at the head.
    private final Map<ByteChannel, Where> inside = new LinkedHashMap<>();

    /** Null: from behind a tunnel, where all addresses are one. */
    private record Where(@Nullable InetAddress address) {}

    Strangers(int most, int mostPerAddress) {
        this.most = most;
        this.mostPerAddress = mostPerAddress;
    }

    /** False when it has too many connections already. */
    boolean enter(ByteChannel channel, @Nullable InetAddress address) {
        ByteChannel oldest = null;
        synchronized (this) {
            var where = new Where(address);
            long same = inside.values().stream().filter(where::equals).count();
            if (address != null && same >= mostPerAddress) return false;
            inside.put(channel, where);
            if (inside.size() > most) {
                oldest = inside.keySet().iterator().next();
                inside.remove(oldest);
            }
        }
        if (oldest != null) closeQuietly(oldest);
        return true;
    }

    /** It is known now, or gone. */
    synchronized void leave(ByteChannel channel) {
        inside.remove(channel);
    }

    static void closeQuietly(ByteChannel channel) {
        try {
            channel.close();
        } catch (IOException _) {
            // it is gone one way or another
        }
    }
}
