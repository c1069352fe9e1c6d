package xyz.groundmist.sync.secrets;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import xyz.groundmist.sync.secrets.Keyring.Absent;
import xyz.groundmist.sync.secrets.Keyring.Answer;
import xyz.groundmist.sync.secrets.Keyring.Found;
import xyz.groundmist.sync.secrets.Keyring.Locked;
import xyz.groundmist.sync.secrets.Keyring.Missing;
import xyz.groundmist.sync.secrets.SecretsFile.Content;
import xyz.groundmist.sync.secrets.SecretsFile.Entry;
import xyz.groundmist.sync.secrets.SecretsFile.Plain;
import xyz.groundmist.sync.secrets.SecretsFile.Sealed;

import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;

/** Secrets in a file, sealed with a key in the keyring where there is one: see the package. */
final class SealedSecrets implements Secrets {
    private static final Logger LOG = LoggerFactory.getLogger(SealedSecrets.class);
    private static final Duration OWNERS_PATIENCE = Duration.ofMinutes(2);

    private final SecretsFile file;
    private final Keyring keyring;

    /** Held while the keyring is asked: whoever comes meanwhile uses what came of it. */
    private final ReentrantLock asking = new ReentrantLock();

    private final AtomicBoolean prompting = new AtomicBoolean();

    // Both are changed under this monitor only, which is held over the disk and never over the
    // keyring. What is in memory is what is on disk.
    private volatile Content content;
    private volatile @Nullable SealingKey key;

    private SealedSecrets(SecretsFile file, Keyring keyring, Content content) {
        this.file = file;
        this.keyring = keyring;
        this.content = content;
    }

    static SealedSecrets open(SecretsFile file, Keyring keyring) throws IOException {
        return new SealedSecrets(file, keyring, file.read());
    }

    @Override
    public @Nullable String read(String name) throws IOException {
        Entry entry = content.entries().get(name);
        if (entry == null) return null;
        if (entry instanceof Plain plain) {
            seal(name);
            return plain.secret();
        }
        Answer answer = key == null ? ask() : new Missing();
        SealingKey mine = key;
        // Somebody may have written it meanwhile.
        return switch (content.entries().get(name)) {
            case null -> null;
            case Plain plain -> plain.secret();
            case Sealed sealed -> {
                String secret = mine == null ? null : mine.open(name, sealed);
                if (secret == null) throw new IOException(whyNot(mine != null, answer));
                yield secret;
            }
        };
    }

    private String whyNot(boolean withKey, Answer answer) {
        if (withKey) return "It is damaged in the file " + file.file() + ".";
        String sealed = "It is sealed with a key in your keyring, and ";
        return switch (answer) {
            case Locked _ ->
                    sealed
                            + "the keyring is locked. Unlock it, as signing in to your desktop"
                            + " does.";
            case Missing _, Found _ -> sealed + "the keyring no longer has that key.";
            case Absent _ -> sealed + "no keyring answers here.";
        };
    }

    @Override
    public void write(String name, String secret) throws IOException {
        boolean isPlain = content.entries().get(name) instanceof Plain;
        // What is plain already is first of all written; what isn't shall not become so in vain.
        if (!isPlain) seal(name);
        put(name, secret);
        if (isPlain) seal(name);
    }

    private synchronized void put(String name, String secret) throws IOException {
        SealingKey mine = key;
        Entry entry = mine == null ? new Plain(secret) : mine.seal(name, secret);
        Content next = content.with(name, entry);
        replace(mine == null ? next : new Content(mine.id(), next.entries()));
    }

    @Override
    public void forget(String name) throws IOException {
        String unused;
        synchronized (this) {
            if (!content.entries().containsKey(name)) return;
            Content next = content.without(name);
            unused = next.sealed() ? null : next.key();
            replace(next.sealed() ? next : new Content(null, next.entries()));
            if (unused != null) key = null;
        }
        if (unused != null) keyring.remove(unused);
    }

    private void replace(Content next) throws IOException {
        file.write(next);
        content = next;
    }

    /** Asks for the key of what is sealed. */
    private Answer ask() {
        asking.lock();
        try {
            String id = content.key();
            if (key != null || id == null) return new Missing();
            Answer answer = keyring.find(id);
            if (answer instanceof Found found) use(found.key());
            return answer;
        } finally {
            asking.unlock();
        }
    }

    /**
     * Seals what is plain, if there is a keyring: with the key of what is sealed, or else with a
     * new one.
     *
     * @param name of what can be read, or is about to be written
     */
    private void seal(String name) {
        SealingKey known = key;
        if (known != null) {
            use(known);
            return;
        }
        asking.lock();
        try {
            if (key != null) return;
            Answer answer = content.key() == null ? new Missing() : ask();
            boolean needed =
                    content.entries().entrySet().stream()
                            .anyMatch(each ->
                                    each.getValue() instanceof Sealed
                                            && !each.getKey().equals(name));
            if (!(answer instanceof Missing) || needed) return;
            if (keyring.keep(SealingKey.random()) instanceof Found made) use(made.key());
        } finally {
            asking.unlock();
        }
    }

    /** Seals what is plain, in one write. */
    private synchronized void use(SealingKey found) {
        if (key == null) LOG.info("Secrets are sealed with a key in the keyring");
        key = found;
        if (!content.plain()) return;
        var entries = new TreeMap<>(content.entries());
        entries.replaceAll((name, entry) ->
                entry instanceof Plain plain ? found.seal(name, plain.secret()) : entry);
        try {
            replace(new Content(found.id(), Collections.unmodifiableMap(entries)));
        } catch (IOException e) {
            LOG.warn("{}", e.getMessage());
        }
    }

    @Override
    public String place() {
        Content now = content;
        boolean sealed = now.entries().isEmpty() ? key != null : !now.plain();
        return sealed ? "your keyring" : "a file that only you can read";
    }

    @Override
    public void unlock() {
        if (key != null || !prompting.compareAndSet(false, true)) return;
        Thread.ofVirtual()
                .name("keyring-prompt")
                .start(() -> {
                    try {
                        if (!keyring.unlock(OWNERS_PATIENCE)) return;
                        if (content.key() != null) ask();
                        else if (content.plain()) seal("");
                    } finally {
                        prompting.set(false);
                    }
                });
    }

    /** The path, and nothing that is kept there. */
    @Override
    public String toString() {
        return "Secrets[" + file.file() + "]";
    }
}
