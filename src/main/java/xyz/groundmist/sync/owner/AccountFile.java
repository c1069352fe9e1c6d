package xyz.groundmist.sync.owner;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import xyz.groundmist.sync.identity.Did;
import xyz.groundmist.sync.identity.PrivateFile;
import xyz.groundmist.sync.owner.OwnerException.Kind;
import xyz.groundmist.sync.owner.Session.Credentials;
import xyz.groundmist.sync.secrets.Secrets;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.function.UnaryOperator;

/**
 * What is known of the owner's account from one start to the next, in two places: a file, readable
 * by its user only, with what may be known, and the {@link Secrets} with the whole session. Safe
 * for use from any thread.
 *
 * <p>The file says whether there is a session, and the secrets say which. So a session is written
 * to the secrets first and taken out of the file first, and a crash in between leaves the newest
 * session or none: what the secrets have is good if the file has a session of the same account, and
 * otherwise left over.
 */
public final class AccountFile {
    private static final Logger LOG = LoggerFactory.getLogger(AccountFile.class);
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String SECRET = "account";

    private final Path file;
    private final Secrets secrets;

    // Written under this monitor only. What is in memory is the newer one when the disk is full.
    private volatile Kept kept;
    // Guarded by this: what is known to be on disk; null when that isn't known.
    private @Nullable Kept writtenOpen;
    private @Nullable Whole writtenWhole;

    /** What the secrets have. */
    private record Whole(String did, Session session) {
        @Override
        public String toString() {
            return "Whole[" + did + "]";
        }
    }

    private AccountFile(Path file, Secrets secrets, Kept kept) {
        this.file = file;
        this.secrets = secrets;
        this.kept = kept;
    }

    /**
     * Reads the file; where there is none, nobody has signed in yet. The secrets are left alone
     * until the session is needed.
     *
     * @throws IOException with a sentence when it can't be read
     */
    public static AccountFile open(Path file, Secrets secrets) throws IOException {
        try {
            byte[] text = Files.readAllBytes(file);
            PrivateFile.keepToOwner(file);
            Kept kept = parsed(text);
            var opened = new AccountFile(file, secrets, kept);
            Session session = kept.session();
            if (session == null || session.credentials() == null) opened.writtenOpen = kept;
            return opened;
        } catch (NoSuchFileException _) {
            var opened = new AccountFile(file, secrets, Kept.NOTHING);
            opened.writtenOpen = Kept.NOTHING;
            return opened;
        } catch (JacksonException e) {
            throw new IOException(
                    "The file "
                            + file
                            + " should hold what is known of the owner's account, and it doesn't."
                            + " Delete it, start again and log in again.");
        }
    }

    /**
     * Builds before this one wrote the credentials into the file, among the rest of the session.
     */
    private static Kept parsed(byte[] text) {
        JsonNode json = JSON.readTree(text);
        Kept kept = JSON.treeToValue(json, Kept.class);
        Session session = kept.session();
        JsonNode old = json.path("session");
        if (session == null || !old.has("refresh")) return kept;
        return kept.with(session.with(JSON.treeToValue(old, Credentials.class), session.scope()));
    }

    /** Who signed in last; null when nobody ever did. */
    public @Nullable Did did() {
        String did = kept.did();
        return did == null ? null : Did.parse(did);
    }

    /** What is known. Its session may be without credentials: see {@link #session}. */
    Kept kept() {
        return kept;
    }

    /** To go into a sentence. */
    String place() {
        return secrets.place();
    }

    /** The owner is signing in: a locked keyring may ask them for its password. */
    void ownerIsHere() {
        secrets.unlock();
    }

    /**
     * Brings both places to what they should be, after an older build or a crash.
     *
     * @throws OwnerException {@code LOCKED}, {@code ENDED}, {@code STORAGE}
     */
    synchronized void settle() throws OwnerException {
        if (kept.session() != null) session();
        store(kept);
    }

    /**
     * The session, with its credentials.
     *
     * @throws OwnerException {@code SIGNED_OUT}, {@code ENDED}; {@code LOCKED} when they can't be
     *     read now
     */
    Session session() throws OwnerException {
        Session session = kept.session();
        if (session != null && session.credentials() != null) return session;
        synchronized (this) {
            session = kept.session();
            if (session != null) return session.credentials() == null ? load() : session;
        }
        String ended = kept.ended();
        if (ended != null) throw new OwnerException(Kind.ENDED, ended + " " + Wording.AGAIN);
        throw new OwnerException(Kind.SIGNED_OUT, "Nobody is signed in. Sign in first.");
    }

    private Session load() throws OwnerException {
        String text;
        try {
            text = secrets.read(SECRET);
        } catch (IOException e) {
            throw new OwnerException(
                    Kind.LOCKED,
                    "The sign-in to your account can't be used at the moment. "
                            + e.getMessage()
                            + " Or sign in again. "
                            + Wording.MEANWHILE,
                    e);
        }
        Whole whole = whole(text);
        if (whole == null || !whole.did().equals(kept.did())) {
            String why = "The sign-in is gone from where it was kept.";
            update(was -> was.ended(why));
            throw new OwnerException(Kind.ENDED, why + " " + Wording.AGAIN);
        }
        kept = kept.with(whole.session());
        writtenWhole = whole;
        return whole.session();
    }

    private static @Nullable Whole whole(@Nullable String text) {
        try {
            Whole whole = text == null ? null : JSON.readValue(text, Whole.class);
            return whole == null || whole.session().credentials() == null ? null : whole;
        } catch (JacksonException _) {
            return null;
        }
    }

    /**
     * Changes what is kept, in memory and then on disk.
     *
     * @throws OwnerException {@code STORAGE} when the disk doesn't take it; in memory it is changed
     */
    synchronized Kept update(UnaryOperator<Kept> change) throws OwnerException {
        Kept next = change.apply(kept);
        kept = next;
        store(next);
        return next;
    }

    /** What was changed last didn't get to the disk, and isn't to be. */
    synchronized void takeBack(Kept was) {
        kept = was;
        try {
            store(was);
        } catch (OwnerException e) {
            LOG.warn("{}", e.getMessage());
        }
    }

    private void store(Kept next) throws OwnerException {
        try {
            Session session = next.session();
            if (session != null && session.credentials() != null) {
                var whole = new Whole(String.valueOf(next.did()), session);
                if (!whole.equals(writtenWhole)) {
                    writtenWhole = null;
                    secrets.write(SECRET, JSON.writeValueAsString(whole));
                    writtenWhole = whole;
                }
            }
            Kept open = next.with(session == null ? null : session.open());
            if (!open.equals(writtenOpen)) {
                writtenOpen = null;
                PrivateFile.write(file, JSON.writeValueAsBytes(open));
                writtenOpen = open;
            }
            if (session == null) {
                writtenWhole = null;
                secrets.forget(SECRET);
            }
        } catch (IOException e) {
            throw new OwnerException(
                    Kind.STORAGE,
                    "The sign-in can't be written to the folder "
                            + file.toAbsolutePath().getParent()
                            + ". Free some space, and check that this user may write there.",
                    e);
        }
    }

    /** The path, and nothing that it holds. */
    @Override
    public String toString() {
        return "AccountFile[" + file + "]";
    }
}
