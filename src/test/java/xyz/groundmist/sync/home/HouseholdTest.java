package xyz.groundmist.sync.home;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import xyz.groundmist.sync.home.StatusModel.Condition;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** One process for a folder, in which the server comes and goes. */
@Timeout(60)
class HouseholdTest {
    @TempDir Path folder;
    private final CountDownLatch shown = new CountDownLatch(1);

    @SuppressWarnings("NullAway.Init") // by each test
    private Household household;

    @AfterEach
    void close() {
        if (household != null) household.close();
    }

    private Household take() throws HomeException {
        return Household.take(flags("0"), Map.of(), shown::countDown);
    }

    private Settings.Flags flags(String port) {
        return new Settings.Flags(folder.toString(), port, null, true);
    }

    private void await(Condition condition) throws InterruptedException {
        while (household.status().now().condition() != condition) Thread.sleep(5);
    }

    private Object ask(String command) throws HomeException {
        try (var client = ControlClient.connect(folder, "groundmist-sync")) {
            return client.ask(command, Map.of(), Object.class);
        }
    }

    @Test
    void theServerIsStartedStoppedAndStartedAgain() throws Exception {
        household = take();
        assertThat(household.status().now().condition()).isEqualTo(Condition.STOPPED);
        for (int i = 0; i < 2; i++) {
            household.start();
            await(Condition.RUNNING);
            assertThat(ask("status")).isInstanceOf(Map.class);
            household.stop();
            await(Condition.STOPPED);
        }
    }

    @Test
    void stoppedTheFolderStaysTakenAndTheCommandsAreAnswered() throws Exception {
        household = take();
        household.start();
        household.stop();

        assertThatThrownBy(this::take)
                .isInstanceOfSatisfying(
                        StartException.class, e -> assertThat(e.alreadyRuns()).isTrue());
        assertThatThrownBy(() -> ask("status"))
                .isInstanceOf(ControlException.class)
                .hasMessageContaining("syncing is stopped");
    }

    @Test
    void aSecondStartBringsUpTheWindowOfTheFirst() throws Exception {
        household = take();
        ask("show");

        assertThat(shown.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aServerWithoutAWindowSaysThatItHasNone() throws Exception {
        Home home = Home.start(Settings.read(flags("0"), Map.of()), Map.of());
        try {
            assertThatThrownBy(() -> ask("show"))
                    .isInstanceOf(ControlException.class)
                    .hasMessageContaining("without a window");
        } finally {
            home.close();
        }
    }

    @Test
    void aTakenPortIsSaidAndTheNextStartMaySucceed() throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            household =
                    Household.take(
                            flags(Integer.toString(taken.getLocalPort())), Map.of(), () -> {});
            household.start();
            await(Condition.FAILED);
            assertThat(household.status().now().failure()).contains("is taken");
        }
        household.start();
        await(Condition.RUNNING);
    }

    @Test
    void settingsAreReadAtEveryStart() throws Exception {
        household =
                Household.take(
                        new Settings.Flags(folder.toString(), null, null, true),
                        Map.of(),
                        () -> {});
        Files.writeString(folder.resolve("settings.json"), "{\"port\": 70000}");
        household.start();
        await(Condition.FAILED);
        Files.writeString(folder.resolve("settings.json"), "{\"port\": 0}");
        household.start();
        await(Condition.RUNNING);
    }

    @Test
    void theWindowAsksByTheSameCommandsAsTheCommandLine() throws Exception {
        household = take();
        household.start();
        NewApp added =
                household.ask("apps.add", Map.of("space", "com.example.notes"), NewApp.class);
        AppList apps = household.ask("apps.list", Map.of(), AppList.class);

        assertThat(apps.apps()).extracting(AppEntry::id).containsExactly(added.id());
        assertThatThrownBy(() -> household.ask("apps.revoke", Map.of("id", "none"), Object.class))
                .isInstanceOf(ControlException.class)
                .hasMessageContaining("There is no app");
    }

    @Test
    void aBackupIsBroughtBackWhileItRunsAndItRunsAgain(@TempDir Path elsewhere) throws Exception {
        household = take();
        household.start();
        household.ask("apps.add", Map.of("space", "com.example.notes"), NewApp.class);
        Path file = elsewhere.resolve("everything.zip");
        household.stop();
        household.close();
        new Backups(folder, Map.of()).make(file, "correct horse battery".toCharArray());
        var other = new Settings.Flags(elsewhere.resolve("new").toString(), "0", null, true);
        household = Household.take(other, Map.of(), () -> {});
        household.start();
        assertThat(Backups.look(file).sealed()).isTrue();

        for (Backups.Wish wish :
                List.of(
                        new Backups.Wish(null, false, false),
                        new Backups.Wish("wrong horse battery".toCharArray(), false, true))) {
            assertThatThrownBy(() -> household.restore(file, wish))
                    .isInstanceOf(ControlException.class);
            await(Condition.RUNNING);
        }
        RestoreResult done = household.restore(file, new Backups.Wish(null, false, true));

        await(Condition.RUNNING);
        assertThat(done.pausedApps()).isEqualTo(1);
        assertThat(household.ask("apps.list", Map.of(), AppList.class).apps()).hasSize(1);
        assertThat(Path.of(String.valueOf(done.aside())).resolve("access.db")).exists();
    }

    @Test
    void closedItGivesTheFolderBackAndStartsNoMore() throws Exception {
        household = take();
        household.start();
        household.close();
        household.start();

        household = take();
        household.start();
        await(Condition.RUNNING);
    }
}
