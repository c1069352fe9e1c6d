package xyz.groundmist.sync.http;

import org.jspecify.annotations.Nullable;

/** What is shown below {@code /oauth/}, where the owner's sign-in has its addresses. */
@FunctionalInterface
public interface Pages {
    /** Nothing is shown there. */
    Pages NONE = (path, query) -> null;

    /**
     * A page.
     *
     * @param contentType {@code text/html} or {@code application/json}
     */
    record Page(int status, String contentType, String text) {}

    /**
     * The page at a path, or null when there is none. Called on a virtual thread; it may block.
     *
     * @param query what stood behind the question mark, a secret; null when nothing did
     */
    @Nullable Page at(String path, @Nullable String query);
}
