package xyz.groundmist.sync.home;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import xyz.groundmist.sync.access.Notices;
import xyz.groundmist.sync.http.HttpServer;
import xyz.groundmist.sync.http.TrustedProxies;
import xyz.groundmist.sync.owner.OwnerAccount;
import xyz.groundmist.sync.owner.OwnerException;
import xyz.groundmist.sync.reach.Finding;
import xyz.groundmist.sync.reach.Presence;
import xyz.groundmist.sync.reach.ReachState;
import xyz.groundmist.sync.reach.ngrok.MonthlyUse;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The way in that the owner chose, and everything that follows its address: the names of this
 * server, the hosts it answers to, the settings, the owner's record. Safe for use from any thread.
 */
final class ReachControl implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ReachControl.class);
    private static final Duration BETWEEN_SAVES = Duration.ofMinutes(1);

    private final SettingsEdit edit;
    private final Ways ways;
    private final Presence presence;
    private final Names names;
    private final HttpServer http;
    private final Notices notices;
    private final InstantSource clock;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private final ReentrantLock switching = new ReentrantLock(); // held while a way is exchanged
    private final Thread counter = Thread.ofVirtual().name("reach-count").unstarted(this::count);
    private @Nullable OwnerAccount account; // set by start, before anybody asks
    private long counted; // only the counter touches this

    // Guarded by this.
    private @Nullable ReachSettings chosen;
    private ReachState state = new ReachState.Off();
    private Instant since;

    /** Whether a throwaway address stands in the account by the owner's wish; guarded by this. */
    private boolean throwawayPublished;

    ReachControl(
            Settings settings,
            SettingsEdit edit,
            Ways ways,
            Presence presence,
            Names names,
            HttpServer http,
            Notices notices,
            InstantSource clock) {
        this.edit = edit;
        this.ways = ways;
        this.presence = presence;
        this.names = names;
        this.http = http;
        this.notices = notices;
        this.clock = clock;
        since = clock.instant();
        URI url = settings.publicUrl();
        chosen =
                settings.reach() == null && url != null
                        ? new ReachSettings.Proxy(url)
                        : settings.reach();
    }

    /** Opens what is chosen, if anything is. */
    void start(OwnerAccount owner) {
        account = owner;
        begin(owner);
        presence.onChange(this::moved);
        presence.start();
        counter.start();
        open();
    }

    private synchronized void begin(OwnerAccount owner) {
        URI last = names.publicOrigin();
        throwawayPublished =
                last != null
                        && isThrowaway(last)
                        && last.getHost().equals(owner.state().published());
        URI known = chosen == null ? null : chosen.knownUrl();
        if (known != null && !known.equals(last)) rename(known);
    }

    /** Without this lock: it waits for the former way's thread, which may wait for it in moved. */
    private void open() {
        ReachSettings now = chosen();
        if (now == null) presence.use(null, null, false);
        else presence.use(ways.reach(now), now.knownUrl(), now.isTunnel());
    }

    void onChange(Runnable listener) {
        listeners.add(listener);
    }

    /** The way's own thread tells; what follows may wait for other servers, so it has another. */
    private void moved() {
        ReachState next = presence.state();
        URI url = next instanceof ReachState.Up(URI up) ? up : null;
        boolean fresh = false;
        synchronized (this) {
            if (next.getClass() != state.getClass()) since = clock.instant();
            state = next;
            if (url != null && !url.equals(names.publicOrigin())) fresh = adopt(url);
        }
        if (fresh) follow();
        for (Runnable listener : listeners) listener.run();
    }

    /** The way gave another address than this server went by. */
    private boolean adopt(URI url) {
        URI before = names.publicOrigin();
        rename(url);
        keep(url);
        if (before != null) {
            notices.add(
                    "reach.address " + url.getHost(),
                    "Your public address is "
                            + url.getHost()
                            + " now; it was "
                            + before.getHost()
                            + ".");
        }
        return true;
    }

    private void rename(@Nullable URI url) {
        names.use(url);
        http.answerTo(url == null ? Set.of() : Set.of(url.getHost()));
    }

    private void keep(@Nullable URI url) {
        try {
            edit.publicUrl(url);
        } catch (SettingsException e) {
            LOG.warn("{}", e.sentence());
            notices.add("reach.settings", e.sentence());
        }
    }

    private void follow() {
        OwnerAccount owner = account;
        if (owner != null) owner.addressChanged();
    }

    /** Takes another way from now on, and remembers it; null: none. */
    void use(@Nullable ReachSettings way) throws SettingsException {
        switching.lock();
        try {
            exchange(way);
        } finally {
            switching.unlock();
        }
    }

    private void exchange(@Nullable ReachSettings way) throws SettingsException {
        // a public address without a way is that of somebody's proxy
        edit.reach(way instanceof ReachSettings.Proxy ? null : way);
        takeThrowawayBack();
        synchronized (this) {
            throwawayPublished = false;
            chosen = way;
            URI url = way == null ? null : way.knownUrl();
            if (url != null || way == null || !way.isTunnel()) {
                rename(url);
                keep(url);
            }
        }
        open();
        follow();
    }

    /**
     * The record of an address that is gone for good would lead apps to whoever gets it next. While
     * the way is still open, as the account's server may want to read up on this one there; and
     * without this lock, which the page it reads needs.
     */
    private void takeThrowawayBack() {
        OwnerAccount owner = account;
        String published = owner == null ? null : owner.state().published();
        if (owner == null || published == null) return;
        synchronized (this) {
            if (!throwawayPublished || !isThrowaway(URI.create("https://" + published))) return;
        }
        try {
            owner.unpublish();
        } catch (OwnerException e) {
            LOG.info("The record could not be taken away: {}", e.kind());
            notices.add(
                    "reach.record",
                    "Your account still names an address that leads here no more. "
                            + Reason.sentence(e)
                            + " Take it back as soon as that goes.");
        }
    }

    boolean hasSecret(String name) {
        try {
            return ways.secrets().read(name) != null;
        } catch (IOException _) {
            return true; // there is one; it can't be read at the moment
        }
    }

    void keepSecret(String name, String secret) throws IOException {
        ways.secrets().write(name, secret);
    }

    /** Believes these proxies from now on; false: one of them isn't an address. */
    synchronized boolean trust(List<String> texts) throws SettingsException {
        TrustedProxies proxies = TrustedProxies.parse(texts);
        if (proxies == null) return false;
        edit.trustedProxies(texts);
        http.trust(proxies);
        return true;
    }

    /** What is chosen; null: nothing. */
    synchronized @Nullable ReachSettings chosen() {
        return chosen;
    }

    /** The machine slept, or its network is another one. */
    void networkChanged() {
        presence.networkChanged();
    }

    /** Goes the whole way once, and waits for it; null without a public address. */
    @Nullable Finding test() throws InterruptedException {
        presence.retry();
        return presence.look();
    }

    /** Tries again at once what waits for the owner. */
    void retry() {
        presence.retry();
    }

    private synchronized boolean isThrowaway(URI url) {
        return chosen != null && chosen.isThrowaway(url);
    }

    /** Whether the public address lasts only as long as the way's connection. */
    boolean isThrowaway() {
        URI url = names.publicOrigin();
        return url != null && isThrowaway(url);
    }

    /** The host of a throwaway address that apps could use; null: there is none. */
    @Nullable String throwawayHost() {
        URI url = names.publicOrigin();
        return url != null && "https".equals(url.getScheme()) && isThrowaway(url)
                ? url.getRawAuthority()
                : null;
    }

    /** What stands in the account has changed by the owner's wish. */
    synchronized void published(boolean throwaway) {
        throwawayPublished = throwaway;
    }

    /** The address for the owner's account: a throwaway one only when the owner wants that. */
    @Nullable URI publishable() {
        URI url = names.publicOrigin();
        synchronized (this) {
            return url != null && isThrowaway(url) && !throwawayPublished ? null : url;
        }
    }

    /** What ngrok counts, counted here as well. */
    private void count() {
        try {
            while (true) {
                Thread.sleep(BETWEEN_SAVES);
                countNow();
            }
        } catch (InterruptedException _) {
            countNow();
        }
    }

    private void countNow() {
        long requests = http.passages().requests();
        if (chosen() instanceof ReachSettings.Ngrok) ways.use().add(requests - counted, 0);
        counted = requests;
        ways.use().save();
    }

    /** How it is at this moment. */
    ReachEntry entry() {
        ReachSettings way = chosen();
        ReachState now = presence.state();
        Finding finding = presence.finding();
        URI url = names.publicOrigin();
        ReachEntry.Look look = finding == null ? null : ReachEntry.Look.of(finding);
        Instant begun;
        synchronized (this) {
            begun = since;
        }
        ReachState.Down down = now instanceof ReachState.Down it ? it : null;
        String reason =
                down != null
                        ? down.reason()
                        : now instanceof ReachState.Degraded(URI _, String fault) ? fault : null;
        String nextStep =
                down != null
                        ? down.nextStep()
                        : look == null || reason == null ? null : look.nextStep();
        return new ReachEntry(
                way == null ? "none" : way.way(),
                name(now),
                begun,
                url == null ? null : url.toString(),
                reason,
                nextStep,
                down == null || down.link() == null ? null : down.link().toString(),
                down != null && down.fatal(),
                down == null ? null : down.nextTry(),
                isThrowaway(),
                down == null ? null : Ways.shownKey(way, down.reason()),
                way == null ? null : ways.publicLine(way),
                presence.concern(),
                look,
                way instanceof ReachSettings.Ngrok ? useEntry() : null);
    }

    private static String name(ReachState state) {
        return switch (state) {
            case ReachState.Off _ -> "off";
            case ReachState.Connecting _ -> "connecting";
            case ReachState.Up _ -> "up";
            case ReachState.Degraded _ -> "degraded";
            case ReachState.Down _ -> "down";
        };
    }

    private ReachEntry.Use useEntry() {
        MonthlyUse.Count count = ways.use().count();
        return new ReachEntry.Use(
                count.month().toString(),
                count.requests(),
                MonthlyUse.FREE_REQUESTS,
                count.bytesOut(),
                MonthlyUse.FREE_BYTES_OUT);
    }

    @Override
    public void close() {
        counter.interrupt();
        presence.close();
        try {
            counter.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
