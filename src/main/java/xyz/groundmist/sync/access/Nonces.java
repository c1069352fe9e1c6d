package xyz.groundmist.sync.access;

import java.security.SecureRandom;
import java.time.InstantSource;

/**
 * The nonces that DPoP proofs must carry (RFC 9449, section 8). None is stored: a nonce is a keyed
 * hash of the time. A new one every two and a half minutes; the two before it are good, too.
 */
final class Nonces {
    Nonces(InstantSource clock, SecureRandom random) {}

    /** What to send as {@code DPoP-Nonce} now. */
    String current() {
        throw new UnsupportedOperationException();
    }

    boolean good(String nonce) {
        throw new UnsupportedOperationException();
    }
}
