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
 * Anybody may call one that waits: a call by a code of which the owner took no notice leaves its
 * link good, and whoever has the link comes before it. Safe for use from any thread.
 */
final class PairingDesk {
    private static final Logger LOG = LoggerFactory.getLogger(PairingDesk.class);
    private static final int SECRET_BYTES = 16;

    /**
     * Calls by a code that are taken while one waits: strangers may make them too, and each is a
     * chance, if a small one, that two codes are the same by accident.
     */
    private static final int MOST_CODES = 3;

    private final Bench bench;
    private final LanLimits limits;
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();
    // All guarded by this.
    private PairingState state = new PairingState.Idle();
    private @Nullable Attempt attempt;
    private @Nullable Wait wait;

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

    /** That this machine waits: for its link, and so many calls by a code. */
    private static final class Wait {
        final PairingState.Waiting shown;
        private final byte[] secret;
        int codes; // guarded by the desk

        Wait(PairingState.Waiting shown, String secret) {
            this.shown = shown;
            this.secret = secret.getBytes(StandardCharsets.UTF_8);
        }

        boolean isRight(@Nullable String shown) {
            return shown != null
                    && MessageDigest.isEqual(secret, shown.getBytes(StandardCharsets.UTF_8));
        }
    }

    PairingDesk(Bench bench, LanLimits limits, InstantSource clock) {
        this.bench = bench;
        this.limits = limits;
        this.clock = clock;
    }

    synchronized PairingState state() {
        if (state instanceof PairingState.Waiting waiting && isOver(waiting)) {
            wait = null;
            state = new PairingState.Idle();
        }
        return state;
    }

    private boolean isOver(PairingState.Waiting waiting) {
        return !clock.instant().isBefore(waiting.until());
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
            var waiting = new PairingState.Waiting(link.text(), end());
            wait = new Wait(waiting, fresh);
            state = waiting;
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
        var one = new Attempt();
        Attempt before;
        Why not;
        synchronized (this) {
            before = attempt;
            not = first.step().equals("secret") ? refusal(first.text("secret")) : refusal();
            if (not == null) attempt = one;
        }
        if (not != null) {
            talk.say("refuse", "why", not.name());
            return;
        }
        if (before != null) before.refuse(Why.BUSY);
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

    /** Of one who shows what came with the link; it is used up when there is none. */
    private synchronized @Nullable Why refusal(@Nullable String secret) {
        Wait now = wait;
        if (now == null || isOver(now.shown)) {
            return attempt == null ? Why.NOT_WAITING : Why.BUSY;
        }
        if (!now.isRight(secret)) return Why.WRONG_SECRET;
        if (attempt != null && attempt.isAnswered()) return Why.BUSY;
        wait = null;
        state = now.shown;
        return null;
    }

    /** Of one who wants to be paired by a code. */
    private synchronized @Nullable Why refusal() {
        if (attempt != null) return Why.BUSY;
        if (!(state() instanceof PairingState.Waiting) || wait == null) return Why.NOT_WAITING;
        return ++wait.codes > MOST_CODES ? Why.BUSY : null;
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
        boolean cheated = false;
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
            cheated = e.why() == Why.CHEATED;
        } catch (IOException e) {
            LOG.info("Pairing came to nothing: {}", e.toString());
            result =
                    new PairingState.Failed(
                            "The connection to the other computer broke off before the two were"
                                    + " paired. Try again.");
        } finally {
            talk.close();
        }
        if (one.isAnswered() || cheated || !waitsOn(one)) over(one, result);
    }

    /** The owner has taken no notice of the attempt, which was anybody's: the link stays good. */
    private boolean waitsOn(Attempt one) {
        synchronized (this) {
            if (attempt != one || wait == null || isOver(wait.shown)) return false;
            attempt = null;
            state = wait.shown;
        }
        bench.changed().run();
        return true;
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
            wait = null;
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
            wait = null;
        }
        if (before != null) refuse(before, Why.NO);
    }

    private void refuse(Attempt one, Why why) {
        synchronized (this) {
            if (attempt == one) attempt = null;
            wait = null;
            state = new PairingState.Idle();
        }
        one.refuse(why);
        bench.changed().run();
    }

    void close() {
        drop();
    }
}
