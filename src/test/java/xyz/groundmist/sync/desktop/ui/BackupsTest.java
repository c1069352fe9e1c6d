package xyz.groundmist.sync.desktop.ui;

import static org.assertj.core.api.Assertions.assertThat;

import javafx.scene.control.ToggleButton;
import javafx.scene.input.KeyCode;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import xyz.groundmist.sync.desktop.model.FakeServer;
import xyz.groundmist.sync.home.BackupContents;
import xyz.groundmist.sync.home.BackupEntry;
import xyz.groundmist.sync.home.BackupState;
import xyz.groundmist.sync.home.ControlException;
import xyz.groundmist.sync.home.RehearsalEntry;
import xyz.groundmist.sync.home.RestoreResult;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** Backups as a person sees them in Settings, makes one, and brings one back. */
@Timeout(60)
class BackupsTest {
    private static final Instant MADE = FakeServer.NOW.minusSeconds(3 * 3600);
    private static final Path BACKUP = Path.of("/media/disk/old.backup.zip");

    @TempDir Path folder;
    private final FakeServer server = new FakeServer();

    @SuppressWarnings("NullAway.Init") // by each test, when it has said what there is
    private OpenWindow window;

    @AfterEach
    void close() throws Exception {
        if (window != null) window.close();
    }

    /** A server of somebody's that was used for a while, at the page Settings. */
    private void atSettings(Map<String, String> environment) throws Exception {
        server.signedIn("anna.test");
        server.start();
        window = new OpenWindow(folder, server, new OpenWindow.Switch(), environment);
        window.click("page-settings");
    }

    private void atSettings() throws Exception {
        atSettings(Map.of());
    }

    private static BackupState daily(@Nullable String problem) {
        String file = "/media/disk/groundmist-sync-20261122-113200.backup.zip";
        return new BackupState(
                "/media/disk",
                24,
                7,
                new BackupEntry(file, MADE, 3_400_000, 1_204),
                null,
                new RehearsalEntry(file, MADE.plusSeconds(60), MADE, 1_204, problem));
    }

    private void planned() {
        server.backups(daily(null));
    }

    private boolean selected(String id) {
        return ((ToggleButton) window.node(id)).isSelected();
    }

    @Test
    void theLastOneIsToldAndThatItWasTried() throws Exception {
        planned();
        atSettings();

        window.see("1,204 documents in /media/disk");
        window.see("All its 1,204 documents can be brought back");
        window.see("Once a day. They hold no secrets.");
        window.await(() -> selected("schedule-daily"));
    }

    @Test
    void whatIsWrongWithItIsToldWithWhatToDo() throws Exception {
        server.backups(daily("This backup can't be used: it is damaged. Use another one."));
        atSettings();

        window.see("can’t be relied on. Make a new one, and check the disk it is on.");
    }

    @Test
    void aTryThatFailedSinceIsTold() throws Exception {
        BackupState well = daily(null);
        server.backups(
                new BackupState(
                        well.folder(),
                        24,
                        7,
                        well.last(),
                        new BackupState.Failure(MADE, "There isn't room enough. Free some space."),
                        well.rehearsed()));
        atSettings();

        window.see("There isn't room enough. Free some space.");
    }

    @Test
    void aScheduleTakesAFolderAndNothingChangesWithoutOne() throws Exception {
        atSettings();
        window.see("Best into a folder on another disk.");
        ByKeyboard.press(window, "schedule-daily");
        window.await(() -> selected("schedule-off"));
        assertThat(server.asked).isEmpty();

        window.files.next = Path.of("/media/disk");
        ByKeyboard.press(window, "schedule-weekly");
        window.see("Once a week. They hold no secrets.");
        window.await(() -> selected("schedule-weekly"));
        window.files.next = Path.of("/media/other");
        ByKeyboard.press(window, "backup-folder");
        window.see("/media/other");
        ByKeyboard.type(window, "backup-keep", "0");
        window.press(KeyCode.ENTER);
        window.see("Keep at least 1 and at most 999.");
        ByKeyboard.type(window, "backup-keep", "30");
        window.press(KeyCode.ENTER);
        window.seeNoMore("Keep at least 1");
        ByKeyboard.press(window, "schedule-off");
        window.see("Best into a folder on another disk.");

        assertThat(server.asked)
                .containsExactly(
                        "plan /media/disk 168 7",
                        "plan /media/other 168 7",
                        "plan /media/other 168 30",
                        "plan null 0 30");
    }

    @Test
    void whatTheEnvironmentSetsCantBeChangedHere() throws Exception {
        planned();
        atSettings(Map.of("BACKUP_DIR", "/media/disk"));

        window.see("Set by the variable BACKUP_DIR of the environment.");
        assertThat(window.node("schedule-off").isDisabled()).isTrue();
    }

    @Test
    void oneIsMadeNowWhileTheWindowGoesOn() throws Exception {
        planned();
        var over = new CountDownLatch(1);
        server.holdWork(over);
        atSettings();
        ByKeyboard.press(window, "back-up");
        window.see("It holds your documents as they are");
        window.click("make-backup");
        window.see("Backing up…");
        window.press(KeyCode.ESCAPE);
        window.seeNoMore("It holds your documents as they are");
        window.see("Backing up…");
        over.countDown();

        window.see("Backed up 5 documents into /media/disk/today.backup.zip, 3 MB.");
        assertThat(server.asked).containsExactly("back up into null");
    }

    @Test
    void withSecretsThePassphraseIsTypedTwice() throws Exception {
        atSettings();
        ByKeyboard.press(window, "back-up");
        window.click("make-backup");
        window.see("Choose where the backup goes first.");
        window.click("backup-file");
        window.see("Not chosen yet");
        window.files.next = BACKUP;
        window.click("backup-file");
        window.see(BACKUP.toString());
        window.click("backup-secrets");
        window.type("passphrase", "correct horse battery");
        window.type("passphrase-again", "correct horse");
        window.click("make-backup");
        window.see("The two passphrases are not the same.");
        window.type("passphrase-again", "correct horse battery");
        window.click("make-backup");

        window.see("Backed up 5 documents into " + BACKUP);
        assertThat(server.asked)
                .containsExactly("back up into " + BACKUP + " with correct horse battery");
    }

    @Test
    void aFullDiskIsSaidInTheDialogueAndItCanBeTriedAgain() throws Exception {
        planned();
        atSettings();
        server.refuse(new ControlException("There isn't room enough on the disk. Free some."));
        ByKeyboard.press(window, "back-up");
        window.click("make-backup");
        window.see("There isn't room enough on the disk. Free some.");

        assertThat(window.node("make-backup").isDisabled()).isFalse();
    }

    @Test
    void theNewestIsTriedNow() throws Exception {
        BackupState untried = daily(null);
        server.backups(new BackupState("/media/disk", 24, 7, untried.last(), null, null));
        atSettings();
        window.see("Not yet. The newest is tried once a week.");
        ByKeyboard.press(window, "rehearse");

        window.see("All its 1,204 documents can be brought back");
    }

    @Test
    void whileSyncingIsStoppedThatIsSaid() throws Exception {
        atSettings();
        window.see("Never");
        server.stop();
        window.click("page-home");
        window.click("page-settings");

        window.see("Syncing is stopped. Start it to see your backups.");
        assertThat(window.node("back-up").isDisabled()).isTrue();
    }

    private void hold(boolean sealed) {
        server.backupHolds(new BackupContents(MADE, 3, 1_204, sealed));
        server.restores(
                new RestoreResult(
                        MADE,
                        3,
                        1_204,
                        2,
                        List.of("laptop"),
                        List.of("office"),
                        sealed,
                        false,
                        "/data/before-restore-20261122-143200"));
    }

    private void askToRestore() {
        window.files.next = BACKUP;
        ByKeyboard.press(window, "restore");
    }

    @Test
    void oneIsBroughtBackInThePlaceOfWhatIsHere() throws Exception {
        server.app("a1b2c3d4", "Library", null, false, 2);
        server.app("e5f6g7h8", "Quill", null, false, 2);
        hold(true);
        atSettings();
        askToRestore();
        window.see("Bring back the backup of 11:32?");
        window.see("1,204 documents in 3 spaces, settings and apps.");
        window.see("5 documents, its settings and its apps, is moved aside");
        window.click("old-machine-gone");
        window.type("restore-passphrase", "correct horse battery");
        var over = new CountDownLatch(1);
        server.holdWork(over);
        window.click("bring-back");
        window.see("every document is read and checked");
        over.countDown();
        window.see("It is back.");
        window.see("2 apps wait until you confirm them.");
        window.see("these computers wait: laptop.");
        window.see("they don’t know this one: office.");
        window.see("lies in the data folder, in before-restore-20261122-143200.");
        server.pauseApps();
        window.click("restore-continue");

        window.see("2 apps wait for you to confirm them.");
        assertThat(server.asked)
                .containsExactly(
                        "look into " + BACKUP,
                        "restore " + BACKUP + " with correct horse battery, the old one gone");
    }

    @Test
    void appsAreConfirmedOneByOneOrAll() throws Exception {
        for (String id : List.of("a1b2c3d4", "e5f6g7h8", "j9k0m1n2")) {
            server.app(id, id.equals("a1b2c3d4") ? "Library" : "Quill", null, false, 2);
        }
        server.pauseApps();
        server.problem("3 apps are paused and wait for you to confirm, in the list of apps.");
        server.signedIn("anna.test");
        server.start();
        window = new OpenWindow(folder, server);
        window.see("Something waits for you to confirm it.");
        window.choose("See the apps");
        window.see("3 apps wait for you to confirm them.");
        window.click("app-a1b2c3d4");
        window.see("It came out of a backup");
        window.click("access");
        window.see("2 apps wait for you to confirm them.");
        window.click("confirm-all");
        window.seeNoMore("to confirm them");

        assertThat(server.asked).containsExactly("confirm a1b2c3d4", "confirm all");
    }

    @Test
    void computersAreConfirmedOrPairedAgain() throws Exception {
        server.devices(
                List.of(
                        FakeServer.restored("laptop", "paused", null),
                        FakeServer.restored("office", "former", "192.168.1.30:3032")),
                List.of(),
                FakeServer.pairing("idle"));
        server.problem(
                "1 computer is paused and waits for you to confirm, in the list of computers.");
        server.signedIn("anna.test");
        server.start();
        window = new OpenWindow(folder, server);
        window.choose("See the computers");
        window.see("it doesn’t sync until you confirm it");
        window.choose("Confirm");
        window.see("At home · in step");
        window.choose("Pair again");
        window.see("K7Q-M4W");

        assertThat(server.asked)
                .containsExactly("trust LAPT-QRST-UVWX", "pair with 192.168.1.30:3032");
    }

    @Test
    void aWrongPassphraseIsSaidAndTypedAnew() throws Exception {
        hold(true);
        atSettings();
        askToRestore();
        window.type("restore-passphrase", "wrong horse battery");
        window.see("Bring back the backup");
        server.refuse(new ControlException("That isn't the passphrase of this backup's secrets."));
        window.click("bring-back");
        window.see("That isn't the passphrase of this backup's secrets.");
        server.obey();
        window.type("restore-passphrase", "correct horse battery");
        window.click("bring-back");

        window.see("It is back.");
        assertThat(server.asked).endsWith("restore " + BACKUP + " with correct horse battery");
    }

    @Test
    void withoutSecretsNoPassphraseIsAskedFor() throws Exception {
        hold(false);
        atSettings();
        askToRestore();
        window.see("Bring back the backup");
        assertThat(window.labels()).doesNotContain("Passphrase of its secrets");
        window.click("bring-back");

        window.see("Sign in again: this is another computer than the one of the backup.");
        assertThat(server.asked).endsWith("restore " + BACKUP);
    }

    @Test
    void whatGoesOnBehindAClosedDialogueComesBackWhenItIsOver() throws Exception {
        hold(false);
        atSettings();
        askToRestore();
        var over = new CountDownLatch(1);
        server.holdWork(over);
        window.click("bring-back");
        window.see("every document is read and checked");
        window.press(KeyCode.ESCAPE);
        window.seeNoMore("every document is read and checked");
        over.countDown();

        window.see("It is back.");
    }

    @Test
    void aDamagedFileIsSaidAndAnotherChosen() throws Exception {
        atSettings();
        askToRestore();
        window.see("This backup can't be used: it is damaged");
        hold(false);
        window.files.next = BACKUP;
        window.click("restore-other");
        window.see("Bring back the backup");
        window.choose("Cancel");
        window.seeNoMore("Bring back the backup");

        assertThat(server.asked).containsExactly("look into " + BACKUP, "look into " + BACKUP);
    }

    @Test
    void whoNamesNoFileChangesNothing() throws Exception {
        atSettings();
        ByKeyboard.press(window, "restore");

        window.see("What is here now is moved aside, not mixed with it.");
        assertThat(server.asked).isEmpty();
    }

    @Test
    void anEmptyComputerBringsItBackInTheSetUpAndGoesOnWithTheSignIn() throws Exception {
        server.empty();
        server.start();
        hold(false);
        window = new OpenWindow(folder, server);
        window.see("Welcome to Groundmist Sync");
        window.files.next = BACKUP;
        window.click("setup-restore");
        window.see("Bring back the backup of 11:32?");
        assertThat(window.labels()).noneMatch(words -> words.contains("moved aside"));
        window.choose("Bring it back");
        window.see("It is back.");
        window.click("restore-continue");

        window.see("Who are you?");
    }

    @Test
    void inThePlaceOfTheOldComputerTheSetUpIsOver() throws Exception {
        server.empty();
        server.start();
        hold(true);
        window = new OpenWindow(folder, server);
        window.files.next = BACKUP;
        window.click("setup-restore");
        window.type("restore-passphrase", "correct horse battery");
        window.click("old-machine-gone");
        window.choose("Bring it back");
        window.see("It is back.");
        window.click("restore-continue");

        window.seeNoMore("Welcome to Groundmist Sync");
        window.see("Apps");
    }
}
