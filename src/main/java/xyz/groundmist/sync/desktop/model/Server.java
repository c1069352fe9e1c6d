package xyz.groundmist.sync.desktop.model;

import org.jspecify.annotations.Nullable;

import xyz.groundmist.sync.home.AppList;
import xyz.groundmist.sync.home.BackupContents;
import xyz.groundmist.sync.home.BackupEntry;
import xyz.groundmist.sync.home.BackupState;
import xyz.groundmist.sync.home.Backups;
import xyz.groundmist.sync.home.ControlException;
import xyz.groundmist.sync.home.DeviceList;
import xyz.groundmist.sync.home.HomeException;
import xyz.groundmist.sync.home.LogEntry;
import xyz.groundmist.sync.home.NewInvitation;
import xyz.groundmist.sync.home.RehearsalEntry;
import xyz.groundmist.sync.home.RestoreResult;
import xyz.groundmist.sync.home.SignInEntry;
import xyz.groundmist.sync.home.StatusModel;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The server in this process, as the windows need it. Everything but {@link #status} may block. */
public interface Server {
    StatusModel status();

    /** What it keeps. */
    DocumentsServer documents();

    /** Returns when it listens, or has failed: the status says which. */
    void start();

    /** Returns when what clients sent is on disk. */
    void stop();

    /** Who waits, and who was let in, also those whose time is over. */
    AppList apps() throws HomeException;

    /** Ends an app's access; its connections close within a second. */
    void cutOff(String id) throws HomeException;

    /** Lets an app read only, or write too; its connections begin anew. */
    void access(String id, boolean readOnly) throws HomeException;

    /**
     * What apps did, the newest first.
     *
     * @param id of one app; null: all of them
     */
    List<LogEntry> ledger(@Nullable String id) throws HomeException;

    /** Lets the app in that shows this code. */
    void approve(String code, boolean readOnly) throws HomeException;

    /** Turns it away for an hour. */
    void refuse(String code) throws HomeException;

    /**
     * Makes an invitation.
     *
     * @param page the app's own page, or nothing: then the link is one to paste into the app
     */
    NewInvitation invite(String space, String page) throws HomeException;

    /**
     * Begins a sign-in, which a browser has to finish.
     *
     * @param who a handle, a DID, or the address of the account's server
     */
    SignInEntry signIn(String who) throws HomeException;

    /** Waits a while for the browser; false: ask again. */
    boolean awaitSignIn(String id) throws HomeException;

    void cancelSignIn(String id) throws HomeException;

    /** The server still belongs to its owner, and apps go on syncing. */
    void signOut() throws HomeException;

    /**
     * Writes the public address to the owner's account.
     *
     * @param leave what the owner allows besides
     */
    void publish(Set<ControlException.Leave> leave) throws HomeException;

    /** Takes it away from there. */
    void unpublish() throws HomeException;

    /** The owner's other computers, and how far one is in being paired. */
    DeviceList devices() throws HomeException;

    /** Has this computer wait to be paired. */
    void waitForDevice() throws HomeException;

    /** Has it call another one, by its link or address. */
    void pairDevice(String to) throws HomeException;

    /** The other computer shows this code too. */
    void confirmDevice(String code) throws HomeException;

    void cancelPairing() throws HomeException;

    /** Trusts a computer again that came out of a backup. */
    void trustDevice(String id) throws HomeException;

    /** Trusts a computer no more. */
    void forgetDevice(String id) throws HomeException;

    /**
     * Does something about the way in from the internet; the status shows what comes of it.
     *
     * @param command {@code use}, {@code trust}, {@code retry}, {@code off} or {@code test}, as at
     *     the command line
     * @param with what goes with it
     */
    void reach(String command, Map<String, ?> with) throws HomeException;

    /**
     * Lets apps go on that are paused.
     *
     * @param id of one; null: all of them
     */
    void confirmApps(@Nullable String id) throws HomeException;

    /** How it is with the backups. */
    BackupState backups() throws HomeException;

    /**
     * Makes one; returns when it is on disk.
     *
     * @param file null: where those go that are made by themselves
     * @param passphrase for the secrets; null: without them
     */
    BackupEntry backUp(@Nullable Path file, @Nullable String passphrase) throws HomeException;

    /** Tries the newest. */
    RehearsalEntry rehearse() throws HomeException;

    /**
     * Has them made by themselves.
     *
     * @param folder null: no more
     */
    BackupState planBackups(@Nullable Path folder, long everyHours, int keep) throws HomeException;

    /** What a backup says of itself. */
    BackupContents lookInto(Path backup) throws HomeException;

    /** Brings one back; the server is closed meanwhile, and open again when this returns. */
    RestoreResult restore(Path backup, Backups.Wish wish) throws HomeException;

    /** Lets an app that was made for the prototype ask, for this time. */
    void openWindow(Duration time) throws HomeException;

    /** Lets none ask any more. */
    void closeWindow() throws HomeException;
}
