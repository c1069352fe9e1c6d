package xyz.groundmist.sync.lan;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import xyz.groundmist.sync.lan.Caller.Deadline;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * What becomes of two paired devices that have found each other, whoever called. Where two machines
 * have one key, as a backup was restored and the old machine wasn't gone, the one that was restored
 * later is it; the other one is turned away, and it is said on all sides.
 */
final class Acquaintances {
    /** For how long it is said after it happened last; who is turned away tries again sooner. */
    private static final Duration SAID = Duration.ofMinutes(10);

    private static final Logger LOG = LoggerFactory.getLogger(Acquaintances.class);

    private final DeviceBook book;
    private final Circle circle;
    private final LanLimits limits;
    private final InstantSource clock;
    private final Supplier<Hello> self;
    private final Runnable changed;
    private final Map<DeviceId, Instant> turnedAway = new ConcurrentHashMap<>();
    private volatile @Nullable Instant replaced;

    Acquaintances(
            DeviceBook book,
            Circle circle,
            LanLimits limits,
            InstantSource clock,
            Supplier<Hello> self,
            Runnable changed) {
        this.book = book;
        this.circle = circle;
        this.limits = limits;
        this.clock = clock;
        this.self = self;
        this.changed = changed;
    }

    /** How a call ended. */
    enum Outcome {
        CONNECTED,
        /** The two have a better connection. */
        DUPLICATE,
        /** The other one doesn't know this machine, or another one with its key. */
        UNKNOWN
    }

    /** Whether a machine that isn't it any more came lately with this device's key. */
    boolean isDoubled(DeviceId device) {
        return isLate(turnedAway.get(device));
    }

    /** Whether another device said lately that it knows a later machine with this one's key. */
    boolean isReplaced() {
        return isLate(replaced);
    }

    private boolean isLate(@Nullable Instant then) {
        return then != null && clock.instant().isBefore(then.plus(SAID));
    }

    /** Whether this is a machine whose place another one took, with the same key. */
    boolean isReplaced(DeviceId device, Hello hello) {
        PairedDevice known = book.find(device);
        if (known == null || hello.restored() >= known.restored()) return false;
        if (!isDoubled(device)) {
            LOG.warn("The computer {} has the key of one that was restored later", device.brief());
        }
        turnedAway.put(device, clock.instant());
        changed.run();
        return true;
    }

    /**
     * This side has called: the two say who they are.
     *
     * @throws IOException when the other one doesn't
     */
    Outcome introduce(Frames frames, Caller.Place place) throws IOException {
        Frames.Frame first;
        try (var _ = new Deadline(frames.channel().bytes(), limits.handshakeDeadline())) {
            frames.send(Frames.Kind.HELLO, self.get().json());
            first = frames.next(limits.helloBytes());
        } catch (IOException | RuntimeException e) {
            frames.close();
            throw e;
        }
        Hello hello = first.kind() == Frames.Kind.HELLO ? Hello.read(first.body()) : null;
        if (hello != null) {
            if (isReplaced(frames.channel().device(), hello)) {
                frames.send(Frames.Kind.BYE, Farewell.REPLACED.bytes());
                frames.close();
                throw new IOException("another machine took its place");
            }
            LanAddress there =
                    place instanceof Caller.Place.Local(LanAddress address) ? address : null;
            boolean used = met(frames, place.route(), hello, there) != null;
            return used ? Outcome.CONNECTED : Outcome.DUPLICATE;
        }
        frames.close();
        Farewell why =
                first.kind() == Frames.Kind.BYE ? Farewell.read(first.body()) : Farewell.CLOSED;
        if (why == Farewell.UNKNOWN) {
            if (isFresh(frames.channel().device())) {
                throw new IOException("it hasn't written down yet that the two are paired");
            }
            note(frames.channel().device(), PairedDevice::estrangedNow);
            return Outcome.UNKNOWN;
        }
        if (why == Farewell.REPLACED) {
            replacedNow();
            return Outcome.UNKNOWN;
        }
        throw new IOException("it didn't say who it is");
    }

    /** Each side writes the other down by itself, and the disk of one may be the slower. */
    private boolean isFresh(DeviceId device) {
        PairedDevice known = book.find(device);
        return known != null
                && Duration.between(known.paired(), clock.instant())
                                .abs()
                                .compareTo(limits.writtenDown())
                        < 0;
    }

    /**
     * The other side has said who it is.
     *
     * @param at where it can be called; null when that isn't known
     * @return the link; null when another one is used, or it was forgotten meanwhile
     */
    @Nullable SecureLink met(Frames frames, Route route, Hello hello, @Nullable LanAddress at) {
        DeviceId device = frames.channel().device();
        PairedDevice before = book.find(device);
        if (before != null && hello.restored() > before.restored()) {
            LOG.info("The computer {} came out of a backup", device.brief());
            circle.end(device, Farewell.REPLACED); // that one has its key, but not its place
        }
        note(
                device,
                known -> {
                    PairedDevice now = known.introduced(hello).seen(clock.instant());
                    return at == null ? now : now.reachedAt(at);
                });
        var link =
                new SecureLink(
                        frames,
                        route,
                        limits,
                        news -> note(device, known -> known.introduced(news)));
        if (!circle.join(link)) return null;
        if (book.find(device) == null) {
            link.close(Farewell.UNKNOWN);
            return null;
        }
        changed.run();
        return link;
    }

    /** A link that was in use has ended. */
    void ended(SecureLink link) {
        boolean forgotten = link.farewell() == Farewell.UNKNOWN;
        if (link.farewell() == Farewell.REPLACED) replacedNow();
        note(
                link.device(),
                known -> {
                    PairedDevice now = known.seen(clock.instant());
                    return forgotten ? now.estrangedNow() : now;
                });
    }

    private void replacedNow() {
        replaced = clock.instant();
        changed.run();
    }

    private void note(DeviceId device, UnaryOperator<PairedDevice> change) {
        try {
            book.update(device, change);
        } catch (IOException e) {
            LOG.warn("What is known of the other computers can't be written: {}", e.toString());
        }
        changed.run();
    }
}
