package xyz.groundmist.sync.desktop.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import xyz.groundmist.sync.home.ControlException;
import xyz.groundmist.sync.home.ControlException.Leave;
import xyz.groundmist.sync.home.Reaches;
import xyz.groundmist.sync.home.StatusModel.Condition;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What becomes of what a person chooses, without a window. */
class ModelsTest {
    @TempDir Path folder;
    private final FakeServer server = new FakeServer();
    private Duration passed = Duration.ZERO;
    private final InstantSource clock = () -> FakeServer.NOW.plus(passed);
    private final List<String> browsed = new ArrayList<>();
    private boolean browserOpens = true;
    private DesktopModel model;

    @BeforeEach
    @Timeout(10)
    void begin() {
        server.app("a1b2c3d4", "Library", "https://library.groundmist.xyz", false, 2);
        server.app("e5f6g7h8", "prototype", "Trellis", null, true, 90);
        server.start();
        while (server.status().now().condition() != Condition.RUNNING) Thread.onSpinWait();
        model = model(Map.of(), null);
    }

    /** Everything happens at once, in this thread. */
    private DesktopModel model(Map<String, String> environment, @Nullable StartAtLogin login) {
        return new DesktopModel(
                server,
                new Work(Runnable::run, Runnable::run),
                new Times(clock, ZoneOffset.UTC),
                Preferences.read(folder, Runnable::run),
                folder,
                login,
                environment,
                this::browse);
    }

    private boolean browse(String page) {
        browsed.add(page);
        return browserOpens;
    }

    private AccountView account() {
        return model.account().view().now();
    }

    private AppsView apps() {
        return model.apps().view().now();
    }

    @Test
    void theAppUsedLastStandsFirst() {
        model.apps().look();

        assertThat(Objects.requireNonNull(apps().apps()))
                .extracting(AppRow::name, AppRow::used, AppRow::older)
                .containsExactly(
                        tuple("Library", "2 min ago", false), tuple("Trellis", "1 h ago", true));
    }

    @Test
    void anAppIsCutOff() {
        model.apps().look();
        model.apps().select("a1b2c3d4");
        model.apps().cutOff("a1b2c3d4");

        assertThat(server.asked).containsExactly("cut off a1b2c3d4");
        assertThat(apps().selected()).isNull();
        assertThat(apps().apps()).hasSize(1);
    }

    @Test
    void eachLeaveIsAskedForByItself() {
        String throwaway = "This address lasts only as long as its tunnel.";
        String others = "Your account already names another machine, “laptop.example.org”.";
        server.refuse(new ControlException(throwaway, Leave.ANYWAY));
        model.account().publish();
        assertThat(account().trouble()).isEqualTo(throwaway);
        assertThat(account().allTheSame()).isEqualTo("Publish it all the same");

        server.refuse(new ControlException(others, Leave.REPLACE));
        model.account().publishAllTheSame();
        assertThat(account().trouble()).startsWith(others).contains("replace it");
        assertThat(account().allTheSame()).isEqualTo("Replace it");

        server.refuseNoMore();
        model.account().publishAllTheSame();
        assertThat(account().trouble()).isNull();
        assertThat(account().allTheSame()).isNull();
        model.account().publish();
        assertThat(server.asked).containsExactly("publish [REPLACE, ANYWAY]", "publish");
    }

    @Test
    @Timeout(10)
    void aPageThatHelpsAndCannotBeOpenedIsNamed() {
        server.reach(Reaches.refusedByNgrok());
        // the status is told on a thread of its own
        while (model.reach().view().now().link() == null) model.reach().show();
        browserOpens = false;
        model.reach().openLink();

        String link = "https://dashboard.ngrok.com/get-started/your-authtoken";
        assertThat(browsed).containsExactly(link);
        assertThat(model.reach().view().now().trouble()).contains(link);
        browserOpens = true;
        model.reach().openLink();
        assertThat(model.reach().view().now().trouble()).isNull();
    }

    @Test
    void whatCouldNotBeDoneIsSaidAndTheListStays() {
        model.apps().look();
        model.apps().select("a1b2c3d4");
        server.refuse(new ControlException("That could not be written down. Make room."));
        model.apps().cutOff("a1b2c3d4");

        assertThat(apps().trouble()).isEqualTo("That could not be written down. Make room.");
        assertThat(apps().selected()).isNotNull();
        assertThat(apps().apps()).hasSize(2);
    }

    @Test
    void stoppedThereIsNoListToShow() {
        model.apps().look();
        server.stop();
        model.apps().look();

        assertThat(apps().apps()).isNull();
    }

    @Test
    void everyAppThatBeginsToAskIsToldOfOnce() {
        List<String> told = new ArrayList<>();
        model.apps().onArrival(approval -> told.add(approval.title()));
        model.apps().look();
        server.request("K7-QM", "Library", "https://library.groundmist.xyz", "account");
        model.apps().look();
        model.apps().look();
        server.request("M2-XP", "Trellis", null, "key");
        model.apps().look();

        assertThat(told).containsExactly("Library wants to sync", "Trellis wants to sync");
    }

    @Test
    void anAppThatAsksAgainAfterItWasRefusedIsToldOfAgain() {
        List<String> told = new ArrayList<>();
        model.apps().onArrival(approval -> told.add(approval.title()));
        server.request("K7-QM", "Library", null, "account");
        model.apps().look();
        model.apps().refuse("K7-QM");
        server.request("K7-QM", "Library", null, "account");
        model.apps().look();

        assertThat(told).hasSize(2);
        assertThat(server.asked).containsExactly("refuse K7-QM");
    }

    @Test
    void onlyAnAppThatProvedWhoUsesItHasACodeToCompare() {
        server.request("K7-QM", "Library", "https://library.groundmist.xyz", "account");
        server.request("M2-XP", "Trellis", null, "key");
        model.apps().look();

        assertThat(apps().asking()).extracting(Approval::shown).containsExactly("K7-QM", null);
        assertThat(apps().asking().toString()).doesNotContain("K7-QM");
    }

    @Test
    void theMinutesForOlderAppsCountDown() {
        model.apps().openWindow();
        assertThat(apps().windowLeft()).isEqualTo("5:00");
        passed = Duration.ofSeconds(61);
        model.tick();
        assertThat(apps().windowLeft()).isEqualTo("3:59");
        passed = Duration.ofMinutes(6);
        model.tick();
        assertThat(apps().windowLeft()).isNull();
    }

    @Test
    void anInvitationCountsDownAndIsOver() {
        model.connect().invite();
        model.connect().invite(" xyz.groundmist.library ", "");
        assertThat(server.asked).containsExactly("invite xyz.groundmist.library ");
        assertThat(model.connect().view().now())
                .isInstanceOfSatisfying(
                        ConnectView.Invited.class,
                        made -> {
                            assertThat(made.left()).isEqualTo("1:58");
                            assertThat(made.toString()).doesNotContain("invitation=");
                        });

        passed = Duration.ofSeconds(118);
        model.tick();

        assertThat(((ConnectView.Invited) model.connect().view().now()).over()).isTrue();
    }

    @Test
    void anInvitationThatIsRefusedSaysWhy() {
        server.refuse(new ControlException("“x” names no space. Give another."));
        model.connect().invite();
        model.connect().invite("x", "");

        assertThat(model.connect().view().now())
                .isEqualTo(
                        new ConnectView.Invite(
                                List.of("xyz.groundmist.library"),
                                false,
                                "“x” names no space. Give another."));
    }

    private SettingsView settings() {
        return model.settings().view().now();
    }

    @Test
    void anotherPortIsWrittenDownAndTheServerStartsAnew() throws IOException {
        model.settings().look();
        model.settings().port("4040");

        assertThat(settings().port()).isEqualTo("4040");
        assertThat(Files.readString(folder.resolve("settings.json"))).contains("4040");
        assertThat(server.starts()).isEqualTo(2);
    }

    @Test
    void aSpaceMayTakeWhatItsOwnerTypes() throws IOException {
        model.settings().look();
        assertThat(settings().space()).isEqualTo("64");
        for (String typed : List.of("0", "100001", "much", "", "-1", "1.5")) {
            model.settings().space(typed);
            assertThat(settings().spaceTrouble()).as(typed).isNotNull();
        }
        assertThat(folder.resolve("settings.json")).doesNotExist();
        assertThat(server.starts()).isEqualTo(1);

        model.settings().space("200");

        assertThat(settings().spaceTrouble()).isNull();
        assertThat(settings().space()).isEqualTo("200");
        assertThat(Files.readString(folder.resolve("settings.json")))
                .contains("\"spaceGigabytes\" : 200");
        assertThat(server.starts()).isEqualTo(2);
        assertThat(settings().document()).contains("2 gigabytes", "1,000,000 changes");
    }

    @Test
    void aPortThatIsNoneIsRefusedAndNothingIsWritten() {
        model.settings().look();
        for (String typed : List.of("0", "65536", "http", "", "-1", "99999999999")) {
            model.settings().port(typed);
            assertThat(settings().portTrouble()).as(typed).isNotNull();
        }
        assertThat(folder.resolve("settings.json")).doesNotExist();
        assertThat(server.starts()).isEqualTo(1);
    }

    @Test
    void theSamePortChangesNothing() {
        model.settings().look();
        model.settings().port("3031");

        assertThat(folder.resolve("settings.json")).doesNotExist();
        assertThat(server.starts()).isEqualTo(1);
    }

    @Test
    void anAddressIsTakenAsPeopleTypeIt() {
        model.settings().look();
        model.settings().publicUrl("sync.example.org");
        assertThat(settings().publicUrl()).isEqualTo("https://sync.example.org");

        model.settings().publicUrl("");
        assertThat(settings().publicUrl()).isEmpty();
    }

    @Test
    void anAddressWithAPathIsRefused() {
        model.settings().look();
        model.settings().publicUrl("https://sync.example.org/here");

        assertThat(settings().publicUrlTrouble()).contains("nothing behind it");
        assertThat(server.starts()).isEqualTo(1);
    }

    @Test
    void whatTheEnvironmentSetsCannotBeChangedHere() {
        model = model(Map.of("PORT", "4711"), null);
        model.settings().look();

        assertThat(settings().port()).isEqualTo("4711");
        assertThat(settings().portFixed()).isTrue();
        assertThat(settings().publicUrlFixed()).isFalse();
    }

    @Test
    void aStoppedServerStaysStoppedWhenThePortChanges() {
        server.stop();
        while (server.status().now().condition() != Condition.STOPPED) Thread.onSpinWait();
        model.settings().look();
        model.settings().port("4040");

        assertThat(server.starts()).isEqualTo(1);
    }

    @Test
    void settingsThatCannotBeReadAreSaid() throws IOException {
        Files.writeString(folder.resolve("settings.json"), "{ nonsense");
        model.settings().look();

        assertThat(settings().trouble()).contains("isn't valid JSON");
    }

    @Test
    void aSwitchThatCannotBeThrownGoesBack() {
        model =
                model(
                        Map.of(),
                        new StartAtLogin() {
                            @Override
                            public boolean on() {
                                return false;
                            }

                            @Override
                            public void set(boolean on) throws IOException {
                                throw new IOException("read-only file system");
                            }
                        });
        model.settings().look();
        model.settings().startAtLogin(true);

        assertThat(settings().startAtLogin()).isFalse();
        assertThat(settings().trouble()).contains("can’t be written");
    }

    @Test
    void theThemeIsRemembered() {
        model.settings().theme(Preferences.Theme.DARK);

        assertThat(model(Map.of(), null).preferences().theme().now())
                .isEqualTo(Preferences.Theme.DARK);
    }

    private Path logFile() throws IOException {
        return Files.createDirectories(folder.resolve("logs")).resolve("groundmist-sync.log");
    }

    private List<String> logged() {
        return model.log().view().now().rows().stream().map(LogView.Row::words).toList();
    }

    @Test
    void theLogShowsWhatComesTheNewestFirst() throws IOException {
        Files.writeString(logFile(), "2026-11-22T08:01:12.003Z INFO  x.Home Listens\n");
        model.log().look();
        Files.writeString(
                logFile(),
                """
                2026-11-22T09:15:40.120Z WARN  x.Room The disk is nearly full
                java.io.IOException: nothing for people
                \tat somewhere
                2026-11-22T10:00:00.000Z INFO  x.Room Half a li\
                """,
                java.nio.file.StandardOpenOption.APPEND);
        model.log().look();

        assertThat(logged()).containsExactly("The disk is nearly full", "Listens");
        Files.writeString(logFile(), "ne\n", java.nio.file.StandardOpenOption.APPEND);
        model.log().look();
        assertThat(logged()).first().isEqualTo("Half a line");
    }

    @Test
    void theLogIsFiltered() throws IOException {
        Files.writeString(
                logFile(),
                """
                2026-11-22T08:01:12.003Z INFO  x.Home Listens
                2026-11-22T09:15:40.120Z WARN  x.Room The disk is nearly full
                """);
        model.log().look();
        model.log().problemsOnly(true);
        assertThat(logged()).containsExactly("The disk is nearly full");
        model.log().filter("LISTENS");
        assertThat(logged()).isEmpty();
        assertThat(model.log().view().now().empty()).isEqualTo("Nothing fits the filter.");
        model.log().problemsOnly(false);
        assertThat(logged()).containsExactly("Listens");
    }

    @Test
    void aLogFileThatBeganAnewIsReadFromItsBeginning() throws IOException {
        Files.writeString(logFile(), "2026-11-22T08:01:12.003Z INFO  x.Home A long first line\n");
        model.log().look();
        Files.writeString(logFile(), "2026-11-22T09:00:00.000Z INFO  x.Home New\n");
        model.log().look();

        assertThat(logged()).containsExactly("New", "A long first line");
    }

    @Test
    void theReportGoesToTheClipboard() {
        List<String> clipboard = new ArrayList<>();
        model.log().report(clipboard::add);

        assertThat(clipboard).singleElement().asString().contains("Groundmist Sync", "Log");
        assertThat(model.log().view().now().note()).startsWith("Copied.");
    }
}
