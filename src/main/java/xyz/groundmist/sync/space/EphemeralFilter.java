package xyz.groundmist.sync.space;

import xyz.groundmist.sync.wire.Ephemeral;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Lets each ephemeral message of a session through once and in order (protocols.md: once per
 * senderId, sessionId and count). Remembers the sessions heard last. Confined to a document.
 */
final class EphemeralFilter {
    private static final int SESSIONS = 256;

    private record Session(String senderId, String sessionId) {}

    private final Map<Session, Long> lastCounts =
            new LinkedHashMap<>(0, 0.75f, true) {
                @Override
                protected boolean removeEldestEntry(Map.Entry<Session, Long> eldest) {
                    return size() > SESSIONS;
                }
            };

    boolean isNew(Ephemeral message) {
        var session = new Session(message.senderId(), message.sessionId());
        Long last = lastCounts.get(session);
        if (last != null && message.count() <= last) return false;
        lastCounts.put(session, message.count());
        return true;
    }
}
