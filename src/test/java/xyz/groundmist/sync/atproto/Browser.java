package xyz.groundmist.sync.atproto;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Chromium without a window, driven by playwright-core in a Node process. It ends with this JVM.
 * Whatever fails (a button that never comes: 20 s) is an AssertionError in Playwright's words.
 */
public final class Browser implements AutoCloseable {
    private static final class Shared {
        private static final Browser BROWSER = start();
    }

    private final NodeScript script;
    private final AtomicInteger names = new AtomicInteger();

    private Browser(NodeScript script) {
        this.script = script;
        script.ready();
    }

    /** The browser that all stories of a test run share, started when first asked for. */
    public static Browser shared() {
        return Shared.BROWSER;
    }

    /** A browser of one's own, with further arguments for Chromium. */
    public static Browser start(String... arguments) {
        try {
            List<String> command = new ArrayList<>(DevnetPackages.script("browser.mjs"));
            command.add(DevnetPackages.chromium().toString());
            command.addAll(List.of(arguments));
            return new Browser(new NodeScript("browser", command, Map.of()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while the browser was starting", e);
        }
    }

    /** A profile without cookies and storage; closing it forgets what has gathered. */
    public Profile profile() {
        return new Profile("profile-" + names.incrementAndGet());
    }

    @Override
    public void close() {
        script.close();
    }

    /** Cookies and storage of their own, shared by the profile's pages. */
    public final class Profile implements AutoCloseable {
        private final String name;

        private Profile(String name) {
            this.name = name;
        }

        /** An empty page. */
        public Page page() {
            String page = "page-" + names.incrementAndGet();
            script.call("open", Map.of("name", page, "profile", name));
            return new Page(page);
        }

        /** From now on hosts whose addresses begin so refuse connections, for this profile. */
        public void block(String prefix) {
            script.call("block", Map.of("profile", name, "prefix", prefix));
        }

        /** From now on this origin, {@code https://host}, is a server of this machine. */
        public void lead(String origin, String to) {
            script.call("lead", Map.of("profile", name, "origin", origin, "to", to));
        }

        /** Takes every {@link #block} and {@link #lead} back. */
        public void unblock() {
            script.call("unblock", Map.of("profile", name));
        }

        /** Without any network, or with it again. */
        public void offline(boolean offline) {
            script.call("offline", Map.of("profile", name, "offline", offline));
        }

        @Override
        public void close() {
            script.call("closeProfile", Map.of("profile", name));
        }
    }

    /** A page. Selectors are Playwright's: CSS, {@code text=…}, {@code role=button[name="…"]}. */
    public final class Page {
        private final String name;

        private Page(String name) {
            this.name = name;
        }

        /** Opens an address; returns the HTTP status. */
        public int go(String url) {
            return ask("go", "url", url).asInt();
        }

        public void click(String selector) {
            ask("click", "selector", selector);
        }

        public void fill(String selector, String text) {
            script.call("fill", Map.of("name", name, "selector", selector, "text", text));
        }

        /** Presses a key, {@code Enter} say, where the focus is. */
        public void press(String key) {
            ask("press", "key", key);
        }

        /** The text of the first element that matches, as it can be read on the page. */
        public String text(String selector) {
            return ask("text", "selector", selector).asString();
        }

        /** Everything that can be read on the page. */
        public String text() {
            return text("body");
        }

        /** Waits until something that matches can be seen. */
        public void await(String selector) {
            script.call("await", Map.of("name", name, "selector", selector, "seconds", 20));
        }

        public boolean isVisible(String selector) {
            return ask("isVisible", "selector", selector).asBoolean();
        }

        public String url() {
            return script.call("url", Map.of("name", name)).asString();
        }

        /** Waits until the page's address begins so and the page is loaded. */
        public void awaitUrl(String prefix) {
            script.call("awaitUrl", Map.of("name", name, "prefix", prefix, "seconds", 20));
        }

        /** Calls a JavaScript function, awaits it, and returns what it returned. */
        public JsonNode evaluate(String function, @Nullable Object given) {
            var with = new LinkedHashMap<String, Object>(Map.of("name", name, "script", function));
            if (given != null) with.put("given", given);
            return script.call("evaluate", with);
        }

        public void screenshot(Path file, boolean dark) {
            String path = file.toAbsolutePath().toString();
            script.call("screenshot", Map.of("name", name, "path", path, "dark", dark));
        }

        /** What the page wrote to its console, oldest first: {@code error: …}. */
        public List<String> said() {
            JsonNode said = script.call("said", Map.of("name", name));
            return said.values().stream().map(JsonNode::asString).toList();
        }

        private JsonNode ask(String command, String parameter, String value) {
            return script.call(command, Map.of("name", name, parameter, value));
        }
    }
}
