package xyz.groundmist.sync.lan;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import xyz.groundmist.sync.lan.Caller.Deadline;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** What becomes of two paired devices that have found each other, whoever called. */
final class Acquaintances {
    private static final Logger LOG = LoggerFactory.getLogger(Acquaintances.class);

    private final DeviceBook book;
    private final Circle circle;
    private final LanLimits limits;
    private final InstantSource clock;
    private final Supplier<Hello> self;
    private final Runnable changed;

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
        /** The other one doesn't know this machine. */
        UNKNOWN
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
            LanAddress there =
                    place instanceof Caller.Place.Local(LanAddress address) ? address : null;
            boolean used = met(frames, place.route(), hello, there) != null;
            return used ? Outcome.CONNECTED : Outcome.DUPLICATE;
        }
        frames.close();
        if (first.kind() == Frames.Kind.BYE && Farewell.read(first.body()) == Farewell.UNKNOWN) {
            if (isFresh(frames.channel().device())) {
                throw new IOException("it hasn't written down yet that the two are paired");
            }
            note(frames.channel().device(), PairedDevice::estrangedNow);
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
        note(
                link.device(),
                known -> {
                    PairedDevice now = known.seen(clock.instant());
                    return forgotten ? now.estrangedNow() : now;
                });
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
