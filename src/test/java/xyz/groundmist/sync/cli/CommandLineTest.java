package xyz.groundmist.sync.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import xyz.groundmist.sync.home.Home;
import xyz.groundmist.sync.home.Settings;
import xyz.groundmist.sync.identity.Network;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** What a person types, sees, and finds as exit code. */
@Timeout(60)
class CommandLineTest {
    private static final String URL = "https://sync.example.org";

    @TempDir static Path data;
    private static Home home;

    @BeforeAll
    static void startServer() throws Exception {
        var flags = new Settings.Flags(data.toString(), "0", URL, true);
        var nobody = new Network(URI.create("http://127.0.0.1:9"), null, true);
        home = Home.start(Settings.read(flags, Map.of()), Map.of(), nobody);
    }

    @AfterAll
    static void stopServer() {
        home.close();
    }

    private record Result(int code, String out, String err) {
        JsonNode json() {
            assertThat(out.lines()).as(err).hasSize(1);
            return JsonMapper.shared().readTree(out);
        }
    }

    private static Result run(String... arguments) {
        return run(Map.of("DATA_DIR", data.toString()), arguments);
    }

    private static Result run(Map<String, String> environment, String... arguments) {
        var out = new StringWriter();
        var err = new StringWriter();
        var terminal =
                new Terminal(
                        new PrintWriter(out, true), new PrintWriter(err, true), environment, false);
        int code = CommandLineProgram.run(terminal, arguments);
        return new Result(code, out.toString(), err.toString());
    }

    @Test
    void statusSaysWhatRunsAndWhere() {
        Result result = run("status");

        assertThat(result.code()).isZero();
        assertThat(result.err()).isEmpty();
        assertThat(result.out())
                .contains("is running", home.url(), URL, data.toString(), "0 sockets");
    }

    @Test
    void statusAsJsonHasEveryFigure() {
        JsonNode status = run("status", "--json").json();

        assertThat(status.propertyNames())
                .containsExactlyInAnyOrder(
                        "version",
                        "pid",
                        "started",
                        "port",
                        "url",
                        "publicUrl",
                        "reach",
                        "owner",
                        "account",
                        "dataFolder",
                        "spaces",
                        "connectedApps",
                        "connectedSockets",
                        "requests",
                        "pausedApps",
                        "windowOpenUntil",
                        "notices",
                        "devices",
                        "problems");
        assertThat(status.path("pid").longValue()).isEqualTo(ProcessHandle.current().pid());
        assertThat(status.path("url").stringValue()).isEqualTo(home.url());
        assertThat(status.path("owner").isNull()).isTrue();
    }

    @Test
    void anAppIsAddedListedConnectedAndRevoked() throws Exception {
        JsonNode added =
                run(
                                "apps",
                                "add",
                                "--space",
                                "xyz.groundmist.library",
                                "--name",
                                "the script",
                                "--read-only",
                                "--expires",
                                "30d",
                                "--json")
                        .json();
        String id = added.path("id").stringValue();
        String token = added.path("token").stringValue();
        assertThat(added.propertyNames()).containsExactly("id", "token", "url");
        assertThat(added.path("url").stringValue())
                .isEqualTo("wss://sync.example.org/?token=" + token);

        JsonNode listed = only(run("apps", "list", "--json").json(), id);
        assertThat(listed.path("name").stringValue()).isEqualTo("the script");
        assertThat(listed.path("readOnly").booleanValue()).isTrue();
        assertThat(listed.path("lastUsed").isNull()).isTrue();
        assertThat(run("apps", "list").out())
                .contains(id, "the script", "allowed until")
                .doesNotContain(token);

        try (var client = HttpClient.newHttpClient()) {
            var closed = new CompletableFuture<Integer>();
            connect(client, token, closed);
            JsonNode status = run("status", "--json").json();
            assertThat(status.path("connectedApps").intValue()).isEqualTo(1);
            assertThat(status.path("connectedSockets").intValue()).isEqualTo(1);

            Result revoked = run("apps", "revoke", id);
            assertThat(revoked.code()).isZero();
            assertThat(revoked.out()).contains(id);
            assertThat(closed.get(10, TimeUnit.SECONDS)).isPositive();
            client.shutdownNow();
        }
        assertThat(only(run("apps", "list", "--json").json(), id).path("revoked").isString())
                .isTrue();

        Result again = run("apps", "revoke", id);
        assertThat(again.code()).isEqualTo(1);
        assertThat(again.err()).contains("“" + id + "”", "apps list");
    }

    @Test
    void whatAnAppMayDoIsChangedAndItsSocketsBeginAnew() throws Exception {
        JsonNode added =
                run("apps", "add", "--space", "xyz.groundmist.library", "--name", "Quill", "--json")
                        .json();
        String id = added.path("id").stringValue();
        try (var client = HttpClient.newHttpClient()) {
            var closed = new CompletableFuture<Integer>();
            connect(client, added.path("token").stringValue(), closed);

            Result narrowed = run("apps", "access", id, "--read-only");

            assertThat(narrowed.code()).isZero();
            assertThat(narrowed.out().strip()).isEqualTo("The app " + id + " may only read now.");
            assertThat(closed.get(10, TimeUnit.SECONDS)).isPositive();
            client.shutdownNow();
        }
        assertThat(readOnly(id)).isTrue();
        assertThat(run("apps", "access", id).out().strip())
                .isEqualTo("The app " + id + " may write now.");
        assertThat(readOnly(id)).isFalse();
    }

    private static boolean readOnly(String id) {
        return only(run("apps", "list", "--json").json(), id).path("readOnly").booleanValue();
    }

    private static JsonNode only(JsonNode apps, String id) {
        for (JsonNode app : apps.path("apps")) {
            if (app.path("id").stringValue().equals(id)) return app;
        }
        throw new AssertionError("the app " + id + " is not listed");
    }

    private static void connect(
            HttpClient client, String token, CompletableFuture<Integer> closed) {
        var listener =
                new WebSocket.Listener() {
                    @Override
                    public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
                        closed.complete(code);
                        return CompletableFuture.completedStage(null);
                    }
                };
        var address = URI.create(home.url().replace("http", "ws") + "/?token=" + token);
        client.newWebSocketBuilder().buildAsync(address, listener).join();
    }

    @Test
    void anEmptyOriginIsRefusedRatherThanTakenForAnyOrigin() {
        Result result = run("apps", "add", "--space", "com.example.empty", "--origin", "");

        assertThat(result.code()).isEqualTo(1);
        assertThat(result.err()).contains("is not a web origin");
    }

    @Test
    void aResultThatCannotBePrintedIsExitCodeOne() {
        var err = new StringWriter();
        var terminal =
                new Terminal(
                        new PrintWriter(new FullDisk(), true),
                        new PrintWriter(err, true),
                        Map.of("DATA_DIR", data.toString()),
                        false);

        assertThat(CommandLineProgram.run(terminal, "status")).isEqualTo(1);
        assertThat(err.toString()).contains("could not be printed");
    }

    private static final class FullDisk extends Writer {
        @Override
        public void write(char[] text, int from, int length) throws IOException {
            throw new IOException("no space left on device");
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    @Test
    void whatNobodyReadsAnyMoreIsNoFailure() {
        var err = new StringWriter();
        var terminal =
                new Terminal(
                        new PrintWriter(new FullDisk(), true),
                        new PrintWriter(err, true),
                        Map.of("DATA_DIR", data.toString()),
                        false,
                        false,
                        () -> true);

        assertThat(CommandLineProgram.run(terminal, "status")).isZero();
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void anInvitationIsALinkAndInATerminalADrawingToo() {
        Result plain = run("apps", "invite", "--space", "com.example.notes", "--read-only");
        assertThat(plain.code()).as(plain.err()).isZero();
        assertThat(plain.out())
                .containsPattern("  https://sync\\.example\\.org/#invitation=[A-Za-z0-9_-]{22}\n")
                .contains("com.example.notes, reading only")
                .doesNotContain("█");
        assertThat(run("apps", "invite", "--space", "com.example.notes", "--qr").out())
                .contains("█");

        JsonNode invitation =
                run(
                                "apps",
                                "invite",
                                "--space",
                                "com.example.notes",
                                "--app",
                                "https://notes.example",
                                "--qr",
                                "--json")
                        .json();
        assertThat(invitation.path("link").stringValue())
                .matches(
                        "https://notes\\.example/#groundmist-sync=sync\\.example\\.org"
                                + "&invitation=[A-Za-z0-9_-]{22}");
        assertThat(invitation.path("expires").isString()).isTrue();
    }

    @Test
    void aTerminalIsDrawnOn() {
        var out = new StringWriter();
        var terminal =
                new Terminal(
                        new PrintWriter(out, true),
                        new PrintWriter(new StringWriter(), true),
                        Map.of("DATA_DIR", data.toString()),
                        true,
                        true,
                        () -> false);

        CommandLineProgram.run(terminal, "apps", "invite", "--space", "com.example.notes");

        assertThat(out.toString()).contains("\u001b[97;40m", "▀");
    }

    @Test
    void theLogTellsOfAnAddedApp() {
        String id =
                run("apps", "add", "--space", "com.example.logged", "--json")
                        .json()
                        .path("id")
                        .stringValue();

        assertThat(run("apps", "log", "--app", id).out())
                .contains("WHEN", "script let in", id, "com.example.logged");
        JsonNode log = run("apps", "log", "--app", id, "--json").json();
        assertThat(log).hasSize(1);
        assertThat(log.path(0).path("event").stringValue()).isEqualTo("added");
        assertThat(run("apps", "log", "--app", "nobody00").out()).contains("Nothing has happened");
    }

    @Test
    void advicesCanBeTypedAsTheyStand() {
        Result added =
                run(
                        Map.of(),
                        "apps",
                        "add",
                        "--space",
                        "com.example.notes",
                        "--data-dir",
                        data.toString());

        assertThat(added.out())
                .containsPattern("apps revoke [0-9a-z]{8} --data-dir " + data + "\n");
    }

    @Test
    void anAddedAppIsShownForPeopleToo() {
        Result result = run("apps", "add", "--space", "xyz.groundmist.library");

        assertThat(result.code()).isZero();
        assertThat(result.out())
                .contains("  wss://sync.example.org/?token=", "groundmist-sync apps revoke ");
    }

    @ParameterizedTest
    @CsvSource({
        "'apps,add,--space,..', names no space",
        "'apps,add,--space,xyz.groundmist.library,--origin,nowhere', web origin",
        "'documents,list,--space,xyz.unknown', no space “xyz.unknown” yet",
        "'documents,delete,../x', is no document",
        "'documents,delete,automerge:43gJ3Qa9bPAVmNUbnJFnwG8NVZpX', There is no document 43gJ",
        "'documents,undelete,43gJ3Qa9bPAVmNUbnJFnwG8NVZpX', kept for 30 days",
        "'apps,access,nobody,--read-only', “nobody”",
        "'apps,approve,K7-QM', No app with the code “K7-QM” waits",
        "'apps,deny,K7-QM', No app with the code “K7-QM” waits",
        "'apps,invite,--space,..', names no space",
        "'apps,invite,--space,a.b,--app,ftp://x', is not the address of an app",
        "'apps,invite,--space,a.b,--app,https://x.example/#y', is not the address of an app",
        "'apps,window', has no owner yet",
    })
    void whatTheServerRefusesIsSaidInASentence(String command, String sentence) {
        Result result = run(command.split(",", -1));

        assertThat(result.code()).isEqualTo(1);
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).contains(sentence).doesNotContain("\tat ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"spaces list --json", "documents list --json"})
    void listsAsJsonAreArrays(String command) {
        assertThat(run(command.split(" ", -1)).json().isArray()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nonsense",
                "apps",
                "apps add",
                "apps revoke",
                "apps access",
                "apps approve",
                "apps deny",
                "apps invite",
                "apps window --minutes 0",
                "apps window --minutes 61",
                "apps window --minutes five",
                "apps log nonsense",
                "documents delete",
                "apps add --space a.b --expires 3",
                "apps add --space a.b --expires 0d",
                "spaces",
                "status --colour",
                "serve --port",
                "serve --port many",
                "serve --public-url sync.example.org",
            })
    void wrongUseIsExitCodeTwoWithAHint(String command) {
        Result result = run(command.split(" ", -1));

        assertThat(result.code()).isEqualTo(2);
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).isNotBlank().doesNotContain("\tat ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "status",
                "apps list",
                "apps add --space a.b",
                "apps approve K7-QM",
                "apps deny K7-QM",
                "apps revoke x",
                "apps access x",
                "apps invite --space a.b",
                "apps window",
                "apps log",
                "spaces list",
                "documents list",
                "documents delete x",
                "documents undelete x",
            })
    void withoutAServerEveryCommandSaysHowToStartOne(String command, @TempDir Path empty) {
        Result result = run(Map.of(), (command + " --data-dir " + empty).split(" ", -1));

        assertThat(result.code()).isEqualTo(1);
        assertThat(result.err().strip())
                .isEqualTo(
                        "Groundmist Sync isn't running for "
                                + empty
                                + ". Start it with: groundmist-sync serve --data-dir "
                                + empty);
    }

    @Test
    void aSecondServerOnTheSameFolderIsRefused() {
        Result result = run("serve", "--port", "0");

        assertThat(result.code()).isEqualTo(1);
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).contains("already runs for " + data).hasLineCount(1);
    }

    @Test
    void aTakenPortIsSaidAndLeavesTheFolderFree(@TempDir Path other) {
        String port = Integer.toString(URI.create(home.url()).getPort());

        for (int time = 0; time < 2; time++) {
            Result result = run(Map.of(), "serve", "--port", port, "--data-dir", other.toString());

            assertThat(result.code()).isEqualTo(1);
            assertThat(result.out()).isEmpty();
            assertThat(result.err()).contains("Port " + port + " is taken").hasLineCount(1);
        }
    }

    @Test
    void aBrokenSettingsFileIsExitCodeOne(@TempDir Path other) throws Exception {
        Files.writeString(other.resolve("settings.json"), "{");

        Result result = run(Map.of(), "serve", "--data-dir", other.toString());

        assertThat(result.code()).isEqualTo(1);
        assertThat(result.err()).contains(other.resolve("settings.json").toString());
    }

    @Test
    void helpNamesEveryCommandAndVersionTheVersion() {
        Result help = run("--help");
        assertThat(help.code()).isZero();
        assertThat(help.out())
                .contains("serve", "status", "apps", "spaces", "documents", "DATA_DIR")
                .doesNotContain("\u001b");
        assertThat(run("apps", "add", "--help").out()).contains("--origin", "30d");

        Result version = run("--version");
        assertThat(version.code()).isZero();
        assertThat(version.out()).matches("groundmist-sync [0-9]+\\.[0-9]+.*\\R");
    }

    @Test
    void theDataFolderFlagGoesBeforeTheVariable(@TempDir Path empty) {
        var environment = new HashMap<>(Map.of("DATA_DIR", empty.toString()));

        assertThat(run(environment, "status").code()).isEqualTo(1);
        assertThat(run(environment, "status", "--data-dir", data.toString()).code()).isZero();
    }

    @Test
    void theManualTellsOfEveryCommandAndOption() {
        Result result = run("manual");

        assertThat(result.code()).isZero();
        assertThat(result.out())
                .startsWith(".TH GROUNDMIST\\-SYNC 1")
                .contains(".SS backups schedule", ".SS restore FILE", "\\-\\-old\\-machine\\-gone")
                .contains("BACKUP_DIR")
                .doesNotContain(".SS manual");
        assertThat(result.out().lines()).noneMatch(line -> line.startsWith("'"));
    }

    @Test
    void aShellCanCompleteWhatIsTyped() {
        Result result = run("generate-completion");

        assertThat(result.code()).isZero();
        assertThat(result.out()).contains("complete -F", "groundmist-sync", "support-report");
    }

    @Test
    void theSettingsOfThePrototypeAreTakenOverBeforeTheFirstStart(@TempDir Path folder)
            throws Exception {
        Path file = Files.writeString(folder.resolve(".env"), "PORT=4040\nJWT_SECRET=hunter2");
        Path fresh = folder.resolve("data");

        Result result = run("setup", "--from", file.toString(), "--data-dir", fresh.toString());

        assertThat(result.code()).isEqualTo(1);
        assertThat(result.out())
                .contains(": PORT.", "not accepted", "Now start it")
                .doesNotContain("hunter2");
        assertThat(Files.readString(fresh.resolve("settings.json"))).contains("4040");
    }

    @Test
    void aBackupIsMadeShownTriedAndBroughtBack(@TempDir Path folder) {
        Path file = folder.resolve("sync.zip");
        assertThat(run("backup", file.toString()).out()).contains("into " + file, "--with-secrets");
        assertThat(run("backups", "show").out())
                .contains("Last       ", file.toString(), "Tried      never", "By itself  never");
        assertThat(run("backups", "rehearse").out()).contains("can be restored");
        JsonNode state = run("backups", "show", "--json").json();
        assertThat(state.path("rehearsed").path("problem").isNull()).isTrue();

        String fresh = folder.resolve("fresh").toString();
        assertThat(run("restore", file.toString(), "--data-dir", fresh).out())
                .contains("Restored", "Start it:", "Sign in:");
        Result again = run("restore", file.toString(), "--data-dir", fresh);
        assertThat(again.code()).isEqualTo(1);
        assertThat(again.err()).contains("holds data already", "--replace");
    }

    @Test
    void backupsByThemselvesAreSetAndEnded(@TempDir Path folder) {
        assertThat(run("backups", "schedule", "--to", folder.toString(), "--keep", "3").out())
                .contains("every day into " + folder, "the last 3");
        assertThat(run("backups", "schedule", "--to", folder.toString(), "--keep", "0").err())
                .contains("from 1 to 1000");
        assertThat(run("backups", "schedule", "--off").out()).contains("By itself  never");
        assertThat(run("backups", "schedule").code()).isEqualTo(2);
    }
}
