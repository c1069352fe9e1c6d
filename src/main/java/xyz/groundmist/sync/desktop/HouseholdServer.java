package xyz.groundmist.sync.desktop;

import org.jspecify.annotations.Nullable;

import xyz.groundmist.sync.desktop.model.DocumentsServer;
import xyz.groundmist.sync.desktop.model.Server;
import xyz.groundmist.sync.home.AppList;
import xyz.groundmist.sync.home.BackupAnswer;
import xyz.groundmist.sync.home.BackupContents;
import xyz.groundmist.sync.home.BackupEntry;
import xyz.groundmist.sync.home.BackupState;
import xyz.groundmist.sync.home.Backups;
import xyz.groundmist.sync.home.ControlException;
import xyz.groundmist.sync.home.ControlException.Leave;
import xyz.groundmist.sync.home.DeviceList;
import xyz.groundmist.sync.home.HomeException;
import xyz.groundmist.sync.home.Household;
import xyz.groundmist.sync.home.LogEntry;
import xyz.groundmist.sync.home.NewInvitation;
import xyz.groundmist.sync.home.RehearsalEntry;
import xyz.groundmist.sync.home.RestoreResult;
import xyz.groundmist.sync.home.SignInEntry;
import xyz.groundmist.sync.home.SignInResult;
import xyz.groundmist.sync.home.StatusModel;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The server of this process, asked by the same commands as from the command line. */
final class HouseholdServer implements Server {
    private final Household household;
    private final DocumentsServer documents;

    HouseholdServer(Household household) {
        this.household = household;
        documents = new HouseholdDocuments(household);
    }

    @Override
    public StatusModel status() {
        return household.status();
    }

    @Override
    public DocumentsServer documents() {
        return documents;
    }

    @Override
    public void start() {
        household.start();
    }

    @Override
    public void stop() {
        household.stop();
    }

    @Override
    public AppList apps() throws HomeException {
        return household.ask("apps.list", Map.of(), AppList.class);
    }

    @Override
    public void cutOff(String id) throws HomeException {
        household.ask("apps.revoke", Map.of("id", id), Object.class);
    }

    @Override
    public void access(String id, boolean readOnly) throws HomeException {
        household.ask("apps.access", Map.of("id", id, "readOnly", readOnly), Object.class);
    }

    @Override
    public List<LogEntry> ledger(@Nullable String id) throws HomeException {
        Map<String, String> of = id == null ? Map.of() : Map.of("id", id);
        return List.of(household.ask("apps.log", of, LogEntry[].class));
    }

    @Override
    public void approve(String code, boolean readOnly) throws HomeException {
        household.ask("apps.approve", Map.of("code", code, "readOnly", readOnly), Object.class);
    }

    @Override
    public void refuse(String code) throws HomeException {
        household.ask("apps.deny", Map.of("code", code), Object.class);
    }

    @Override
    public NewInvitation invite(String space, String page) throws HomeException {
        return household.ask(
                "apps.invite",
                page.isBlank() ? Map.of("space", space) : Map.of("space", space, "app", page),
                NewInvitation.class);
    }

    @Override
    public SignInEntry signIn(String who) throws HomeException {
        return household.ask("login.start", Map.of("who", who), SignInEntry.class);
    }

    @Override
    public boolean awaitSignIn(String id) throws HomeException {
        return household.ask("login.wait", Map.of("id", id), SignInResult.class).account() != null;
    }

    @Override
    public void cancelSignIn(String id) throws HomeException {
        household.ask("login.cancel", Map.of("id", id), Object.class);
    }

    @Override
    public void signOut() throws HomeException {
        household.ask("logout", Map.of(), Object.class);
    }

    @Override
    public void publish(Set<Leave> leave) throws HomeException {
        household.ask(
                "publish",
                Map.of(
                        "replace", leave.contains(Leave.REPLACE),
                        "anyway", leave.contains(Leave.ANYWAY)),
                Object.class);
    }

    @Override
    public void unpublish() throws HomeException {
        household.ask("unpublish", Map.of(), Object.class);
    }

    @Override
    public DeviceList devices() throws HomeException {
        return household.ask("devices.list", Map.of(), DeviceList.class);
    }

    @Override
    public void waitForDevice() throws HomeException {
        household.ask("devices.pair", Map.of(), Object.class);
    }

    @Override
    public void pairDevice(String to) throws HomeException {
        household.ask("devices.pair", Map.of("to", to), Object.class);
    }

    @Override
    public void confirmDevice(String code) throws HomeException {
        household.ask("devices.confirm", Map.of("code", code), Object.class);
    }

    @Override
    public void cancelPairing() throws HomeException {
        household.ask("devices.cancel", Map.of(), Object.class);
    }

    @Override
    public void trustDevice(String id) throws HomeException {
        household.ask("devices.confirm", Map.of("id", id), Object.class);
    }

    @Override
    public void forgetDevice(String id) throws HomeException {
        household.ask("devices.forget", Map.of("id", id), Object.class);
    }

    @Override
    public void reach(String command, Map<String, ?> with) throws HomeException {
        household.ask("reach." + command, with, Object.class);
    }

    @Override
    public void confirmApps(@Nullable String id) throws HomeException {
        household.ask("apps.confirm", id == null ? Map.of() : Map.of("id", id), Object.class);
    }

    @Override
    public BackupState backups() throws HomeException {
        return household.ask("backups.state", Map.of(), BackupState.class);
    }

    @Override
    public BackupEntry backUp(@Nullable Path file, @Nullable String passphrase)
            throws HomeException {
        Map<String, String> wish = new HashMap<>();
        if (file != null) wish.put("file", file.toString());
        if (passphrase != null) wish.put("passphrase", passphrase);
        BackupEntry made = await("backups.make", wish).made();
        if (made == null) throw new ControlException("The server made no backup.");
        return made;
    }

    @Override
    public RehearsalEntry rehearse() throws HomeException {
        RehearsalEntry tried = await("backups.rehearse", Map.of()).rehearsed();
        if (tried == null) throw new ControlException("The server tried no backup.");
        return tried;
    }

    private BackupAnswer await(String command, Map<String, ?> wish) throws HomeException {
        BackupAnswer answer = household.ask(command, wish, BackupAnswer.class);
        while (!answer.done()) {
            answer = household.ask("backups.wait", Map.of("id", answer.id()), BackupAnswer.class);
        }
        return answer;
    }

    @Override
    public BackupState planBackups(@Nullable Path folder, long everyHours, int keep)
            throws HomeException {
        Map<String, ?> wish =
                folder == null
                        ? Map.of("off", true)
                        : Map.of(
                                "folder",
                                folder.toString(),
                                "everyHours",
                                everyHours,
                                "keep",
                                keep);
        return household.ask("backups.plan", wish, BackupState.class);
    }

    @Override
    public BackupContents lookInto(Path backup) throws HomeException {
        return Backups.look(backup);
    }

    @Override
    public RestoreResult restore(Path backup, Backups.Wish wish) throws HomeException {
        return household.restore(backup, wish);
    }

    @Override
    public void openWindow(Duration time) throws HomeException {
        household.ask("apps.window", Map.of("seconds", time.toSeconds()), Object.class);
    }

    @Override
    public void closeWindow() throws HomeException {
        household.ask("apps.window", Map.of("close", true), Object.class);
    }
}
