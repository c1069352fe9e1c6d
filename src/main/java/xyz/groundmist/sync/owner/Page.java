package xyz.groundmist.sync.owner;

/** What a browser, or an authorization server, is shown at one of this room's addresses. */
public record Page(int status, String contentType, String body) {
    static final String HTML = "text/html";

    @Override
    public String toString() {
        return "Page[" + status + ", " + contentType + "]";
    }
}
