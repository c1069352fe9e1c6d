package xyz.groundmist.sync.lan;

import org.jspecify.annotations.Nullable;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Which machine: the SHA-256 of its certificate (DER), in base32 (RFC 4648, without padding) as
 * thirteen groups of four that people can compare, such as {@code MFZW-C3DJ-…}.
 *
 * @param text in that form
 */
public record DeviceId(String text) {
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private static final Pattern FORM = Pattern.compile("(?:[A-Z2-7]{4}-){12}[A-Z2-7]{3}[AQ]");
    private static final int BITS = 5;
    private static final int GROUP = 4;

    /**
     * @throws IllegalArgumentException when the text is of another form
     */
    public DeviceId {
        if (!FORM.matcher(text).matches()) throw new IllegalArgumentException("no device id");
    }

    /** The id of the machine whose certificate this is. */
    public static DeviceId of(X509Certificate certificate) {
        try {
            return ofHash(sha256(certificate.getEncoded()));
        } catch (CertificateEncodingException e) {
            throw new IllegalArgumentException("the certificate has no DER form", e);
        }
    }

    /** The id with this SHA-256 hash of 32 bytes. */
    static DeviceId ofHash(byte[] hash) {
        var text = new StringBuilder();
        int held = 0;
        int bits = 0;
        int letters = 0;
        for (int i = 0; i < hash.length || bits > 0; i++) {
            if (i < hash.length) {
                held = held << Byte.SIZE | hash[i] & 0xFF;
                bits += Byte.SIZE;
            } else {
                held <<= BITS - bits;
                bits = BITS;
            }
            for (; bits >= BITS; bits -= BITS) {
                if (letters > 0 && letters % GROUP == 0) text.append('-');
                text.append(ALPHABET.charAt(held >> bits - BITS & 0x1F));
                letters++;
            }
        }
        return new DeviceId(text.toString());
    }

    /** Reads what a person or a file says, in any case and grouping; null when it is no id. */
    public static @Nullable DeviceId parse(String text) {
        String bare = text.toUpperCase(Locale.ROOT).replaceAll("[\\s-]", "");
        String grouped = bare.replaceAll("(.{" + GROUP + "})(?=.)", "$1-");
        return FORM.matcher(grouped).matches() ? new DeviceId(grouped) : null;
    }

    /** The first two groups: enough to tell one's own machines apart, not to trust one. */
    public String brief() {
        return text.substring(0, 2 * GROUP + 1);
    }

    @Override
    public String toString() {
        return text;
    }

    static byte[] sha256(byte[]... parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (byte[] part : parts) digest.update(part);
            return digest.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
