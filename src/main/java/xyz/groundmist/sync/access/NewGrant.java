package xyz.groundmist.sync.access;

/**
 * A grant just made, with its token: the only time the token is to be had.
 *
 * @param token 43 characters of base64url without padding, 256 random bits
 */
public record NewGrant(Grant grant, String token) {
    /** Without the token, so that none ends up in a log. */
    @Override
    public String toString() {
        return "NewGrant[" + grant + "]";
    }
}
