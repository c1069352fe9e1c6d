package xyz.groundmist.sync.identity;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;

/**
 * What another server answered, whatever its status; redirects are not followed.
 *
 * @param headers by name, whatever its case
 * @param body 512 kB at most
 */
public record HttpAnswer(int status, Map<String, List<String>> headers, byte[] body) {
    /** The first header of this name, or null. */
    public @Nullable String header(String name) {
        List<String> values = headers.get(name);
        return values == null || values.isEmpty() ? null : values.getFirst();
    }

    /** The status: headers and body may be secrets. */
    @Override
    public String toString() {
        return "HttpAnswer[" + status + "]";
    }
}
