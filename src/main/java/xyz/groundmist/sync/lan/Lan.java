package xyz.groundmist.sync.lan;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import xyz.groundmist.sync.lan.PairedDevice.Standing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.channels.ByteChannel;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/** The room, opened and wired. Safe for use from any thread. */
public final class Lan implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Lan.class);
    private static final String KEY = "device-key.pem";
    static final String BOOK = "devices.json";

    private final DeviceKey key;
    private final DeviceBook book;
    private final Around around;
    private final LanLimits limits;
    private final Supplier<Set<Spot>> spots;
    private final Caller caller;
    private final Circle circle;
    private final Acquaintances acquaintances;
    private final PairingDesk desk;
    private final Reception reception;
    private final Dialler dialler;
    private final Doubles doubles;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    // All guarded by this; null while off or not open yet.
    private @Nullable LanListener listener;
    private @Nullable Discovery discovery;
    private @Nullable String problem;
    private boolean closed;

    /**
     * What the room is in.
     *
     * @param name what this machine is called
     * @param local whether the local network is used: to announce, to listen and to call there
     * @param port wanted there; another one is taken when it isn't free
     * @param publicUrl where this machine can be reached from anywhere at this moment
     * @param service what links are for
     */
    public record Around(
            Path folder,
            String name,
            boolean local,
            int port,
            Supplier<@Nullable URI> publicUrl,
            OwnAccount account,
            LinkService service,
            InstantSource clock) {
        /** The port that others expect when none is given with an address. */
        public static final int STANDARD_PORT = LanAddress.STANDARD_PORT;
    }

    /**
     * Reads or makes the machine's key, and reads whom it is paired with; does nothing else before
     * {@link #start}.
     *
     * @throws IOException with a sentence
     */
    public static Lan open(Around around) throws IOException {
        return open(around, LanLimits.DEFAULT, Spot::all);
    }

    static Lan open(Around around, LanLimits limits, Supplier<Set<Spot>> spots) throws IOException {
        DeviceBook book = DeviceBook.open(around.folder().resolve(BOOK));
        RestoredDevices.takeUp(around.folder(), book);
        return new Lan(DeviceKey.open(around.folder().resolve(KEY)), book, around, limits, spots);
    }

    private Lan(
            DeviceKey key,
            DeviceBook book,
            Around around,
            LanLimits limits,
            Supplier<Set<Spot>> spots) {
        this.spots = spots;
        this.key = key;
        this.book = book;
        this.around = around;
        this.limits = limits;
        caller = new Caller(key, limits);
        circle = new Circle(key.id(), around.service(), this::ended);
        acquaintances =
                new Acquaintances(book, circle, limits, around.clock(), this::hello, this::changed);
        desk =
                new PairingDesk(
                        new PairingDesk.Bench(
                                key.id(),
                                caller,
                                book,
                                around.account(),
                                this::hello,
                                this::here,
                                this::paired,
                                this::changed),
                        limits,
                        around.clock());
        reception = new Reception(key, book, acquaintances, desk, this::hello, limits);
        dialler =
                new Dialler(
                        key.id(),
                        caller,
                        book,
                        circle,
                        acquaintances,
                        limits,
                        this::announced,
                        around.local());
        doubles = new Doubles(key.id(), caller, limits, this::hello, this::changed);
    }

    private void ended(SecureLink link) {
        acquaintances.ended(link);
        if (link.farewell() != Farewell.REPLACED) dialler.hurry(link.device());
    }

    private void paired() {
        dialler.seekAll();
        dialler.hurry();
        circle.tellAll(hello());
    }

    /** Begins to listen, to announce and to call, in the background. */
    public void start() {
        Thread.ofVirtual().name("lan-start").start(this::begin);
    }

    private void begin() {
        if (around.local()) listen();
        dialler.seekAll();
    }

    private void listen() {
        synchronized (this) {
            if (closed) return;
            try {
                LanListener opened = LanListener.open(around.port(), reception);
                listener = opened;
                LOG.info("Listening for other computers at port {}", opened.port());
                discovery =
                        new Discovery(
                                Announcement.of(key.id(), new SecureRandom()),
                                opened.port(),
                                limits.found(),
                                spots,
                                new Neighbours());
            } catch (IOException e) {
                LOG.warn("The local network can't be listened to: {}", e.toString());
                problem =
                        "Your other computers can't reach this one on the local network, as it may"
                                + " not listen there. Check what this user may do, and start"
                                + " again.";
            }
        }
        changed();
    }

    private final class Neighbours implements Discovery.Listener {
        @Override
        public void found(Discovery.Found one) {
            for (PairedDevice device : book.list()) {
                if (one.announcement().isOf(device.id())) dialler.hurry(device.id());
            }
            doubles.look(one);
        }

        @Override
        public void networkChanged() {
            circle.checkAll();
            dialler.hurry();
        }

        @Override
        public void changed() {
            Lan.this.changed();
        }
    }

    private synchronized @Nullable Discovery discovery() {
        return discovery;
    }

    private Hello hello() {
        int port;
        synchronized (this) {
            port = listener == null ? 0 : listener.port();
        }
        return new Hello(
                around.name(), port, around.publicUrl().get(), book.forgotten(), book.restored());
    }

    private List<LanAddress> here() {
        Discovery open = discovery();
        return open == null ? List.of() : open.here();
    }

    private List<LanAddress> announced(DeviceId device) {
        Discovery open = discovery();
        if (open == null) return List.of();
        return open.found().stream()
                .filter(one -> one.announcement().isOf(device))
                .flatMap(one -> one.addresses().stream())
                .toList();
    }

    /** Who this machine is to the others. */
    public DeviceId id() {
        return key.id();
    }

    public String name() {
        return hello().name();
    }

    /** Where it listens on the local network; 0: nowhere. */
    public int port() {
        return hello().port();
    }

    /** Sentences about what is wrong, each with what to do. */
    public List<String> problems() {
        List<String> problems = new ArrayList<>();
        synchronized (this) {
            if (problem != null) problems.add(problem);
        }
        String itself = doubles.problem(discovery());
        if (itself == null && acquaintances.isReplaced()) itself = Doubles.REPLACED;
        if (itself != null) problems.add(itself);
        for (PairedDevice one : book.list()) {
            if (acquaintances.isDoubled(one.id())) problems.add(Doubles.of(one.name()));
        }
        return problems;
    }

    /** The devices that are known, the first one first. */
    public List<DeviceState> devices() {
        List<DeviceState> states = new ArrayList<>();
        List<PairedDevice> all = book.list();
        for (PairedDevice one : all) {
            SecureLink link = circle.linkTo(one.id());
            List<String> forgottenBy =
                    all.stream()
                            .filter(other -> other.standing() != Standing.FORMER)
                            .filter(other -> other.forgot().contains(one.id()))
                            .map(PairedDevice::name)
                            .toList();
            List<LanAddress> heard = announced(one.id());
            states.add(
                    new DeviceState(
                            one,
                            link == null ? null : link.route(),
                            forgottenBy,
                            heard.isEmpty() ? null : heard.getFirst().toString(),
                            acquaintances.isDoubled(one.id())));
        }
        return states;
    }

    /** Others on the local network. */
    public List<FoundDevice> found() {
        Discovery open = discovery();
        if (open == null) return List.of();
        List<PairedDevice> known = book.list();
        return open.found().stream()
                .filter(one ->
                        known.stream().noneMatch(d -> one.announcement().isOf(d.id()))
                                && !one.announcement().isOf(key.id()))
                .map(one -> new FoundDevice(one.addresses().getFirst().toString()))
                .toList();
    }

    /** How far pairing is. */
    public PairingState pairing() {
        return desk.state();
    }

    /** Has this machine wait for another one to be paired with. */
    public PairingState pair() {
        return desk.await();
    }

    /**
     * Has this machine call another one that waits.
     *
     * @param to a link that the other one shows; or its address, with or without a port; or its
     *     public address, {@code https://…}
     * @throws LanException when the text is none of these
     */
    public PairingState pairWith(String to) throws LanException {
        if (PairingLink.isMeant(to)) {
            PairingLink link = PairingLink.parse(to);
            if (link == null) throw new LanException("This link is damaged. Copy it whole.");
            if (link.device().equals(key.id())) {
                throw new LanException(
                        "This link is this computer's own. Open it on the other computer.");
            }
            List<Caller.Place> places = new ArrayList<>();
            for (LanAddress one : link.addresses()) places.add(new Caller.Place.Local(one));
            if (link.publicUrl() != null) places.add(new Caller.Place.Public(link.publicUrl()));
            return desk.call(places, "the other computer", link);
        }
        return desk.call(List.of(place(to)), to.strip(), null);
    }

    private static Caller.Place place(String to) throws LanException {
        URI url = to.contains("://") ? Hello.url(to.strip()) : null;
        if (url != null) return new Caller.Place.Public(url);
        return new Caller.Place.Local(address(to));
    }

    private static LanAddress address(String text) throws LanException {
        LanAddress address = LanAddress.parse(text);
        if (address != null) return address;
        throw new LanException(
                "“"
                        + text.strip()
                        + "” is no address of a computer. Give one such as 192.168.1.20, or"
                        + " 192.168.1.20:3032, or a name.");
    }

    /**
     * The owner has seen this code on the other machine.
     *
     * @throws LanException when it isn't the one shown here, which ends the attempt
     */
    public PairingState confirm(String code) throws LanException {
        return desk.confirm(code);
    }

    /** The owner doesn't want to pair any more, or the codes differ. */
    public void cancelPairing() {
        desk.cancel();
    }

    /**
     * Trusts a device no more: its link is closed when this returns, and it is told if it can be.
     * The others are told as advice, now or when they are connected next.
     *
     * @throws LanException when there is no such device, or that couldn't be written down
     */
    public void forget(DeviceId device) throws LanException {
        boolean known;
        try {
            known = book.remove(device);
        } catch (IOException e) {
            circle.end(device, Farewell.UNKNOWN);
            changed();
            throw new LanException(
                    "The computer is forgotten, but that could not be written down, so it would be"
                            + " known again after the next start. Free some space, and forget it"
                            + " once more.",
                    e);
        }
        circle.end(device, Farewell.UNKNOWN);
        dialler.hurry(device);
        circle.tellAll(hello());
        changed();
        if (!known) throw unknown();
    }

    /**
     * Trusts a device again that came out of a backup.
     *
     * @return false when it doesn't wait for that
     * @throws LanException when that couldn't be written down
     */
    public boolean trustAgain(DeviceId device) throws LanException {
        try {
            if (!book.confirm(device)) return false;
        } catch (IOException e) {
            throw new LanException(
                    "That could not be written down, so the computer waits on. Free some space, and"
                            + " confirm it once more.",
                    e);
        }
        paired();
        changed();
        return true;
    }

    private static LanException unknown() {
        return new LanException("No such computer is paired with this one.");
    }

    /**
     * Says where a paired device can be called on the local network.
     *
     * @param address null or empty: by its announcements only
     */
    public void locate(DeviceId device, @Nullable String address) throws LanException {
        if (book.known(device) == null) throw unknown();
        LanAddress typed = address == null || address.isBlank() ? null : address(address);
        try {
            book.update(device, known -> known.toldAt(typed));
        } catch (IOException e) {
            throw new LanException(
                    "The address could not be written down. Free some space, and try again.", e);
        }
        dialler.hurry(device);
        changed();
    }

    /**
     * Talks to a device that came through the public address, until that is over or has become a
     * link; the channel is closed in the end, here or there.
     */
    public void talk(ByteChannel channel) {
        reception.receive(channel, (InetAddress) null);
    }

    /** This machine's public address is another one: the others are told. */
    public void addressChanged() {
        circle.tellAll(hello());
        dialler.hurry();
    }

    /**
     * The network may be another one.
     *
     * @param slept whether the machine has slept, so that what was found may be gone, and others
     *     may have forgotten this one
     */
    public void networkChanged(boolean slept) {
        Discovery open = discovery();
        if (slept && open != null) open.beginAnew();
        circle.checkAll();
        dialler.hurry();
    }

    /** Calls it after each change, on any thread; it must not block. */
    public void onChange(Runnable listener) {
        listeners.add(listener);
    }

    private void changed() {
        for (Runnable one : listeners) one.run();
    }

    /** Ends all links, stops listening and says goodbye on the local network. */
    @Override
    public void close() {
        LanListener listening;
        Discovery announcing;
        synchronized (this) {
            closed = true;
            listening = listener;
            announcing = discovery;
            listener = null;
            discovery = null;
        }
        desk.close();
        dialler.close();
        if (listening != null) listening.close();
        Thread goodbye =
                Thread.ofVirtual()
                        .name("lan-goodbye")
                        .start(() -> {
                            if (announcing != null) announcing.close();
                        });
        circle.close();
        try {
            goodbye.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        book.close();
    }
}
