package xyz.groundmist.sync.lan;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import xyz.groundmist.sync.lan.Caller.Deadline;
import xyz.groundmist.sync.lan.PairedDevice.Standing;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.channels.ByteChannel;
import java.util.function.Supplier;

/**
 * Who comes in has to show a certificate; a paired device gets its link, anybody else may only ask
 * to be paired, and that only while the owner waits for it.
 */
final class Reception {
    private static final Logger LOG = LoggerFactory.getLogger(Reception.class);

    private final DeviceKey key;
    private final DeviceBook book;
    private final Acquaintances acquaintances;
    private final PairingDesk desk;
    private final Supplier<Hello> self;
    private final LanLimits limits;
    private final Strangers near;
    private final Strangers far;

    Reception(
            DeviceKey key,
            DeviceBook book,
            Acquaintances acquaintances,
            PairingDesk desk,
            Supplier<Hello> self,
            LanLimits limits) {
        this.key = key;
        this.book = book;
        this.acquaintances = acquaintances;
        this.desk = desk;
        this.self = self;
        this.limits = limits;
        near = new Strangers(limits.strangers(), limits.strangersPerAddress());
        far = new Strangers(limits.strangers(), limits.strangersPerAddress());
    }

    /**
     * Deals with a connection; blocks until it is over, or has become a link.
     *
     * @param from null: from somewhere on the internet
     * @return the link; null when there is none
     */
    @Nullable SecureLink receive(ByteChannel channel, @Nullable InetAddress from) {
        Strangers strangers = from == null ? far : near;
        if (!strangers.enter(channel, from)) {
            Strangers.closeQuietly(channel);
            return null;
        }
        SecureLink link = null;
        try {
            Frames frames;
            try (var _ = new Deadline(channel, limits.handshakeDeadline())) {
                frames =
                        new Frames(
                                SecureChannel.over(
                                        channel,
                                        key.engine(false, null, Purpose.LINK, Purpose.PAIR)));
                if (frames.channel().purpose() == Purpose.LINK) {
                    link = greet(frames, from);
                    return link;
                }
            }
            desk.receive(frames, from);
        } catch (IOException e) {
            LOG.debug("A connection came to nothing: {}", e.getMessage());
        } finally {
            strangers.leave(channel);
            if (link == null) Strangers.closeQuietly(channel);
        }
        return null;
    }

    private @Nullable SecureLink greet(Frames frames, @Nullable InetAddress from)
            throws IOException {
        DeviceId device = frames.channel().device();
        boolean itself = device.equals(key.id());
        if (book.find(device) == null && !itself) {
            PairedDevice known = book.known(device);
            boolean paused = known != null && known.standing() == Standing.PAUSED;
            LOG.info("The computer {} isn't trusted by this one", device.brief());
            // one that waits for the owner is not to take itself for forgotten
            Farewell why = paused ? Farewell.CLOSED : Farewell.UNKNOWN;
            frames.send(Frames.Kind.BYE, why.bytes());
            return null;
        }
        Frames.Frame first = frames.next(limits.helloBytes());
        Hello hello = first.kind() == Frames.Kind.HELLO ? Hello.read(first.body()) : null;
        if (hello == null) throw new IOException("it didn't say who it is");
        if (!itself && acquaintances.isReplaced(device, hello)) {
            frames.send(Frames.Kind.BYE, Farewell.REPLACED.bytes());
            return null;
        }
        frames.send(Frames.Kind.HELLO, self.get().json());
        if (itself) return null; // it wanted to know, and finds out by itself
        LanAddress back =
                from == null || hello.port() == 0 ? null : LanAddress.of(from, hello.port());
        return acquaintances.met(frames, from == null ? Route.INTERNET : Route.LAN, hello, back);
    }
}
