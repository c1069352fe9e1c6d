package xyz.groundmist.sync.access;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The nonces that DPoP proofs must carry (RFC 9449, section 8). None is stored: a nonce is a keyed
 * hash of the time, under a key that this run alone knows. A new one every two and a half minutes;
 * the two before it are good, too.
 */
final class Nonces {
    private static final Duration STEP = Duration.ofSeconds(150);
    private static final int EARLIER_ONES = 2;

    /** After this time no nonce is good that is good now. */
    static final Duration LIFETIME = STEP.multipliedBy(EARLIER_ONES + 1L);

    private static final String HMAC = "HmacSHA256";
    private static final int BYTES = 16;

    private final InstantSource clock;
    private final SecureRandom random;
    // Both guarded by this.
    private SecretKeySpec key;
    private long latest = Long.MIN_VALUE;

    /** A moment, and the key of the nonces of then. */
    private record Time(long step, SecretKeySpec key) {}

    Nonces(InstantSource clock, SecureRandom random) {
        this.clock = clock;
        this.random = random;
        key = randomKey();
    }

    private SecretKeySpec randomKey() {
        byte[] secret = new byte[2 * BYTES];
        random.nextBytes(secret);
        return new SecretKeySpec(secret, HMAC);
    }

    /** What to send as {@code DPoP-Nonce} now: 22 characters of base64url. */
    String current() {
        Time now = now();
        return of(now.key(), now.step());
    }

    boolean good(String nonce) {
        Time now = now();
        byte[] given = nonce.getBytes(StandardCharsets.UTF_8);
        boolean good = false;
        for (int ago = 0; ago <= EARLIER_ONES; ago++) {
            byte[] expected = of(now.key(), now.step() - ago).getBytes(StandardCharsets.UTF_8);
            good |= MessageDigest.isEqual(expected, given);
        }
        return good;
    }

    /** A clock that is set back would make nonces good again whose proofs are forgotten. */
    private synchronized Time now() {
        long step = Math.floorDiv(clock.instant().getEpochSecond(), STEP.toSeconds());
        if (step < latest) key = randomKey();
        latest = step;
        return new Time(step, key);
    }

    private static String of(SecretKeySpec key, long step) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(key);
            byte[] hash = mac.doFinal(ByteBuffer.allocate(Long.BYTES).putLong(step).array());
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(Arrays.copyOf(hash, BYTES));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime has HMAC-SHA-256", e);
        }
    }
}
