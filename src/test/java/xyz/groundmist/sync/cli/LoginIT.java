package xyz.groundmist.sync.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import xyz.groundmist.sync.Main;
import xyz.groundmist.sync.atproto.Browser;
import xyz.groundmist.sync.atproto.ConsentPage;
import xyz.groundmist.sync.atproto.Devnet;
import xyz.groundmist.sync.home.Home;
import xyz.groundmist.sync.home.Settings;
import xyz.groundmist.sync.identity.Did;
import xyz.groundmist.sync.identity.IdentityException;
import xyz.groundmist.sync.identity.Network;
import xyz.groundmist.sync.secrets.Secrets;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The owner at the command line of a server, and in a browser: from a handle to the record. */
final class LoginIT {
    private static final Pattern LINK = Pattern.compile("(?m)^ {2}(http\\S+)$");
    private static final String COLLECTION = "xyz.groundmist.sync";

    private final Devnet net = Devnet.shared();
    private final Deque<AutoCloseable> closing = new ArrayDeque<>();
    private final Map<String, String> environment =
            Map.of("USER", "alice", "SSH_CONNECTION", "192.0.2.7 50000 192.0.2.1 22");
    @TempDir private Path folder;

    @AfterEach
    void close() throws Exception {
        while (!closing.isEmpty()) closing.pop().close();
    }

    @Test
    void onThisComputer() throws Exception {
        Devnet.Account alice = net.account("alice");
        Home home = start(null);

        var login = new Command("login", alice.handle(), "--no-browser");
        URI link = login.link();
        assertThat(login.words())
                .contains("on this computer")
                .containsPattern("ssh -L (\\d+):127\\.0\\.0\\.1:\\1 alice@192\\.0\\.2\\.1");
        Browser.Page page = profile().page();
        page.go(link.toString());
        ConsentPage.allow(page, alice);

        assertThat(login.code()).isZero();
        assertThat(login.result()).contains("signed in as @" + alice.handle());
        page.awaitUrl("http://127.0.0.1:");
        page.screenshot(Path.of("target", "devnet", "signed-in.png"), false);
        page.screenshot(Path.of("target", "devnet", "signed-in-dark.png"), true);
        assertThat(home.status().owner()).isEqualTo(alice.did());
        assertThat(home.status().problems()).isEmpty();
        assertThat(run("status").result()).contains("signed in as @" + alice.handle() + ", until ");
        assertThat(run("status").result()).contains("kept     in a file that only you can read");
        assertThat(run("publish").words()).contains("no public address");
        var published = run("publish", "--host", "sync.example.org");
        assertThat(published.result())
                .contains("at sync.example.org now")
                .contains("PUBLIC_URL=https://sync.example.org");
        assertThat(record(alice).at("/host").asString()).isEqualTo("sync.example.org");

        assertThat(run("logout").result()).isEqualTo("You are signed out.\n");
        assertThat(run("logout").code()).isEqualTo(1);
        assertThat(run("status").result()).contains("not signed in").contains("sync.example.org");
        assertThat(home.status().owner()).isEqualTo(alice.did());
    }

    @Test
    void fromAnywhereOnceTheServerHasAnAddress() throws Exception {
        Devnet.Account alice = net.account("alice");
        String address = "https://sync.alice.groundmist.xyz";
        Home home = start(address);
        net.lead(address, home.url());

        var login = new Command("login", "@" + alice.handle(), "--no-browser", "--json");
        Browser.Profile phone = profile();
        phone.lead(address, home.url());
        Browser.Page page = phone.page();
        page.go(login.link().toString());
        assertThat(login.words()).contains("on any computer or phone").doesNotContain("ssh");
        ConsentPage.logIn(page, alice);
        assertThat(page.text()).contains("sync.alice.groundmist.xyz");
        ConsentPage.allow(page);

        assertThat(login.code()).isZero();
        page.awaitUrl(address + "/oauth/callback");
        assertThat(page.text()).contains("You are signed in");
        JsonNode result = new JsonMapper().readTree(login.result());
        assertThat(result.at("/account/handle").asString()).isEqualTo(alice.handle());
        assertThat(result.at("/publishable").asString()).isEqualTo("sync.alice.groundmist.xyz");
        assertThat(home.status().account().until())
                .isAfter(Instant.now().plus(Duration.ofDays(700)));

        assertThat(run("publish").result()).contains("sync.alice.groundmist.xyz now");
        JsonNode record = record(alice);
        assertThat(record.at("/host").asString()).isEqualTo("sync.alice.groundmist.xyz");
        assertThat(record.at("/key").asString()).isEqualTo(keyOf(home));
        assertThat(run("status").result())
                .contains("published        sync.alice.groundmist.xyz, since ");

        // the address changes while the server is off
        home.close();
        closing.remove(home);
        home = start("https://new.alice.groundmist.xyz");
        awaitHost(alice, home, "new.alice.groundmist.xyz");
        assertThat(run("unpublish").result()).contains("no longer says");
        assertThat(record(alice).isMissingNode()).isTrue();
        assertNoSecrets(alice);
    }

    @Test
    void asOneAccountAtATime() throws Exception {
        Devnet.Account alice = net.account("alice");
        Devnet.Account bob = net.account("bob");
        start(null);
        var login = new Command("login", alice.handle(), "--no-browser");
        Browser.Page page = profile().page();
        page.go(login.link().toString());
        ConsentPage.allow(page, alice);
        assertThat(login.code()).isZero();

        var other = run("login", bob.handle(), "--no-browser");

        assertThat(other.code()).isEqualTo(1);
        assertThat(other.words()).contains("@" + alice.handle() + " is signed in. Sign out first");
    }

    @Test
    void givenUpWithCtrlC() throws Exception {
        Devnet.Account alice = net.account("alice");
        start(null);
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Process login =
                new ProcessBuilder(
                                java,
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                System.getProperty("java.class.path"),
                                Main.class.getName(),
                                "login",
                                alice.handle(),
                                "--no-browser",
                                "--data-dir",
                                folder.toString())
                        .start();
        closing.push(login::destroyForcibly);
        String words = "";
        try (var lines = login.errorReader()) {
            String line;
            while ((line = lines.readLine()) != null) {
                words += line + "\n";
                if (line.contains("Ctrl-C")) break;
            }
            Matcher port = Pattern.compile("ssh -L (\\d+):").matcher(words);
            assertThat(port.find()).as(words).isTrue();
            int listening = Integer.parseInt(port.group(1));
            connect(listening);

            // as Ctrl-C does; that signal itself is ignored where the tests run in the background
            new ProcessBuilder("kill", "-TERM", "" + login.pid()).start().waitFor();

            assertThat(login.waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(login.exitValue()).isEqualTo(143);
            assertThatIOException().as("nobody listens").isThrownBy(() -> connect(listening));
        }
        assertThat(new Command("login", alice.handle(), "--no-browser").link()).isNotNull();
    }

    private static void connect(int port) throws IOException {
        new Socket(InetAddress.ofLiteral("127.0.0.1"), port).close();
    }

    @Test
    void butNotWithoutTheOwnersConsent() throws Exception {
        Devnet.Account alice = net.account("alice");
        Home home = start(null);
        var login = new Command("login", alice.handle(), "--no-browser");
        Browser.Page page = profile().page();
        page.go(login.link().toString());
        ConsentPage.deny(page, alice);

        assertThat(login.code()).isEqualTo(1);
        assertThat(login.words()).contains("You didn't allow Groundmist Sync to sign in");
        assertThat(home.status().owner()).isNull();
        assertThat(run("login", "nobody.test").words()).contains("no account of the handle");
    }

    /** What everybody may read must not lead to the session; nor what is written to logs. */
    private void assertNoSecrets(Devnet.Account account) throws Exception {
        assertThat(Files.readString(folder.resolve("account.json"))).doesNotContain("refresh");
        JsonNode kept =
                new JsonMapper()
                        .readTree(Secrets.open(folder, Map.of()).read("account"))
                        .path("session");
        List<String> secrets =
                Stream.of("/credentials/access", "/credentials/refresh")
                        .map(kept::at)
                        .map(JsonNode::asString)
                        .toList();
        assertThat(secrets).hasSize(2).doesNotContain("");
        try (Stream<Path> files = Files.walk(folder.resolve("logs"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(Files.readString(file))
                        .doesNotContain(secrets)
                        .doesNotContain("request_uri")
                        .doesNotContain(account.password());
            }
        }
    }

    private Home start(@Nullable String address) throws Exception {
        var flags = new Settings.Flags(folder.toString(), "0", address, true);
        var network =
                new Network(
                        net.plc(),
                        handle -> {
                            String did = net.resolve(handle.text());
                            if (did != null) return new Did(did);
                            throw new IdentityException(
                                    IdentityException.Kind.NOT_FOUND,
                                    "There is no account of the handle " + handle + ".");
                        },
                        true);
        Home home = Home.start(Settings.read(flags, Map.of()), Map.of(), network);
        closing.push(home);
        return home;
    }

    private Browser.Profile profile() {
        Browser.Profile profile = Browser.shared().profile();
        closing.push(profile);
        return profile;
    }

    private JsonNode record(Devnet.Account account) {
        return net.query(
                        account,
                        "com.atproto.repo.listRecords",
                        Map.of("repo", account.did(), "collection", COLLECTION))
                .at("/records/0/value");
    }

    /** The record first, then what the server has read back of it. */
    private void awaitHost(Devnet.Account account, Home home, String host)
            throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!record(account).at("/host").asString("").equals(host)
                || !host.equals(home.status().account().published())) {
            assertThat(System.nanoTime()).as("the record didn't follow").isLessThan(end);
            Thread.sleep(200);
        }
    }

    /** What the server says of itself under its DID. */
    private static String keyOf(Home home) throws Exception {
        try (var http = HttpClient.newHttpClient()) {
            var ask = HttpRequest.newBuilder(URI.create(home.url() + "/.well-known/did.json"));
            String document = http.send(ask.build(), HttpResponse.BodyHandlers.ofString()).body();
            return new JsonMapper()
                    .readTree(document)
                    .at("/verificationMethod/0/publicKeyMultibase")
                    .asString();
        }
    }

    private Command run(String... words) throws Exception {
        var command = new Command(words);
        command.code();
        return command;
    }

    /** A command that runs beside the story. */
    private final class Command {
        private final StringWriter out = new StringWriter();
        private final StringWriter err = new StringWriter();
        private final CompletableFuture<Integer> code;

        Command(String... words) {
            var all = Stream.concat(Stream.of(words), Stream.of("--data-dir", folder.toString()));
            var terminal =
                    new Terminal(
                            new PrintWriter(out, true),
                            new PrintWriter(err, true),
                            environment,
                            false);
            code =
                    CompletableFuture.supplyAsync(
                            () -> CommandLineProgram.run(terminal, all.toArray(String[]::new)));
        }

        /** What it says to open. */
        URI link() throws InterruptedException {
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
            while (!words().contains("Waiting for your browser")) {
                assertThat(code.isDone()).as(words()).isFalse();
                assertThat(System.nanoTime()).as("no link: " + words()).isLessThan(end);
                Thread.sleep(20);
            }
            Matcher link = LINK.matcher(words());
            assertThat(link.find()).as(words()).isTrue();
            return URI.create(link.group(1));
        }

        int code() throws Exception {
            return code.get(30, TimeUnit.SECONDS);
        }

        String result() {
            return out.toString();
        }

        String words() {
            return err.toString();
        }
    }
}
