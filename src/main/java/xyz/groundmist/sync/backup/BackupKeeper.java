package xyz.groundmist.sync.backup;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;

/**
 * Makes backups, by itself when it is time and whenever somebody asks; lets the oldest go; once a
 * week tries the newest. Safe for use from any thread; one backup or rehearsal at a time.
 */
public final class BackupKeeper implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(BackupKeeper.class);
    private static final Duration BETWEEN_LOOKS = Duration.ofMinutes(5);
    private static final Duration BETWEEN_REHEARSALS = Duration.ofDays(7);
    private static final Duration TRY_AGAIN = Duration.ofHours(1);
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

    /** Only files of this name are ever deleted, and those that were to get it. */
    private static final Pattern OURS =
            Pattern.compile("groundmist-sync-[0-9]{8}-[0-9]{6}\\.backup\\.zip");

    private static final Pattern UNFINISHED =
            Pattern.compile(OURS + Pattern.quote(BackupWriter.UNFINISHED));

    private final Path dataFolder;
    private final BackupWriter writer;
    private final BackupBook book;
    private final InstantSource clock;
    private final ReentrantLock working = new ReentrantLock();
    private final Thread thread;
    private volatile @Nullable BackupPlan plan;
    private volatile boolean closed;
    private Instant notBefore = Instant.MIN; // guarded by working: after a failure

    /**
     * @param program its version
     * @param plan null: none are made by themselves
     */
    public BackupKeeper(
            Path dataFolder, String program, @Nullable BackupPlan plan, InstantSource clock) {
        this.dataFolder = dataFolder;
        this.clock = clock;
        this.plan = plan;
        writer = new BackupWriter(dataFolder, program, clock);
        book = BackupBook.open(dataFolder);
        thread = Thread.ofVirtual().name("backups").unstarted(this::lookAgainAndAgain);
    }

    public void start() {
        thread.start();
    }

    public @Nullable BackupPlan plan() {
        return plan;
    }

    /** From now on; null: none are made by themselves. */
    public void plan(@Nullable BackupPlan next) {
        working.lock();
        try {
            plan = next;
            notBefore = Instant.MIN;
        } finally {
            working.unlock();
        }
    }

    public BackupBook.Entries entries() {
        return book.entries();
    }

    /** Sentences about what the owner should know, each with what to do. */
    public List<String> problems() {
        var problems = new ArrayList<String>();
        BackupBook.Entries known = book.entries();
        BackupBook.Failure failure = known.failure();
        if (failure != null) problems.add("The last backup failed. " + failure.sentence());
        BackupBook.Rehearsed rehearsed = known.rehearsed();
        if (rehearsed != null && rehearsed.problem() != null && !isSuperseded(rehearsed)) {
            problems.add(
                    "The backup "
                            + rehearsed.file()
                            + " was tried and can't be relied on. Make a new one, and check the"
                            + " disk it is on.");
        }
        return problems;
    }

    /**
     * Makes one now.
     *
     * @param file null: in the plan's folder, under a name that tells the time
     * @param sealed as for {@link BackupWriter#write}
     */
    public BackupWriter.Made make(@Nullable Path file, byte @Nullable [] sealed)
            throws BackupException {
        working.lock();
        try {
            BackupPlan planned = plan;
            if (file == null && planned == null) {
                throw BackupException.failed(
                        "Where backups go isn't set. Name a file, or set a folder.", null);
            }
            Path target =
                    file == null && planned != null
                            ? planned.folder()
                                    .resolve(
                                            "groundmist-sync-"
                                                    + STAMP.format(clock.instant())
                                                    + ".backup.zip")
                            : file;
            if (target == null) throw new IllegalStateException("a backup goes somewhere");
            BackupWriter.Made made = writer.write(target, sealed);
            book.made(made);
            log.info("Backup {} of {} documents", made.file(), made.documents());
            if (planned != null) rotate(planned);
            return made;
        } finally {
            working.unlock();
        }
    }

    /** Lets those go that are more than the plan keeps, and what a sudden end left half written. */
    private static void rotate(BackupPlan plan) {
        try {
            for (Path half : named(UNFINISHED, plan.folder())) Files.delete(half);
            List<Path> backups = named(OURS, plan.folder());
            for (Path old : backups.subList(0, Math.max(0, backups.size() - plan.keep()))) {
                Files.delete(old);
                log.info("The old backup {} was deleted", old);
            }
        } catch (IOException e) {
            log.warn("Old backups in {} can't be deleted: {}", plan.folder(), e.toString());
        }
    }

    /** The newest last. */
    private static List<Path> named(Pattern name, Path folder) throws IOException {
        var found = new ArrayList<Path>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path one : files) {
                if (name.matcher(one.getFileName().toString()).matches()) found.add(one);
            }
        }
        found.sort(Comparator.comparing(one -> one.getFileName().toString()));
        return found;
    }

    /**
     * Tries the newest backup now.
     *
     * @throws BackupException when there is none, or it couldn't be tried
     */
    public BackupBook.Rehearsed rehearse() throws BackupException {
        working.lock();
        try {
            Path newest = newest();
            if (newest == null) {
                throw BackupException.failed("There is no backup to try yet. Make one.", null);
            }
            Rehearsal.Outcome outcome = Rehearsal.of(newest, dataFolder);
            var rehearsed =
                    new BackupBook.Rehearsed(
                            newest.toString(),
                            clock.instant(),
                            outcome.from(),
                            outcome.documents(),
                            outcome.problem());
            book.rehearsed(rehearsed);
            if (outcome.problem() == null) {
                log.info("Backup {} was tried: {} documents", newest, outcome.documents());
            } else {
                log.warn("Backup {} was tried: {}", newest, outcome.problem());
            }
            return rehearsed;
        } finally {
            working.unlock();
        }
    }

    private @Nullable Path newest() {
        BackupBook.Last last = book.entries().last();
        if (last != null && Files.exists(Path.of(last.file()))) return Path.of(last.file());
        BackupPlan planned = plan;
        if (planned == null) return null;
        try {
            List<Path> backups = named(OURS, planned.folder());
            return backups.isEmpty() ? null : backups.getLast();
        } catch (IOException _) {
            return null;
        }
    }

    private void lookAgainAndAgain() {
        try {
            while (!closed) {
                Thread.sleep(BETWEEN_LOOKS);
                look();
            }
        } catch (InterruptedException _) {
            // closed
        }
    }

    /** Does what is due. */
    void look() {
        working.lock();
        try {
            Instant now = clock.instant();
            if (closed || now.isBefore(notBefore)) return;
            try {
                if (backupIsDue(now)) make(null, null);
            } catch (BackupException e) {
                log.warn("{}", e.sentence());
                book.failed(now, e.sentence());
                notBefore = now.plus(TRY_AGAIN);
                return;
            }
            try {
                if (rehearsalIsDue(now)) rehearse();
            } catch (BackupException e) { // that says nothing about the backup
                log.warn("{}", e.sentence());
                notBefore = now.plus(TRY_AGAIN);
            }
        } finally {
            working.unlock();
        }
    }

    private boolean backupIsDue(Instant now) {
        BackupPlan planned = plan;
        if (planned == null) return false;
        BackupBook.Last last = book.entries().last();
        return last == null || isOver(last.at(), planned.every(), now);
    }

    private boolean rehearsalIsDue(Instant now) {
        if (newest() == null) return false;
        BackupBook.Rehearsed rehearsed = book.entries().rehearsed();
        return rehearsed == null
                || isOver(rehearsed.at(), BETWEEN_REHEARSALS, now)
                || (rehearsed.problem() != null && isSuperseded(rehearsed));
    }

    private boolean isSuperseded(BackupBook.Rehearsed rehearsed) {
        BackupBook.Last last = book.entries().last();
        return last != null && last.at().isAfter(rehearsed.at());
    }

    /** A clock that went back doesn't put it off for years. */
    private static boolean isOver(Instant from, Duration time, Instant now) {
        return !now.isBefore(from.plus(time)) || now.isBefore(from);
    }

    /** Waits for a backup under way. */
    @Override
    public void close() {
        closed = true;
        working.lock();
        try {
            thread.interrupt();
        } finally {
            working.unlock();
        }
    }
}
