package xyz.groundmist.sync.reach.ssh;

import org.jspecify.annotations.Nullable;

import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a tunnel service prints when somebody signs in, read for the public address. The lines it
 * knows, as the services print them:
 *
 * <pre>
 * HTTPS: https://name.example.org                                     sish
 * name.lhr.life tunneled with tls termination, https://name.lhr.life  localhost.run
 * Forwarding HTTP traffic from https://name.serveo.net                serveo
 * https://name.a.pinggy.example                                       a line that is nothing else
 * </pre>
 *
 * A greeting is full of other links (advice, consoles), so an address in any other line is none.
 */
final class Greeting extends OutputStream {
    private static final int LONGEST_LINE = 1000;
    private static final Pattern COLOURS = Pattern.compile("\\x1b\\[[0-9;?]*[A-Za-z]");
    private static final Pattern ADDRESS =
            Pattern.compile(
                    "(?:HTTPS:\\s*|Forwarding HTTP traffic from\\s+"
                            + "|\\S+ tunneled with tls termination,\\s*)?"
                            + "(https://[a-z0-9](?:[a-z0-9.-]{0,250}[a-z0-9])?(?::[0-9]{1,5})?)/?");

    private final StringBuilder line = new StringBuilder();
    private final CompletableFuture<URI> address = new CompletableFuture<>();

    /** The address in a line, or null. */
    static @Nullable URI address(String line) {
        Matcher form = ADDRESS.matcher(COLOURS.matcher(line).replaceAll("").strip());
        return form.matches() ? URI.create(form.group(1)) : null;
    }

    /** The address, or null when none came in time. */
    @Nullable URI await(Duration patience) throws InterruptedException {
        try {
            return address.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException _) {
            return null;
        }
    }

    @Override
    public synchronized void write(int letter) {
        if (address.isDone()) return;
        if (letter != '\n' && letter != '\r') {
            if (line.length() < LONGEST_LINE) line.append((char) (letter & 0xff));
            return;
        }
        URI found = address(line.toString());
        if (found != null) address.complete(found);
        line.setLength(0);
    }

    @Override
    public void write(byte[] bytes, int from, int count) {
        String text = new String(bytes, from, count, StandardCharsets.ISO_8859_1);
        text.chars().forEach(this::write);
    }
}
