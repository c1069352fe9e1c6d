package xyz.groundmist.sync.identity;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A key pair in a file for its user's eyes only: two blocks of PEM (RFC 7468), {@code PRIVATE KEY}
 * (PKCS #8) and {@code PUBLIC KEY} (X.509).
 */
final class KeyFile {
    private static final Set<PosixFilePermission> OWNER_ONLY =
            PosixFilePermissions.fromString("rw-------");
    private static final Pattern FORM =
            Pattern.compile(
                    "-----BEGIN PRIVATE KEY-----\\s([A-Za-z0-9+/=\\s]+)-----END PRIVATE"
                        + " KEY-----\\s+-----BEGIN PUBLIC KEY-----\\s([A-Za-z0-9+/=\\s]+)-----END"
                        + " PUBLIC KEY-----\\s*");

    private KeyFile() {}

    /** Both keys as the file has them. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Pair(byte[] secret, byte[] open) {
        @Override
        public String toString() {
            return "Pair";
        }
    }

    /** Reads the pair, or makes one and writes it down. */
    static Pair open(Path file) throws IOException {
        try {
            Pair pair = parsed(file, Files.readString(file));
            keepToOwner(file);
            return pair;
        } catch (NoSuchFileException _) {
            Pair pair = random();
            write(file, pair);
            return pair;
        }
    }

    private static Pair parsed(Path file, String text) throws IOException {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) throw new IOException(damaged(file));
        try {
            Base64.Decoder decoder = Base64.getMimeDecoder();
            return new Pair(decoder.decode(form.group(1)), decoder.decode(form.group(2)));
        } catch (IllegalArgumentException e) {
            throw new IOException(damaged(file), e);
        }
    }

    static String damaged(Path file) {
        return "The file "
                + file
                + " should hold this server's key, and it doesn't. Put it back from a backup, or"
                + " delete it: then a new key is made, and the address has to be published anew.";
    }

    private static Pair random() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            KeyPair pair = generator.generateKeyPair();
            return new Pair(pair.getPrivate().getEncoded(), pair.getPublic().getEncoded());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime has P-256", e);
        }
    }

    /** There in whole, or not at all: after a power cut, too. */
    private static void write(Path file, Pair pair) throws IOException {
        byte[] text =
                (block("PRIVATE KEY", pair.secret()) + block("PUBLIC KEY", pair.open()))
                        .getBytes(StandardCharsets.US_ASCII);
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        FileAttribute<?>[] rights =
                hasRights(file)
                        ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER_ONLY)}
                        : new FileAttribute<?>[0];
        try (FileChannel channel =
                FileChannel.open(
                        fresh,
                        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                        rights)) {
            var bytes = ByteBuffer.wrap(text);
            while (bytes.hasRemaining()) channel.write(bytes);
            channel.force(true);
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private static String block(String label, byte[] bytes) {
        String lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
        return "-----BEGIN " + label + "-----\n" + lines + "\n-----END " + label + "-----\n";
    }

    private static void keepToOwner(Path file) throws IOException {
        if (hasRights(file)) Files.setPosixFilePermissions(file, OWNER_ONLY);
    }

    private static boolean hasRights(Path file) {
        return file.getFileSystem().supportedFileAttributeViews().contains("posix");
    }
}
