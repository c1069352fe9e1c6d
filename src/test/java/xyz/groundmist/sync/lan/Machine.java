package xyz.groundmist.sync.lan;

import org.jspecify.annotations.Nullable;

import xyz.groundmist.sync.identity.Did;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/** One of the owner's computers, on loopback and without multicast. */
final class Machine implements AutoCloseable {
    static final LanLimits LIMITS =
            new LanLimits(
                    8,
                    4,
                    Duration.ofSeconds(2),
                    Duration.ofSeconds(2),
                    16 << 10,
                    Duration.ofMillis(400),
                    Duration.ofSeconds(2),
                    Duration.ofMillis(600),
                    Duration.ofMillis(100),
                    Duration.ofMillis(500),
                    Duration.ofSeconds(20),
                    Duration.ZERO,
                    10);

    /** The same, in which it takes a while until the other one has written down the pairing. */
    static final LanLimits PATIENT =
            new LanLimits(
                    LIMITS.strangers(),
                    LIMITS.strangersPerAddress(),
                    LIMITS.handshakeDeadline(),
                    LIMITS.connectDeadline(),
                    LIMITS.helloBytes(),
                    LIMITS.heartbeat(),
                    LIMITS.silence(),
                    LIMITS.answerPatience(),
                    LIMITS.firstPause(),
                    LIMITS.longestPause(),
                    LIMITS.pairingTime(),
                    LanLimits.DEFAULT.writtenDown(),
                    LIMITS.found());

    final Lan lan;
    final Account account = new Account();

    /** Links in the order in which they were put to use; each says hello, then listens. */
    final BlockingQueue<Link> links = new LinkedBlockingQueue<>();

    final BlockingQueue<String> heard = new LinkedBlockingQueue<>();

    /** While set, saying who it is fails in a way that nobody thought of. */
    volatile boolean broken;

    final AtomicInteger failures = new AtomicInteger();

    private Machine(Path folder, String name, int port, LanLimits limits, InstantSource clock)
            throws IOException {
        lan =
                Lan.open(
                        new Lan.Around(
                                Files.createDirectories(folder),
                                name,
                                true,
                                port,
                                this::publicUrl,
                                account,
                                this::serve,
                                clock),
                        limits,
                        Set::of);
        lan.start();
        until(() -> lan.port() != 0);
    }

    static Machine start(Path folder, String name) throws IOException {
        return start(folder, name, 0);
    }

    static Machine start(Path folder, String name, int port) throws IOException {
        return new Machine(folder, name, port, LIMITS, InstantSource.system());
    }

    static Machine start(Path folder, String name, LanLimits limits, InstantSource clock)
            throws IOException {
        return new Machine(folder, name, 0, limits, clock);
    }

    private @Nullable URI publicUrl() {
        if (!broken) return null;
        failures.incrementAndGet();
        throw new IllegalStateException("broken for a test");
    }

    private void serve(Link link) throws IOException {
        links.add(link);
        for (byte[] frame = link.receive(); frame != null; frame = link.receive()) {
            heard.add(new String(frame, StandardCharsets.UTF_8));
        }
    }

    String address() {
        return "127.0.0.1:" + lan.port();
    }

    /** The one in use: two who find each other at once have two for a moment. */
    Link link() {
        until(() -> open() != null);
        return Objects.requireNonNull(open());
    }

    private @Nullable Link open() {
        List<Link> all = List.copyOf(links);
        return all.isEmpty() || ((SecureLink) all.getLast()).isClosed() ? null : all.getLast();
    }

    String heard() throws InterruptedException {
        String heard = this.heard.poll(10, TimeUnit.SECONDS);
        if (heard == null) throw new AssertionError("nothing was heard");
        return heard;
    }

    List<DeviceId> knows() {
        return lan.devices().stream().map(one -> one.device().id()).toList();
    }

    boolean connectedTo(Machine other) {
        return lan.devices().stream()
                .anyMatch(one -> one.device().id().equals(other.lan.id()) && one.route() != null);
    }

    List<String> advisedAgainst(Machine other) {
        return lan.devices().stream()
                .filter(one -> one.device().id().equals(other.lan.id()))
                .flatMap(one -> one.forgottenBy().stream())
                .toList();
    }

    String code() {
        until(() -> lan.pairing() instanceof PairingState.Comparing);
        return ((PairingState.Comparing) lan.pairing()).code();
    }

    PairingState paired() {
        until(() -> !lan.pairing().underWay());
        return lan.pairing();
    }

    /** Pairs the two by a link. */
    void pairWith(Machine other) throws LanException {
        var waiting = (PairingState.Waiting) other.lan.pair();
        lan.pairWith(waiting.link() + "&at=" + other.address());
        until(() -> lan.pairing() instanceof PairingState.Done);
        until(() -> other.lan.pairing() instanceof PairingState.Done);
    }

    static void until(BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(15);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) throw new AssertionError("it doesn't come to that");
            try {
                Thread.sleep(10);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    @Override
    public void close() {
        lan.close();
    }

    /** The account on this machine, with a server that says who is who. */
    static final class Account implements OwnAccount {
        volatile @Nullable Did owner;
        volatile boolean signedIn = true;
        volatile boolean internet = true;

        /** Whom its proofs are for; null: whom they should be for. */
        volatile @Nullable String audience;

        void is(String did) {
            owner = Did.parse(did);
        }

        @Override
        public @Nullable Did owner() {
            return owner;
        }

        @Override
        public @Nullable String prove(Did audience) {
            return signedIn && internet
                    ? owner + " to " + (this.audience == null ? audience : this.audience)
                    : null;
        }

        @Override
        public Verdict judge(String token, Did audience) {
            if (!internet) return Verdict.UNKNOWN;
            return token.equals(owner + " to " + audience) ? Verdict.PROVEN : Verdict.FALSE;
        }
    }
}
