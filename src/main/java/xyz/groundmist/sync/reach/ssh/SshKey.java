package xyz.groundmist.sync.reach.ssh;

import org.apache.sshd.common.NamedResource;
import org.apache.sshd.common.config.keys.FilePasswordProvider;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.config.keys.writer.openssh.OpenSSHKeyPairResourceWriter;
import org.apache.sshd.common.util.security.SecurityUtils;
import org.jspecify.annotations.Nullable;

import xyz.groundmist.sync.identity.PrivateFile;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.util.Iterator;

/**
 * A key that opens an SSH server's door: the one we make, in a file of OpenSSH's form for its
 * user's eyes only, or one of the owner's.
 */
public final class SshKey {
    private static final String TYPE = "ssh-ed25519";
    private static final int BITS = 256;
    private static final String COMMENT = "groundmist-sync";

    private final KeyPair pair;

    private SshKey(KeyPair pair) {
        this.pair = pair;
    }

    /**
     * Our own key; it is made when there is none yet.
     *
     * @throws IOException a sentence, when the file holds something else or can't be written
     */
    public static SshKey own(Path file) throws IOException {
        try {
            SshKey key = new SshKey(load(file, null));
            PrivateFile.keepToOwner(file);
            return key;
        } catch (NoSuchFileException _) {
            return make(file);
        } catch (GeneralSecurityException e) {
            throw new IOException(
                    "The file "
                            + file
                            + " should hold the key for SSH, and it doesn't. Put it back from a"
                            + " backup, or delete it: then a new key is made, whose line the SSH"
                            + " server has to be given.",
                    e);
        }
    }

    private static SshKey make(Path file) throws IOException {
        try {
            KeyPair pair = KeyUtils.generateKeyPair(TYPE, BITS);
            var text = new ByteArrayOutputStream();
            OpenSSHKeyPairResourceWriter.INSTANCE.writePrivateKey(pair, COMMENT, null, text);
            PrivateFile.write(file, text.toByteArray());
            return new SshKey(pair);
        } catch (GeneralSecurityException e) {
            throw new IOException("No key for SSH could be made.", e);
        }
    }

    /**
     * A key of the owner's.
     *
     * @param passphrase null: none is known
     */
    static SshKey of(Path file, @Nullable String passphrase)
            throws IOException, GeneralSecurityException {
        return new SshKey(load(file, passphrase));
    }

    private static KeyPair load(Path file, @Nullable String passphrase)
            throws IOException, GeneralSecurityException {
        byte[] text = Files.readAllBytes(file);
        FilePasswordProvider known =
                passphrase == null
                        ? FilePasswordProvider.EMPTY
                        : FilePasswordProvider.of(passphrase);
        Iterable<KeyPair> found =
                SecurityUtils.loadKeyPairIdentities(
                        null, NamedResource.ofName("key"), new ByteArrayInputStream(text), known);
        Iterator<KeyPair> pairs = found == null ? null : found.iterator();
        if (pairs == null || !pairs.hasNext()) throw new GeneralSecurityException("no key in it");
        return pairs.next();
    }

    KeyPair pair() {
        return pair;
    }

    /** The line for {@code ~/.ssh/authorized_keys} over there. */
    public String publicLine() {
        return PublicKeyEntry.toString(pair.getPublic()) + " " + COMMENT;
    }

    @Override
    public String toString() {
        return publicLine();
    }
}
