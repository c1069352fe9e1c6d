package xyz.groundmist.sync.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpServer;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import xyz.groundmist.sync.doctor.Finding.Verdict;
import xyz.groundmist.sync.home.Home;
import xyz.groundmist.sync.home.Settings;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/** What the doctor says of machines with this and that wrong. */
@Timeout(60)
class DoctorTest {
    @TempDir private Path folder;
    private HttpServer time;
    private Path data;

    @BeforeEach
    void letSomebodyTellTheTime() throws Exception {
        time = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        time.createContext("/", exchange -> exchange.sendResponseHeaders(200, -1));
        time.start();
        data = folder.resolve("data");
        Home.start(settings(null), Map.of()).close();
    }

    @AfterEach
    void stop() {
        time.stop(0);
    }

    private Settings settings(@Nullable String url) throws Exception {
        return Settings.read(new Settings.Flags(data.toString(), "0", url, true), Map.of());
    }

    private List<Finding> look() throws Exception {
        return look(settings(null), InstantSource.system());
    }

    private List<Finding> look(Settings settings, InstantSource clock) {
        URI from = URI.create("http://127.0.0.1:" + time.getAddress().getPort() + "/");
        return new Doctor(settings, from, clock).look();
    }

    private static Finding about(String subject, List<Finding> findings) {
        List<Finding> about =
                findings.stream().filter(one -> one.subject().equals(subject)).toList();
        assertThat(about).as(subject + " in " + findings).hasSize(1);
        return about.getFirst();
    }

    private static void isBad(Finding finding, String sentence, String nextStep) {
        assertThat(finding.verdict()).as(finding.toString()).isEqualTo(Verdict.BAD);
        assertThat(finding.sentence()).contains(sentence);
        assertThat(finding.nextStep()).contains(nextStep);
    }

    @Test
    void aServerThatRunsWellHasNothingBad() throws Exception {
        try (Home running = Home.start(settings(null), Map.of())) {
            List<Finding> findings = look();

            assertThat(findings).noneMatch(one -> one.verdict() == Verdict.BAD);
            assertThat(about("port", findings).sentence()).contains(running.url());
            assertThat(about("clock", findings).verdict()).isEqualTo(Verdict.GOOD);
            assertThat(about("data", findings).sentence()).contains("1 database");
            assertThat(about("backup", findings).nextStep()).contains("backups schedule");
            assertThat(about("account", findings).nextStep()).contains("login");
        }
    }

    @Test
    void aServerThatDoesNotRunIsLookedAtAllTheSame() throws Exception {
        List<Finding> findings = look();

        assertThat(about("server", findings).nextStep()).contains("serve");
        assertThat(about("port", findings).verdict()).isEqualTo(Verdict.GOOD);
        assertThat(about("data", findings).verdict()).isEqualTo(Verdict.GOOD);
    }

    @Test
    void aDamagedDatabaseIsFound() throws Exception {
        Path file = data.resolve("access.db");
        try (var disk = new RandomAccessFile(file.toFile(), "rw")) {
            disk.seek(disk.length() / 2 / 4096 * 4096);
            disk.write(new byte[4096]);
        }

        isBad(about("data", look()), "list of apps", "restore a backup");
    }

    @Test
    void whatIsNoDatabaseIsFound() throws Exception {
        Files.writeString(data.resolve("access.db"), "a poem, of more than sixteen letters");

        isBad(about("data", look()), "list of apps", "restore a backup");
    }

    @Test
    void aPortThatSomebodyElseHasIsFound() throws Exception {
        try (var other = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            var flags = new Settings.Flags(data.toString(), "" + other.getLocalPort(), null, true);

            isBad(
                    about("port", look(Settings.read(flags, Map.of()), InstantSource.system())),
                    "taken",
                    "another port");
        }
    }

    @Test
    void aFolderThatOthersMayLookIntoIsFound() throws Exception {
        Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwxr-xr-x"));

        isBad(about("folder", look()), "may look into", "chmod 700");
    }

    @Test
    void aRestoreThatWasCutShortIsFound() throws Exception {
        Files.createDirectory(data.resolve("restoring"));

        isBad(about("folder", look()), "cut short", "restore FILE --replace");
    }

    @Test
    void aClockThatIsWrongIsFound() throws Exception {
        Instant wrong = Instant.now().minus(Duration.ofMinutes(5));

        isBad(about("clock", look(settings(null), () -> wrong)), "slow", "set-ntp");

        time.stop(0);
        assertThat(about("clock", look()).verdict()).isEqualTo(Verdict.UNKNOWN);
    }

    @Test
    void aNameThatLeadsNowhereIsFound() throws Exception {
        isBad(
                about(
                        "dns",
                        look(settings("https://no-such-name.invalid"), InstantSource.system())),
                "leads nowhere",
                "A or AAAA record");
    }

    @Test
    void whatShowsNoCertificateIsFound() throws Exception {
        try (var plain = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            Thread.ofVirtual().start(() -> answerPlainly(plain));
            String url = "https://127.0.0.1:" + plain.getLocalPort();

            isBad(
                    about("certificate", look(settings(url), InstantSource.system())),
                    "browsers refuse",
                    "public authority");
        }
    }

    private static void answerPlainly(ServerSocket plain) {
        try (var caller = plain.accept()) {
            caller.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(UTF_8));
            caller.getInputStream().readAllBytes();
        } catch (IOException _) {
            // the caller has heard enough
        }
    }
}
