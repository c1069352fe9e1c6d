package xyz.groundmist.sync.owner;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import tools.jackson.databind.JsonNode;

import xyz.groundmist.sync.identity.Did;
import xyz.groundmist.sync.identity.DidDocument;
import xyz.groundmist.sync.identity.Handle;
import xyz.groundmist.sync.identity.HttpAnswer;
import xyz.groundmist.sync.identity.HttpAsk;
import xyz.groundmist.sync.identity.IdentityException;
import xyz.groundmist.sync.identity.StrictJson;
import xyz.groundmist.sync.identity.VerificationKey;
import xyz.groundmist.sync.owner.AccountState.Standing;
import xyz.groundmist.sync.owner.OwnerAccount.Surroundings;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Looks once a day whether the owner's account is where and what it was, whether the sign-in is
 * still good, and whether the record still says what was written; and has the record follow the
 * public address. What it finds is told as problems, until it is mended. A daily look that reached
 * nobody is made up for ten minutes later.
 */
final class AccountWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AccountWatch.class);
    private static final Duration SOON_AFTER_START = Duration.ofMinutes(1);
    private static final Duration TICK = Duration.ofMinutes(10);
    private static final Duration DAY = Duration.ofHours(24);
    private static final Duration NOTICE = Duration.ofDays(3);
    private static final Duration LONG_NOTICE = Duration.ofDays(14);

    private final AccountFile file;
    private final Surroundings around;
    private final LiveSession session;
    private final Publishing publishing;
    private final Runnable changed;
    private final ReentrantLock looking = new ReentrantLock();
    private volatile @Nullable Thread thread;
    private Instant checked = Instant.MIN; // when all were reached; the watch's thread's alone
    // Each is a sentence while there is something to tell.
    private volatile @Nullable String recordProblem;
    private volatile @Nullable String accountProblem;
    private volatile @Nullable String moved;
    private volatile @Nullable String sessionProblem;
    // Whether that problem is the keyring's.
    private volatile boolean locked;

    AccountWatch(
            AccountFile file,
            Surroundings around,
            LiveSession session,
            Publishing publishing,
            Runnable changed) {
        this.file = file;
        this.around = around;
        this.session = session;
        this.publishing = publishing;
        this.changed = changed;
    }

    void start() {
        thread = Thread.ofVirtual().name("account-watch").start(this::watch);
    }

    private void watch() {
        try {
            look(false);
            Thread.sleep(SOON_AFTER_START);
            while (true) {
                tick();
                Thread.sleep(TICK);
            }
        } catch (InterruptedException _) {
            // closed
        }
    }

    private boolean isDue() {
        Instant now = around.clock().instant();
        return !checked.isAfter(now.minus(DAY)) || checked.isAfter(now);
    }

    /** What fails in a way that nobody thought of isn't the last look. */
    private void look(boolean daily) {
        try {
            settle();
            if (!daily) follow();
            else if (check()) checked = around.clock().instant();
        } catch (RuntimeException e) {
            LOG.error("A look at the owner's account failed", e);
        }
    }

    /** What the watch does every ten minutes. */
    void tick() {
        look(isDue());
    }

    /** A keyring that was locked may be open now. */
    private void settle() {
        String before = sessionProblem;
        try {
            file.settle();
            if (locked) sessionProblem = null;
            locked = false;
        } catch (OwnerException e) {
            LOG.info("The sign-in can't be used: {}", e.kind());
            locked = e.kind() == OwnerException.Kind.LOCKED;
            if (locked || e.kind() == OwnerException.Kind.STORAGE) sessionProblem = e.getMessage();
        }
        if (!Objects.equals(before, sessionProblem)) changed.run();
    }

    void addressChanged() {
        Thread.ofVirtual().name("account-follow").start(this::follow);
    }

    private void follow() {
        Publication before = file.kept().publication();
        if (before == null || !publishing.lagsBehind()) return;
        try {
            Publication now = publishing.follow();
            if (now == null) return;
            LOG.info("The record in the owner's account follows the public address");
            recordProblem = null;
            around.tell()
                    .accept(
                            "Your account names "
                                    + now.host()
                                    + " now, where your apps find this server; it named "
                                    + before.host()
                                    + ".");
        } catch (OwnerException e) {
            recordProblem =
                    "This server's address has changed, and your account still names the old one. "
                            + e.getMessage();
            LOG.info("The record could not follow the public address: {}", e.kind());
        }
        changed.run();
    }

    /** The owner has just dealt with it. */
    void settled() {
        recordProblem = null;
        sessionProblem = null;
        moved = null;
    }

    /**
     * Looks at everything now.
     *
     * @return false when somebody wasn't reached, as while this machine is offline
     */
    boolean check() {
        Did did = around.owner().did();
        if (did == null) return false;
        boolean reached;
        looking.lock();
        try {
            reached = checkAccount(did);
            if (file.kept().session() != null && did.equals(file.did())) {
                reached &= checkSession();
            }
        } finally {
            looking.unlock();
        }
        changed.run();
        return reached;
    }

    private boolean checkAccount(Did did) {
        DidDocument document;
        try {
            document = around.identities().refreshed(did);
        } catch (IdentityException e) {
            if (e.kind() == IdentityException.Kind.DEACTIVATED) suspend("Your account has ended.");
            LOG.info("The owner's account could not be looked up: {}", e.kind());
            return isAnswer(e);
        }
        URI pds = document.pds();
        Boolean active = Boolean.FALSE;
        if (pds != null) {
            try {
                active = active(pds, did);
            } catch (IdentityException e) {
                LOG.info("The owner's PDS did not say whether the account is active: {}", e.kind());
                return isAnswer(e);
            }
        }
        if (active == null) return true;
        if (active) {
            accountProblem = null;
            around.owner().welcome(true);
        } else {
            suspend("Your account is deactivated.");
        }
        if (pds != null && did.equals(file.did())) compare(document, pds);
        return true;
    }

    private static boolean isAnswer(IdentityException e) {
        return !e.passing() && e.kind() != IdentityException.Kind.NOT_PUBLIC;
    }

    private void suspend(String what) {
        accountProblem =
                what + " Apps that you have approved go on syncing; new ones aren't let in.";
        around.owner().welcome(false);
    }

    /** Null when the PDS can't say (com.atproto.sync.getRepoStatus). */
    private @Nullable Boolean active(URI pds, Did did) throws IdentityException {
        String query = "?did=" + URLEncoder.encode(did.text(), StandardCharsets.UTF_8);
        URI where = URI.create(pds + "/xrpc/com.atproto.sync.getRepoStatus" + query);
        HttpAnswer answer = around.http().send(HttpAsk.get(where));
        if (answer.status() >= 500) {
            throw new IdentityException(
                    IdentityException.Kind.UNREACHABLE, "The account's server has a fault.");
        }
        JsonNode status = answer.status() == 200 ? StrictJson.object(answer.body()) : null;
        return status == null || !status.path("active").isBoolean()
                ? null
                : status.path("active").booleanValue();
    }

    private void compare(DidDocument document, URI pds) {
        Kept kept = file.kept();
        VerificationKey key = document.signingKey();
        String signingKey = key == null ? null : key.multikey();
        Handle handle = document.handle();
        List<String> news = new ArrayList<>();
        if (kept.pds() != null && !kept.pds().equals(pds.toString())) {
            news.add("Your account has moved to the server " + pds.getHost() + ".");
        }
        if (kept.signingKey() != null && !kept.signingKey().equals(signingKey)) {
            news.add("Your account signs with another key since the last look.");
        }
        if (!news.isEmpty()) {
            moved = String.join(" ", news) + " If that wasn't you, look after your account.";
            LOG.info("The owner's account has changed: another server or another key");
        }
        try {
            file.update(was ->
                    was.seen(
                            handle == null ? was.handle() : handle.text(),
                            pds.toString(),
                            signingKey));
            Session current = kept.session();
            if (current != null && !current.pds().equals(pds.toString())) session.moved(pds);
        } catch (OwnerException e) {
            LOG.warn("{}", e.getMessage());
        }
    }

    private boolean checkSession() {
        try {
            session.confirm();
            sessionProblem = null;
            follow();
            Publication ours = file.kept().publication();
            if (ours != null && !publishing.lagsBehind()) {
                publishing.requireUnchanged(ours, String.valueOf(file.kept().did()));
                recordProblem = null;
            }
            return true;
        } catch (OwnerException e) {
            String sentence = String.valueOf(e.getMessage());
            switch (e.kind()) {
                case OTHERS_RECORD -> recordProblem = sentence;
                case CLOCK, MISMATCH, STORAGE, LOCKED -> sessionProblem = sentence;
                default -> {}
            }
            LOG.info("The look at the owner's account ended early: {}", e.kind());
            return e.kind() != OwnerException.Kind.UNREACHABLE;
        }
    }

    Standing standing() {
        Kept kept = file.kept();
        Session current = kept.session();
        if (current == null) return kept.ended() == null ? Standing.SIGNED_OUT : Standing.ENDED;
        Instant now = around.clock().instant();
        Instant ends = current.ends(around.identity());
        if (!ends.isAfter(now)) return Standing.ENDED;
        Duration notice = current.confidential() ? LONG_NOTICE : NOTICE;
        return ends.minus(notice).isAfter(now) ? Standing.SIGNED_IN : Standing.DUE_SOON;
    }

    List<String> problems() {
        List<String> problems = new ArrayList<>();
        Kept kept = file.kept();
        String ended = kept.ended();
        switch (standing()) {
            case ENDED ->
                    problems.add(
                            (ended == null ? "The sign-in to your account is over." : ended)
                                    + " "
                                    + Wording.AGAIN);
            case DUE_SOON ->
                    problems.add(
                            "The sign-in to your account ends in "
                                    + daysLeft(Objects.requireNonNull(kept.session()))
                                    + ". "
                                    + Wording.AGAIN);
            case SIGNED_IN, SIGNED_OUT -> {}
        }
        Did fixed = around.fixed();
        if (fixed != null && kept.session() != null && !fixed.equals(file.did())) {
            problems.add(
                    "The settings name another owner than the account that is signed in. Log out,"
                            + " or change the settings.");
        }
        for (String problem : new String[] {accountProblem, moved, sessionProblem, recordProblem}) {
            if (problem != null) problems.add(problem);
        }
        return problems;
    }

    private String daysLeft(Session current) {
        Instant ends = current.ends(around.identity());
        long days = Duration.between(around.clock().instant(), ends).plusHours(12).toDays();
        return days <= 1 ? "a day" : days + " days";
    }

    @Override
    public void close() {
        Thread watching = thread;
        if (watching != null) watching.interrupt();
    }
}
