package xyz.groundmist.sync.lan;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import xyz.groundmist.sync.lan.Caller.Deadline;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Other machines on the local network that have this one's key: a backup was restored, and the old
 * machine isn't gone. Anybody can announce anything, so one that is heard is called, and has to
 * show the key. Safe for use from any thread.
 */
final class Doubles {
    private static final Logger LOG = LoggerFactory.getLogger(Doubles.class);

    /** Said on the machine whose place was taken. */
    static final String REPLACED =
            "A backup of this computer was restored on another one, as if this one were gone; your"
                    + " other computers turn this one away. Stop Groundmist Sync on one of the two."
                    + " If it is this one that stays, pair it again with the others.";

    private static final String STILL_THERE =
            "The computer that this one's backup is from isn't gone: it runs at %s. Two that are"
                    + " the same lock each other out. Stop Groundmist Sync there, and delete its"
                    + " data; or restore here once more without saying that it is gone.";

    private static final String COPIED =
            "Another computer, at %s, has a copy of this one's data. Two that are the same lock"
                + " each other out. Stop Groundmist Sync on one of them, delete its data there, and"
                + " set it up anew.";

    private final DeviceId self;
    private final Caller caller;
    private final LanLimits limits;
    private final Supplier<Hello> hello;
    private final Runnable changed;

    /** Those that showed the key, and what they said. */
    private final Map<Announcement, Hello> shown = new ConcurrentHashMap<>();

    Doubles(
            DeviceId self,
            Caller caller,
            LanLimits limits,
            Supplier<Hello> hello,
            Runnable changed) {
        this.self = self;
        this.caller = caller;
        this.limits = limits;
        this.hello = hello;
        this.changed = changed;
    }

    /** Said on a machine that the two are paired with. */
    static String of(String name) {
        return "Two computers run as “"
                + name
                + "”: one was restored from the other’s backup, and the old one isn’t gone. It is"
                + " turned away here. Stop Groundmist Sync on it.";
    }

    /** Calls one that was heard, if it says that it is this machine; doesn't wait for it. */
    void look(Discovery.Found one) {
        if (!one.announcement().isOf(self) || shown.containsKey(one.announcement())) return;
        Thread.ofVirtual().name("link-double").start(() -> call(one));
    }

    private void call(Discovery.Found one) {
        for (LanAddress address : one.addresses()) {
            try (Frames frames = caller.call(new Caller.Place.Local(address), self, Purpose.LINK)) {
                Frames.Frame first;
                try (var _ = new Deadline(frames.channel().bytes(), limits.handshakeDeadline())) {
                    frames.send(Frames.Kind.HELLO, hello.get().json());
                    first = frames.next(limits.helloBytes());
                }
                Hello theirs = first.kind() == Frames.Kind.HELLO ? Hello.read(first.body()) : null;
                LOG.warn("Another machine, at {}, has this one's key", address);
                // one of an older version says no more than that it doesn't know itself
                shown.put(
                        one.announcement(),
                        theirs == null ? new Hello("computer", 0, null, List.of(), 0) : theirs);
                changed.run();
                return;
            } catch (IOException e) {
                LOG.debug("Nobody with this machine's key is at {}: {}", address, e.toString());
            }
        }
    }

    /**
     * What is to be said about those that are still heard.
     *
     * @param discovery null: nobody is
     */
    @Nullable String problem(@Nullable Discovery discovery) {
        if (discovery == null || shown.isEmpty()) return null;
        return problem(discovery.found());
    }

    @Nullable String problem(List<Discovery.Found> heard) {
        for (Discovery.Found one : heard) {
            Hello theirs = shown.get(one.announcement());
            if (theirs == null) continue;
            long ours = hello.get().restored();
            if (theirs.restored() > ours) return REPLACED;
            return (theirs.restored() < ours ? STILL_THERE : COPIED)
                    .formatted(one.addresses().getFirst());
        }
        return null;
    }
}
