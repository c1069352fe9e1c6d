package xyz.groundmist.sync.lan;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import xyz.groundmist.sync.lan.Caller.Place;
import xyz.groundmist.sync.lan.PairingRefusedException.Why;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * Pairs this machine with others, one at a time and only while the owner wants it: the owner either
 * has it wait or has it call. Whatever goes wrong ends the attempt, so that nobody guesses twice.
 * Safe for use from any thread.
 */
final class PairingDesk {
    private static final Logger LOG = LoggerFactory.getLogger(PairingDesk.class);
    private static final int SECRET_BYTES = 16;

    private final Bench bench;
    private final LanLimits limits;
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();
    // All guarded by this.
    private PairingState state = new PairingState.Idle();
    private @Nullable Attempt attempt;
    private @Nullable String secret;

    /**
     * What the desk works with.
     *
     * @param addresses where this machine can be called on the local network
     * @param changed after each change of the state; must not block
     */
    record Bench(
            DeviceId self,
            Caller caller,
            DeviceBook book,
            OwnAccount account,
            Supplier<Hello> hello,
            Supplier<List<LanAddress>> addresses,
            Runnable paired,
            Runnable changed) {}

    PairingDesk(Bench bench, LanLimits limits, InstantSource clock) {
        this.bench = bench;
        this.limits = limits;
        this.clock = clock;
    }

    synchronized PairingState state() {
        if (state instanceof PairingState.Waiting waiting
                && !clock.instant().isBefore(waiting.until())) {
            secret = null;
            state = new PairingState.Idle();
        }
        return state;
    }

    /** Waits for another computer to call from now on; what was under way before is over. */
    PairingState await() {
        drop();
        byte[] bytes = new byte[SECRET_BYTES];
        random.nextBytes(bytes);
        String fresh = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        Hello hello = bench.hello().get();
        var link = new PairingLink(bench.self(), fresh, bench.addresses().get(), hello.publicUrl());
        synchronized (this) {
            secret = fresh;
            state = new PairingState.Waiting(link.text(), end());
        }
        bench.changed().run();
        return state();
    }

    private Instant end() {
        return clock.instant().plus(limits.pairingTime());
    }

    /** Calls a computer that waits, in the background; what was under way before is over. */
    PairingState call(List<Place> places, String where, @Nullable PairingLink link) {
        drop();
        var one = new Attempt();
        synchronized (this) {
            attempt = one;
            state = new PairingState.Calling(where);
        }
        bench.changed().run();
        Thread.ofVirtual().name("pairing").start(() -> call(one, places, link));
        return state();
    }

    private void call(Attempt one, List<Place> places, @Nullable PairingLink link) {
        DeviceId expected = link == null ? null : link.device();
        for (Place place : places) {
            Frames frames;
            try {
                frames = bench.caller().call(place, expected, Purpose.PAIR);
            } catch (IOException e) {
                LOG.info("{} could not be called: {}", place, e.toString());
                continue;
            }
            talk(
                    one,
                    frames,
                    place,
                    talk -> {
                        String name = bench.hello().get().name();
                        if (link == null) return talk.exchangeAsCaller(name);
                        talk.showSecret(link.secret());
                        return null;
                    });
            return;
        }
        over(
                one,
                new PairingState.Failed(
                        link == null
                                ? "Nobody answers there. Check that the other computer waits to be"
                                        + " paired and is on the same network, and try again."
                                : "The other computer can't be reached at any address in the link."
                                        + " Check that both are on the same network, and make a new"
                                        + " link."));
    }

    /** Deals with one who has called; blocks until that is over. */
    void receive(Frames frames, @Nullable InetAddress from) throws IOException {
        var talk = talk(frames);
        PairingTalk.Word first;
        try (var _ = new Caller.Deadline(frames.channel().bytes(), limits.handshakeDeadline())) {
            first = talk.hear();
        } catch (PairingRefusedException _) {
            return;
        }
        Attempt one;
        Why not = null;
        synchronized (this) {
            one = new Attempt();
            if (attempt != null) {
                not = Why.BUSY;
            } else if (!(state() instanceof PairingState.Waiting)) {
                not = Why.NOT_WAITING;
            } else if (first.step().equals("secret") && !rightSecret(first.text("secret"))) {
                not = Why.WRONG_SECRET;
            } else {
                attempt = one;
                secret = null;
            }
        }
        if (not != null) {
            talk.say("refuse", "why", not.name());
            return;
        }
        LanAddress back = from == null ? null : LanAddress.of(from, LanAddress.STANDARD_PORT);
        Place place = back == null ? null : new Place.Local(back);
        talk(
                one,
                frames,
                place,
                answering -> {
                    if (first.step().equals("code")) {
                        return answering.exchangeAsCalled(first, bench.hello().get().name());
                    }
                    if (!first.step().equals("secret"))
                        throw new IOException("it asks for nothing known");
                    answering.secretShown(first);
                    return null;
                });
    }

    private boolean rightSecret(@Nullable String shown) {
        return secret != null
                && shown != null
                && MessageDigest.isEqual(
                        secret.getBytes(StandardCharsets.UTF_8),
                        shown.getBytes(StandardCharsets.UTF_8));
    }

    private PairingTalk talk(Frames frames) {
        return new PairingTalk(frames, bench.self(), limits, random);
    }

    /** How two get to the point where the owner has to compare; null: there is nothing to. */
    private interface Beginning {
        @Nullable String begin(PairingTalk talk) throws IOException, PairingRefusedException;
    }

    private void talk(Attempt one, Frames frames, @Nullable Place place, Beginning beginning) {
        PairingTalk talk = talk(frames);
        PairingState result;
        try (var _ = new Caller.Deadline(frames.channel().bytes(), limits.pairingTime())) {
            one.join(talk);
            String name = beginning.begin(talk);
            if (name == null) one.confirm();
            else compare(one, talk, name);
            var agreement = new Agreement(talk, bench.account(), bench.hello().get());
            Agreement.Result agreed = agreement.reach(one.confirmed());
            talk.say("agreed");
            talk.hear("agreed");
            result = written(talk.other(), agreed, at(place, frames, agreed.hello()));
        } catch (PairingRefusedException e) {
            result = new PairingState.Failed(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            LOG.info("Pairing came to nothing: {}", e.toString());
            result =
                    new PairingState.Failed(
                            "The connection to the other computer broke off before the two were"
                                    + " paired. Try again.");
        } finally {
            talk.close();
        }
        over(one, result);
    }

    private PairingState written(DeviceId other, Agreement.Result agreed, @Nullable LanAddress at) {
        PairedDevice device = PairedDevice.fresh(other, agreed.hello(), clock.instant());
        try {
            bench.book().add(at == null ? device : device.reachedAt(at));
            LOG.info("Paired with {}", other.brief());
            return new PairingState.Done(other, agreed.hello().name(), agreed.sameAccount());
        } catch (IOException e) {
            LOG.warn("The paired computer can't be written down", e);
            return new PairingState.Failed(
                    "The other computer could not be written down here, so the two are not paired."
                            + " Free some space, and pair them again.");
        }
    }

    private static @Nullable LanAddress at(@Nullable Place place, Frames frames, Hello hello) {
        if (!(place instanceof Place.Local(LanAddress address))) return null;
        if (frames.dialled()) return address;
        return hello.port() == 0 ? null : new LanAddress(address.host(), hello.port());
    }

    private void compare(Attempt one, PairingTalk talk, String name) {
        synchronized (this) {
            if (attempt != one) return;
            state = new PairingState.Comparing(talk.code(), name, false, end());
        }
        bench.changed().run();
    }

    private void over(Attempt one, PairingState result) {
        synchronized (this) {
            if (attempt != one) return;
            attempt = null;
            secret = null;
            state = result;
        }
        if (result instanceof PairingState.Done) bench.paired().run();
        bench.changed().run();
    }

    /**
     * The owner has seen the same code on the other screen, or has typed that one.
     *
     * @throws LanException when it is another code, which ends the attempt, or none is compared
     */
    PairingState confirm(String typed) throws LanException {
        Attempt one;
        boolean right;
        synchronized (this) {
            if (!(state instanceof PairingState.Comparing comparing)) {
                throw new LanException(
                        "No two codes are to be compared at this moment. Begin again on both"
                                + " computers.");
            }
            one = Objects.requireNonNull(attempt);
            right = bare(typed).equals(bare(comparing.code()));
            if (right) {
                state =
                        new PairingState.Comparing(
                                comparing.code(), comparing.name(), true, comparing.until());
            }
        }
        if (right) {
            one.confirm();
        } else {
            refuse(one, Why.NO);
            throw new LanException(
                    "That is another code than this computer shows, so the two were not paired:"
                            + " somebody may be in between. Try again, and compare the codes.");
        }
        bench.changed().run();
        return state();
    }

    private static String bare(String code) {
        return code.toUpperCase(Locale.ROOT).replaceAll("[\\s-]", "");
    }

    /** The owner wants nothing any more; the other side is told. */
    void cancel() {
        drop();
        synchronized (this) {
            state = new PairingState.Idle();
        }
        bench.changed().run();
    }

    private void drop() {
        Attempt before;
        synchronized (this) {
            before = attempt;
            secret = null;
        }
        if (before != null) refuse(before, Why.NO);
    }

    private void refuse(Attempt one, Why why) {
        synchronized (this) {
            if (attempt == one) attempt = null;
            state = new PairingState.Idle();
        }
        one.refuse(why);
        bench.changed().run();
    }

    void close() {
        drop();
    }
}
