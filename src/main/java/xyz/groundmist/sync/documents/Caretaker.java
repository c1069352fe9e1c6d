package xyz.groundmist.sync.documents;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import xyz.groundmist.sync.documents.DocumentException.Reason;
import xyz.groundmist.sync.documents.Documents.Which;
import xyz.groundmist.sync.space.Space;
import xyz.groundmist.sync.space.Spaces;
import xyz.groundmist.sync.store.Flaw;
import xyz.groundmist.sync.store.FlawedDocument;
import xyz.groundmist.sync.store.Snapshot;
import xyz.groundmist.sync.store.Source;
import xyz.groundmist.sync.store.SpaceName;
import xyz.groundmist.sync.store.StoreException;
import xyz.groundmist.sync.store.StoredDocument;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Looks after the documents while nobody waits for anything: has those that were edited saved and
 * loaded again by the worker, finds the change that spoils one, and sees to compact snapshots. One
 * document at a time, on one thread, with longer pauses than work.
 *
 * <p>Which documents are to be looked into stands in the database, so nothing is lost when this
 * ends at any moment. Whatever goes wrong on our side (the worker killed, too slow or missing, a
 * full disk) says nothing about a document: it is tried again later, and later each time.
 */
public final class Caretaker implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Caretaker.class);

    private static final int PAGE = 100;

    /** Documents that wait to be tried again; of more the oldest are tried in the next round. */
    private static final int MOST_WAITING = 10_000;

    private static final int MOST_DOUBLINGS = 20;

    /** Hears of flawed documents. */
    @FunctionalInterface
    public interface Alarm {
        /**
         * A document turned out to be flawed. That is on disk only afterwards: if this fails, or
         * the server ends in between, it is called again.
         *
         * @param by by whom the change came that brought it about; null when nobody knows
         */
        void flawed(Which which, Flaw flaw, @Nullable Source by) throws StoreException;
    }

    /**
     * A document isn't looked into before that time.
     *
     * @param over that time has come, and its space was put among those with news
     */
    private record Wait(long until, int failures, boolean over) {}

    private final Spaces spaces;
    private final Cage cage;
    private final CareLimits limits;
    private final Alarm alarm;
    private final FaultSearch search;

    /** A platform thread, as packing for seconds would hold what carries virtual ones. */
    private final Thread thread =
            Thread.ofPlatform().daemon().name("caretaker").unstarted(this::work);

    /** Spaces in which something was stored since they were last gone through. */
    private final Set<SpaceName> news = ConcurrentHashMap.newKeySet();

    /** Confined to the thread. */
    private final Map<Which, Wait> waiting =
            new LinkedHashMap<>() {
                @Override
                protected boolean removeEldestEntry(Map.Entry<Which, Wait> eldest) {
                    return size() > MOST_WAITING;
                }
            };

    /** How long the worker took; confined to the thread. */
    private Duration lastJob = Duration.ZERO;

    Caretaker(Spaces spaces, Cage cage, CareLimits limits, Alarm alarm) {
        this.spaces = spaces;
        this.cage = cage;
        this.limits = limits;
        this.alarm = alarm;
        search = new FaultSearch(cage, this::rest);
    }

    public void start() {
        news.addAll(spaces.names());
        spaces.onChanged(this::changed);
        thread.start();
    }

    /** On the thread that stored it. */
    private void changed(SpaceName space) {
        if (news.add(space)) wake();
    }

    private synchronized void wake() {
        notifyAll();
    }

    private synchronized void awaitNews() throws InterruptedException {
        while (news.isEmpty()) {
            long now = System.nanoTime();
            long soonest = Long.MAX_VALUE;
            for (Map.Entry<Which, Wait> one : waiting.entrySet()) {
                Wait wait = one.getValue();
                if (wait.over()) continue;
                long left = wait.until() - now;
                soonest = Math.min(soonest, left);
                if (left > 0) continue;
                news.add(one.getKey().space());
                one.setValue(new Wait(wait.until(), wait.failures(), true));
            }
            if (news.isEmpty()) wait(soonest == Long.MAX_VALUE ? 0 : soonest / 1_000_000 + 1);
        }
    }

    private void work() {
        try {
            Thread.sleep(limits.quiet());
            for (SpaceName name : spaces.names()) lookAgain(name);
            while (!cage.isAbsent()) {
                if (round()) Thread.sleep(limits.between());
                awaitNews();
                Thread.sleep(limits.quiet());
            }
        } catch (InterruptedException _) {
            // the server is stopping
        } catch (RuntimeException | Error e) {
            LOG.error("Documents aren't looked after until the next start", e);
        }
    }

    /**
     * Goes once through all spaces with news.
     *
     * @return whether there was anything to do
     */
    private boolean round() throws InterruptedException {
        boolean worked = false;
        if (spaces.diskIsFull()) return true; // nothing could be written down
        for (SpaceName name : Set.copyOf(news)) {
            news.remove(name);
            try {
                worked |= round(spaces.open(name));
            } catch (StoreException e) {
                LOG.info("{} isn't looked after for now: {}", name, e.getMessage());
                return true;
            } catch (DocumentException e) {
                news.add(name); // nothing can be looked into now
                return true;
            }
        }
        return worked;
    }

    private boolean round(Space space)
            throws StoreException, DocumentException, InterruptedException {
        boolean worked = false;
        long after = 0;
        while (true) {
            var page = space.unexamined(after, PAGE);
            for (StoredDocument one : page) {
                after = one.row();
                var which = new Which(space.name(), one.id());
                if (!isDue(one)) {
                    news.add(space.name());
                } else if (!waits(which)) {
                    attend(which, one);
                    worked = true;
                }
            }
            if (page.size() < PAGE) return worked;
        }
    }

    private boolean isDue(StoredDocument document) {
        if (document.changes() - document.examined() >= limits.enough()) return true;
        long still = System.currentTimeMillis() - document.changed().toEpochMilli();
        return still < 0 || still >= limits.quiet().toMillis();
    }

    private boolean waits(Which which) {
        Wait wait = waiting.get(which);
        return wait != null && !wait.over() && wait.until() - System.nanoTime() > 0;
    }

    /**
     * @throws DocumentException when no document can be looked into now
     */
    private void attend(Which which, StoredDocument stored)
            throws DocumentException, InterruptedException {
        lastJob = Duration.ZERO;
        try {
            if (isCountedOut(stored)) throw Cage.tooLarge();
            look(which);
            waiting.remove(which);
        } catch (DocumentException e) {
            if (e.reason() == Reason.ABSENT) throw e;
            if (e.reason() != Reason.UNKNOWN) later(which, e);
        } catch (StoreException e) {
            later(which, e);
        } catch (RuntimeException | OutOfMemoryError e) {
            LOG.error("A mistake of ours while looking into document {}", which.id(), e);
            later(which, e);
        }
        rest(lastJob);
    }

    /** Without loading it: what counts in the end is {@link OpenDocument#state}. */
    private boolean isCountedOut(StoredDocument stored) {
        CageLimits most = cage.limits();
        return stored.changes() > most.changes() || stored.bytes() > most.inflated();
    }

    private void rest(Duration work) throws InterruptedException {
        Thread.sleep(work.multipliedBy(limits.rest()));
    }

    private void later(Which which, Throwable why) {
        Wait before = waiting.remove(which);
        // making way for a person's job is no failure
        boolean gaveWay = why instanceof DocumentException e && e.reason() == Reason.CANCELLED;
        int failures = before == null ? 0 : before.failures() + (gaveWay ? 0 : 1);
        failures = Math.min(failures, MOST_DOUBLINGS);
        Duration pause = limits.firstPause().multipliedBy(1L << failures);
        if (pause.compareTo(limits.longestPause()) > 0) pause = limits.longestPause();
        waiting.put(which, new Wait(System.nanoTime() + pause.toNanos(), failures, false));
        LOG.info("Document {} is looked into later: {}", which.id(), why.getMessage());
    }

    private void look(Which which) throws DocumentException, StoreException, InterruptedException {
        Space space = spaces.open(which.space());
        OpenDocument document = OpenDocument.find(space, which.id());
        int all = document.graph().size();
        if (compact(space, document)) space.examined(which.id(), all, null);
        else found(space, which, document);
    }

    /**
     * Has it saved and loaded again, and keeps a snapshot when it is time for one.
     *
     * @return false when the fault lies in the document
     */
    private boolean compact(Space space, OpenDocument document)
            throws DocumentException, StoreException, InterruptedException {
        StoredDocument stored = document.stored();
        int all = stored.changes();
        byte @Nullable [] saved;
        long begun = System.nanoTime();
        try {
            saved = Compacted.of(cage, document, all, isWorthSnapshot(stored));
        } catch (DocumentException e) {
            if (FaultSearch.isFault(e)) return false;
            throw e;
        } finally {
            lastJob = Duration.ofNanos(System.nanoTime() - begun);
        }
        if (saved != null) {
            space.keepSnapshot(stored.id(), new Snapshot(all, document.heads(), saved));
        }
        return true;
    }

    private boolean isWorthSnapshot(StoredDocument document) {
        long tail = document.bytes() - document.coveredBytes();
        return document.changes() - document.snapshotChanges() >= limits.snapshotChanges()
                && tail >= Math.max(limits.snapshotBytes(), document.snapshotBytes());
    }

    private void found(Space space, Which which, OpenDocument document)
            throws DocumentException, StoreException, InterruptedException {
        FaultSearch.Fault fault = search.in(document);
        Flaw flaw = fault.flaw();
        LOG.warn(
                "Document {} is {} since its change {}",
                which.id(),
                flaw.kind(),
                document.graph().hash(flaw.change()));
        alarm.flawed(which, flaw, fault.by());
        space.examined(which.id(), flaw.change(), flaw);
    }

    /** What was flawed may be good for the Automerge of a newer version of this server. */
    private void lookAgain(SpaceName name) throws InterruptedException {
        try {
            Space space = spaces.open(name);
            for (FlawedDocument one : space.flawed()) {
                try {
                    OpenDocument document = OpenDocument.find(space, one.id());
                    int all = document.graph().size();
                    Compacted.of(cage, document, all, false);
                    space.examined(one.id(), all, null);
                    LOG.info("Document {} is in order again", one.id());
                } catch (DocumentException e) {
                    if (e.reason() == Reason.ABSENT) return;
                }
            }
        } catch (StoreException e) {
            LOG.info("The flawed documents of {} weren't looked at: {}", name, e.getMessage());
        }
    }

    /** Returns when nothing is under way any more. */
    @Override
    public void close() {
        thread.interrupt();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException _) {
                interrupted = true;
            }
        }
        if (interrupted) Thread.currentThread().interrupt();
    }
}
