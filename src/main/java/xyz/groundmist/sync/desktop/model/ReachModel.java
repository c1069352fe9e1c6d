package xyz.groundmist.sync.desktop.model;

import static xyz.groundmist.sync.desktop.model.Words.say;

import org.jspecify.annotations.Nullable;

import xyz.groundmist.sync.home.ReachEntry;
import xyz.groundmist.sync.home.Status;

import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** Choosing the way in from the internet, and seeing whether it leads here. */
public final class ReachModel {
    private final Server server;
    private final Work work;
    private final Times times;
    private final Predicate<String> browser;
    private final Live<ReachView> view;
    private boolean testing;
    private boolean busy;
    private @Nullable String trouble;

    /**
     * @param browser opens a page; false when it can't. May block
     */
    ReachModel(Server server, Work work, Times times, Predicate<String> browser) {
        this.server = server;
        this.work = work;
        this.times = times;
        this.browser = browser;
        view = new Live<>(words());
    }

    public Live<ReachView> view() {
        return view;
    }

    /**
     * An address at ngrok; an empty token stands for the one that is kept, an empty domain for
     * none.
     */
    public void useNgrok(String token, String domain) {
        Map<String, Object> reach = new HashMap<>(Map.of("way", "ngrok"));
        put(reach, "domain", domain);
        Map<String, Object> with = new HashMap<>(Map.of("reach", reach));
        put(with, "token", token);
        use(with);
    }

    /**
     * A port of an SSH server.
     *
     * @param target user@host
     * @param url the public address; empty: the SSH server says
     * @param remotePort empty: 80
     * @param key {@code agent} or the path of a key file; empty: our own
     * @param passphrase of the file; empty: the one that is kept, or none
     * @param forwarded whether to believe the X-Forwarded-For that arrives there
     */
    public void useSsh(
            String target,
            String url,
            String remotePort,
            String key,
            String passphrase,
            boolean forwarded) {
        int at = target.lastIndexOf('@');
        if (at <= 0 || at == target.strip().length() - 1) {
            fail(say("reach.ssh.target.wrong"));
            return;
        }
        Map<String, Object> reach = new HashMap<>(Map.of("way", "ssh"));
        put(reach, "user", target.substring(0, at));
        put(reach, "host", target.substring(at + 1));
        put(reach, "publicUrl", url);
        if (!remotePort.isBlank()) {
            if (!remotePort.strip().matches("[0-9]{1,5}")) {
                fail(say("reach.port.wrong"));
                return;
            }
            reach.put("remotePort", Integer.parseInt(remotePort.strip()));
        }
        put(reach, "key", key);
        reach.put("forwardedHeader", forwarded);
        Map<String, Object> with = new HashMap<>(Map.of("reach", reach));
        put(with, "passphrase", passphrase);
        use(with);
    }

    /** The owner's own domain, with certificates of Let's Encrypt. */
    public void useDomain(String name, String contact, boolean termsAccepted) {
        Map<String, Object> reach = new HashMap<>(Map.of("way", "domain"));
        put(reach, "name", name);
        put(reach, "contact", contact);
        reach.put("termsAccepted", termsAccepted);
        use(Map.of("reach", reach));
    }

    /**
     * A proxy or tunnel that the owner runs.
     *
     * @param trusted addresses whose X-Forwarded-For is believed, apart by commas; empty: as it is
     */
    public void useProxy(String url, String trusted) {
        String typed = url.strip();
        Map<String, Object> reach = new HashMap<>(Map.of("way", "proxy"));
        put(reach, "publicUrl", typed.contains("://") ? typed : "https://" + typed);
        List<String> proxies =
                Arrays.stream(trusted.split(","))
                        .map(String::strip)
                        .filter(address -> !address.isEmpty())
                        .toList();
        Map<String, Object> with = new HashMap<>(Map.of("reach", reach));
        if (!proxies.isEmpty()) with.put("trustedProxies", proxies);
        use(with);
    }

    private static void put(Map<String, Object> map, String key, String value) {
        if (!value.isBlank()) map.put(key, value.strip());
    }

    private void use(Map<String, ?> with) {
        ask("use", with);
    }

    /** Closes the way in. */
    public void off() {
        ask("off", Map.of());
    }

    /** Tries again what waits for the owner. */
    public void retry() {
        ask("retry", Map.of());
    }

    /** The key that the SSH server shows is the right one. */
    public void trust() {
        String key = view.now().hostKey();
        if (key != null) ask("trust", Map.of("hostKey", key));
    }

    /** Goes the whole way once. */
    public void test() {
        if (testing) return;
        testing = true;
        ask("test", Map.of());
    }

    /** Opens the page that helps. */
    public void openLink() {
        String link = view.now().link();
        if (link == null) return;
        work.run(
                () -> browser.test(link),
                opened -> {
                    trouble = opened ? null : say("reach.unopened", link);
                    show();
                },
                this::fail);
    }

    private void ask(String command, Map<String, ?> with) {
        trouble = null;
        busy = true;
        show();
        work.run(
                () -> {
                    server.reach(command, with);
                    return true;
                },
                _ -> over(null),
                this::over);
    }

    private void over(@Nullable String sentence) {
        busy = false;
        testing = false;
        fail(sentence);
    }

    private void fail(@Nullable String sentence) {
        trouble = sentence;
        show();
    }

    /** The state of the server, or the time, has moved on. */
    void show() {
        view.set(words());
    }

    private ReachView words() {
        Status status = server.status().now().status();
        if (status == null) {
            return new ReachView(
                    false,
                    "none",
                    null,
                    say("reach.asleep"),
                    Tone.NONE,
                    List.of(),
                    null,
                    null,
                    null,
                    false,
                    null,
                    null,
                    null,
                    null,
                    false,
                    false,
                    trouble);
        }
        ReachEntry reach = status.reach();
        ReachEntry.Look look = reach.look();
        String url = status.publicUrl();
        String reason = reach.reason();
        String next = reach.nextStep();
        return new ReachView(
                true,
                reach.way(),
                url == null ? null : URI.create(url).getAuthority(),
                summary(reach),
                tone(reach),
                hops(look),
                total(look),
                reason == null ? reach.concern() : next == null ? reason : reason + " " + next,
                reach.link(),
                reach.waitsForOwner(),
                reach.hostKey(),
                reach.publicKey(),
                used(reach.use()),
                reach.throwaway() ? say("reach.throwaway") : null,
                testing,
                busy,
                trouble);
    }

    private String summary(ReachEntry reach) {
        if (reach.way().equals("none")) return say("address.none.more");
        ReachEntry.Look look = reach.look();
        String how =
                switch (reach.state()) {
                    case "up" ->
                            look == null
                                    ? say("reach.unchecked")
                                    : say("reach.up", times.ago(look.at()));
                    case "degraded" -> say("reach.degraded", times.since(reach.since()));
                    case "down" ->
                            reach.waitsForOwner()
                                    ? say("reach.waits")
                                    : say("reach.down", times.since(reach.since()));
                    default -> say("reach.connecting");
                };
        return say("reach.summary", say("reach." + reach.way()), how);
    }

    private static Tone tone(ReachEntry reach) {
        return switch (reach.state()) {
            case "up" -> Tone.WELL;
            case "degraded", "down" -> Tone.ATTENTION;
            default -> Tone.NONE;
        };
    }

    private static List<ReachView.HopView> hops(ReachEntry.@Nullable Look look) {
        List<ReachView.HopView> hops = new ArrayList<>();
        if (look == null) return hops;
        for (ReachEntry.Step step : look.hops()) {
            hops.add(
                    new ReachView.HopView(
                            step.place(),
                            say("reach.hop." + step.place()),
                            step.fine(),
                            step.fine()
                                    ? say("reach.hop.took", step.millis())
                                    : say("reach.hop.fails")));
        }
        return hops;
    }

    private static @Nullable String total(ReachEntry.@Nullable Look look) {
        if (look == null || !look.reached() || look.hops().isEmpty()) return null;
        return say("reach.total", look.hops().getLast().millis());
    }

    private static @Nullable String used(ReachEntry.@Nullable Use use) {
        if (use == null) return null;
        return say(
                "reach.used",
                use.requests(),
                use.freeRequests(),
                use.bytesOut() / 1_000_000,
                use.freeBytesOut() / 1_000_000);
    }
}
