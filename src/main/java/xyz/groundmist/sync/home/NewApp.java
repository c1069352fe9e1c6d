package xyz.groundmist.sync.home;

/**
 * An app that was just added; the only time its token is told.
 *
 * @param url the WebSocket address with the token in it: the public one when there is one
 */
public record NewApp(String id, String token, String url) {
    /** Without the token. */
    @Override
    public String toString() {
        return "NewApp[id=" + id + "]";
    }
}
