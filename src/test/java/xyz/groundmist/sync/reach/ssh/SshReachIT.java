package xyz.groundmist.sync.reach.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import xyz.groundmist.sync.reach.OpenReach;
import xyz.groundmist.sync.reach.ReachException;
import xyz.groundmist.sync.reach.ReachKeeper;
import xyz.groundmist.sync.reach.ReachState;
import xyz.groundmist.sync.reach.Visitor;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A way in through a real OpenSSH server, and what that server and the net do to it. */
class SshReachIT {
    private static final URI PUBLIC = URI.create("https://sync.example.org");

    @TempDir Path folder;
    private OpenSshServer sshd;
    private InnerServer inside;
    private int remotePort;

    @BeforeEach
    void start() throws Exception {
        sshd = new OpenSshServer(folder.resolve("sshd"));
        remotePort = OpenSshServer.freePort();
        sshd.letIn(SshKey.own(ownKey()).publicLine());
        sshd.start();
        inside = InnerServer.echo();
    }

    @AfterEach
    void end() throws Exception {
        inside.close();
        sshd.close();
    }

    private Path ownKey() {
        return folder.resolve("ssh-key");
    }

    private SshSettings settings() throws Exception {
        return new SshSettings(
                "127.0.0.1",
                sshd.port(),
                OpenSshServer.user(),
                new SshSettings.Login.OwnKey(),
                sshd.hostKey(),
                SshSettings.DEFAULT_BIND_HOST,
                remotePort,
                PUBLIC,
                true);
    }

    private SshSettings withLogin(SshSettings.Login login) throws Exception {
        SshSettings s = settings();
        return new SshSettings(
                s.host(),
                s.port(),
                s.user(),
                login,
                s.hostKey(),
                s.bindHost(),
                s.remotePort(),
                s.publicUrl(),
                s.forwardedHeader());
    }

    private SshReach reach(SshSettings settings) {
        return reach(settings, null, null);
    }

    private SshReach reach(
            SshSettings settings, @Nullable String passphrase, @Nullable Path agent) {
        return new SshReach(settings, ownKey(), () -> passphrase, agent);
    }

    private ReachException refusal(SshSettings settings) {
        return refusal(reach(settings));
    }

    private ReachException refusal(SshReach reach) {
        return catchThrowableOfType(ReachException.class, () -> reach.open(inside).close());
    }

    private Socket visitor() throws IOException {
        var socket = new Socket("127.0.0.1", remotePort);
        socket.setSoTimeout(20_000);
        return socket;
    }

    private String echo(String text) throws IOException {
        try (Socket visitor = visitor()) {
            visitor.getOutputStream().write(text.getBytes(UTF_8));
            visitor.shutdownOutput();
            return new String(visitor.getInputStream().readAllBytes(), UTF_8);
        }
    }

    @Test
    void visitorsOfThatPortGetToOurs() throws Exception {
        try (OpenReach open = reach(settings()).open(inside)) {
            assertThat(open.publicUrl()).isEqualTo(PUBLIC);
            assertThat(echo("hello")).isEqualTo("hello");
            assertThat(open.answers(Duration.ofSeconds(5))).isTrue();
            assertThat(open.lost()).isNotDone();
        }
        assertThat(inside.visitors).containsExactly(new Visitor(null, true));
        eventually(() -> {
            try (Socket _ = visitor()) {
                return false;
            } catch (ConnectException _) {
                return true;
            }
        });
    }

    @Test
    void ourKeyIsForItsUserOnlyAndStaysTheSame() throws Exception {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(ownKey())))
                .isEqualTo("rw-------");
        String line = SshKey.own(ownKey()).publicLine();
        assertThat(line).matches("ssh-ed25519 [A-Za-z0-9+/=]+ groundmist-sync");
        assertThat(SshKey.own(ownKey()).publicLine()).isEqualTo(line);
    }

    @Test
    void anUnknownHostKeyIsShownAndNothingElseHappens() throws Exception {
        SshSettings unconfirmed = settings().trusting("");
        SshSettings never =
                new SshSettings(
                        unconfirmed.host(),
                        unconfirmed.port(),
                        unconfirmed.user(),
                        unconfirmed.login(),
                        null,
                        unconfirmed.bindHost(),
                        unconfirmed.remotePort(),
                        PUBLIC,
                        true);

        ReachException shown = refusal(never);

        assertThat(shown.fatal()).isTrue();
        assertThat(shown).hasMessageContaining(sshd.hostKey());
        try (OpenReach open = reach(never.trusting(sshd.hostKey())).open(inside)) {
            assertThat(echo("now")).isEqualTo("now");
        }
    }

    @Test
    void aChangedHostKeyIsFatal() throws Exception {
        SshSettings before = settings();
        sshd.kill();
        sshd.makeHostKey();
        sshd.start();

        ReachException why = refusal(before);

        assertThat(why.fatal()).isTrue();
        assertThat(why).hasMessageContaining(sshd.hostKey()).hasMessageContaining(before.hostKey());
    }

    @Test
    void aKeyThatIsNotLetInIsFatalAndItsLineIsShown() throws Exception {
        sshd.letIn("");

        ReachException why = refusal(settings());

        assertThat(why.fatal()).isTrue();
        assertThat(why.nextStep()).contains(SshKey.own(ownKey()).publicLine());
    }

    @Test
    void aServerThatIsAwayIsTriedAgain() throws Exception {
        sshd.kill();

        ReachException why = refusal(settings());

        assertThat(why.fatal()).isFalse();
        assertThat(why).hasMessageContaining("nobody listens");
    }

    @Test
    void forbiddenForwardingHasItsOwnWords() throws Exception {
        sshd.kill();
        sshd.configure("AllowTcpForwarding no");
        sshd.start();

        ReachException why = refusal(settings());

        assertThat(why.fatal()).isFalse();
        assertThat(why).hasMessageContaining("doesn't listen on its port " + remotePort);
        assertThat(why.nextStep()).contains("AllowTcpForwarding");
    }

    @Test
    void anOwnersKeyWithAPassphrase() throws Exception {
        Path key = folder.resolve("owners");
        OpenSshServer.run("ssh-keygen", "-q", "-t", "ed25519", "-N", "open sesame", "-f", "" + key);
        sshd.letIn(Files.readString(Path.of(key + ".pub")));
        SshSettings settings = withLogin(new SshSettings.Login.KeyFile(key));

        try (OpenReach open = reach(settings, "open sesame", null).open(inside)) {
            assertThat(echo("in")).isEqualTo("in");
        }
        ReachException wrong = refusal(reach(settings, "sesame", null));
        assertThat(wrong.fatal()).isTrue();
        assertThat(wrong.getMessage() + wrong.nextStep())
                .contains("passphrase")
                .doesNotContain("sesame");
        assertThat(refusal(reach(settings, null, null)).fatal()).isTrue();
    }

    @Test
    void anOwnersAgent() throws Exception {
        Path key = folder.resolve("agents");
        OpenSshServer.run("ssh-keygen", "-q", "-t", "rsa", "-N", "", "-f", "" + key);
        sshd.letIn(Files.readString(Path.of(key + ".pub")));
        Path socket = folder.resolve("agent");
        Process agent = new ProcessBuilder("ssh-agent", "-D", "-a", "" + socket).start();
        try {
            eventually(() -> Files.exists(socket));
            var add = new ProcessBuilder("ssh-add", "-q", "" + key);
            add.environment().put("SSH_AUTH_SOCK", "" + socket);
            assertThat(add.inheritIO().start().waitFor()).isZero();
            SshSettings settings = withLogin(new SshSettings.Login.Agent());

            try (OpenReach open = reach(settings, null, socket).open(inside)) {
                assertThat(echo("in")).isEqualTo("in");
            }
            assertThat(refusal(reach(settings, null, null))).hasMessageContaining("agent");
        } finally {
            agent.destroyForcibly().waitFor();
        }
    }

    /** As one that is stopped, or waits for a person who isn't there. */
    @Test
    void anAgentThatSaysNothingIsGivenUpAndHoldsNoThread() throws Exception {
        Path socket = folder.resolve("agent");
        SshReach reach = reach(withLogin(new SshSettings.Login.Agent()), null, socket);
        assertThat(refusal(reach)).hasMessage("The SSH agent doesn't answer.");
        try (var silent = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            silent.bind(UnixDomainSocketAddress.of(socket));

            ReachException why = refusal(reach);

            assertThat(why.fatal()).isFalse();
            assertThat(why).hasMessage("The SSH agent doesn't answer.");
            eventually(() ->
                    Thread.getAllStackTraces().values().stream()
                            .flatMap(Arrays::stream)
                            .noneMatch(frame ->
                                    frame.getClassName().equals(SshAgentSocket.class.getName())));
        }
    }

    @Test
    void aKilledServerIsNoticedAndFoundAgain() throws Exception {
        try (var keeper = new ReachKeeper(reach(settings()), inside)) {
            keeper.start();
            eventually(() -> keeper.state() instanceof ReachState.Up);
            assertThat(echo("before")).isEqualTo("before");

            sshd.kill();
            eventually(() -> !(keeper.state() instanceof ReachState.Up));
            sshd.start();

            eventually(() -> keeper.state() instanceof ReachState.Up);
            assertThat(echo("after")).isEqualTo("after");
        }
    }

    /** Its connection stays and holds the port, so the first tries are refused. */
    @Test
    void aFrozenServerIsGivenUpAndItsPortIsHadBackWhenItIsFree() throws Exception {
        try (OpenReach open = reach(settings()).open(inside)) {
            assertThat(echo("before")).isEqualTo("before");
            sshd.freezeSessions();

            assertThat(open.answers(Duration.ofSeconds(1))).isFalse();
            ReachException lost = open.lost().get(20, TimeUnit.SECONDS);
            assertThat(lost.fatal()).isFalse();
        }

        ReachException stale = refusal(settings());
        assertThat(stale.fatal()).isFalse();
        assertThat(stale).hasMessageContaining("still taken for a while");
        sshd.endSessions();

        eventually(() -> {
            try (OpenReach open = reach(settings()).open(inside)) {
                return echo("after").equals("after");
            } catch (ReachException _) {
                return false;
            }
        });
    }

    @Test
    void aServerFrozenBeforeWeComeDoesNotHoldUsForEver() throws Exception {
        SshSettings settings = settings();
        sshd.freeze();
        try {
            var threads = Executors.newVirtualThreadPerTaskExecutor();
            Future<ReachException> attempt = threads.submit(() -> refusal(settings));
            assertThat(attempt.get(40, TimeUnit.SECONDS).fatal()).isFalse();
            threads.shutdown();
        } finally {
            sshd.thaw();
        }
    }

    @Test
    void anInterruptEndsTheAttempt() throws Exception {
        SshSettings settings = settings();
        sshd.freeze();
        try {
            var ended = new java.util.concurrent.CompletableFuture<Throwable>();
            Thread attempt =
                    Thread.ofVirtual()
                            .start(() -> {
                                try {
                                    reach(settings).open(inside).close();
                                } catch (ReachException | InterruptedException e) {
                                    ended.complete(e);
                                }
                            });
            Thread.sleep(300);
            attempt.interrupt();
            assertThat(ended.get(5, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
        } finally {
            sshd.thaw();
        }
    }

    @Test
    void aHundredVisitorsAtOnceEachGetTheirOwnBytes() throws Exception {
        try (OpenReach open = reach(settings()).open(inside);
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var answers = new ArrayList<Future<String>>();
            for (int i = 0; i < 100; i++) {
                String text = ("visitor " + i + " ").repeat(3000);
                answers.add(threads.submit(() -> echo(text)));
            }
            for (int i = 0; i < 100; i++) {
                assertThat(answers.get(i).get()).isEqualTo(("visitor " + i + " ").repeat(3000));
            }
            assertThat(open.lost()).isNotDone();
        }
    }

    @Test
    void sixtyFourMegabytesArriveAsTheyWereSent() throws Exception {
        byte[] sent = new byte[64 << 20];
        new Random(7).nextBytes(sent);
        try (OpenReach open = reach(settings()).open(inside);
                Socket visitor = visitor()) {
            Thread writer =
                    Thread.ofVirtual()
                            .start(() -> {
                                try {
                                    visitor.getOutputStream().write(sent);
                                    visitor.shutdownOutput();
                                } catch (IOException e) {
                                    throw new AssertionError(e);
                                }
                            });
            assertThat(visitor.getInputStream().readAllBytes()).isEqualTo(sent);
            writer.join();
            assertThat(open.lost()).isNotDone();
        }
    }

    /** What isn't taken stays where it is: nobody here gathers it. */
    @Test
    void aVisitorWhoTakesNothingHoldsUpOnlyItself() throws Exception {
        var written = new AtomicInteger();
        try (var endless =
                        new InnerServer((in, out, _) -> {
                            byte[] megabyte = new byte[1 << 20];
                            if (in.read() == 'e') {
                                out.write("short".getBytes(UTF_8));
                                return;
                            }
                            while (true) {
                                out.write(megabyte);
                                written.incrementAndGet();
                            }
                        });
                OpenReach open = reach(settings()).open(endless);
                Socket stalled = visitor()) {
            stalled.getOutputStream().write('s');
            int before = -1;
            while (before != written.get()) {
                before = written.get();
                Thread.sleep(700);
            }
            assertThat(before).isLessThan(40);
            assertThat(echo("e")).isEqualTo("short");
            assertThat(open.lost()).isNotDone();
        }
    }

    @Test
    void whatAVisitorSendsWaitsUntilWeTakeIt() throws Exception {
        try (var deaf = new InnerServer((_, _, _) -> Thread.sleep(60_000));
                OpenReach open = reach(settings()).open(deaf);
                Socket talker = visitor()) {
            var sent = new AtomicInteger();
            Thread writer =
                    Thread.ofVirtual()
                            .start(() -> {
                                byte[] megabyte = new byte[1 << 20];
                                try {
                                    while (true) {
                                        talker.getOutputStream().write(megabyte);
                                        sent.incrementAndGet();
                                    }
                                } catch (IOException _) {
                                    // the end of the test
                                }
                            });
            int before = -1;
            while (before != sent.get()) {
                before = sent.get();
                Thread.sleep(700);
            }
            assertThat(before).isLessThan(40);
            assertThat(open.answers(Duration.ofSeconds(5))).isTrue();
            talker.close();
            writer.join();
        }
    }

    /** Each side ends its own direction, whichever is first. */
    @Test
    void theServerMayEndItsDirectionFirst() throws Exception {
        try (var brief =
                        new InnerServer((in, out, socket) -> {
                            out.write("bye".getBytes(UTF_8));
                            socket.shutdownOutput();
                            in.readAllBytes();
                        });
                OpenReach open = reach(settings()).open(brief);
                Socket visitor = visitor()) {
            InputStream in = visitor.getInputStream();
            assertThat(new String(in.readAllBytes(), UTF_8)).isEqualTo("bye");
            visitor.getOutputStream().write("still talking".getBytes(UTF_8));
            assertThat(open.lost()).isNotDone();
        }
    }

    @Test
    void nobodyAtOurPortEndsThatVisitorOnly() throws Exception {
        try (OpenReach open = reach(settings()).open(inside)) {
            inside.close();
            try (Socket visitor = visitor()) {
                assertThat(visitor.getInputStream().read()).isNegative();
            }
            assertThat(open.answers(Duration.ofSeconds(5))).isTrue();
        }
    }

    /** A service tells the address when somebody signs in; here the user's shell does. */
    @Test
    void theAddressComesFromTheGreeting() throws Exception {
        sshd.kill();
        sshd.configure(
                "ForceCommand printf 'Welcome! See https://admin.example.org/\\r\\nHTTP:"
                        + " http://us.example.org\\r\\nHTTPS: https://us.example.org\\r\\n'; cat");
        sshd.start();
        SshSettings s = settings();
        SshSettings greeted =
                new SshSettings(
                        s.host(),
                        s.port(),
                        s.user(),
                        s.login(),
                        s.hostKey(),
                        s.bindHost(),
                        remotePort,
                        null,
                        true);

        try (OpenReach open = reach(greeted).open(inside)) {
            assertThat(open.publicUrl()).isEqualTo(URI.create("https://us.example.org"));
            assertThat(echo("through")).isEqualTo("through");
        }
    }

    private static void eventually(Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!condition.call()) {
            if (System.nanoTime() > end) throw new AssertionError("it never came true");
            Thread.sleep(50);
        }
    }
}
